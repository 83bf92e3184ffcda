#include "lib/catalog/compile.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy::catalog {
namespace {

std::string ReadData(const std::string& name) {
  std::ifstream file(IAMPOLICY_SOURCE_DIR "/lib/catalog/data/" + name, std::ios::binary);
  REQUIRE(file.is_open());
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A small catalogue, and what changes it.
struct Small {
  std::string source = "package\tp\nversion\t1\ndate\t2026-01-02\n";
  std::string services = "s3-x:\tX\t\ns3:\tAmazon S3\trcp\n";
  std::string actions = "s3-x:A\tList\t\t\t\ns3:Get\tRead\tbucket*\taws:TagKeys\ts3-x:A\n";
  std::string types = "s3:bucket\tarn:${Partition}:s3:::${BucketName}\t\n";
  std::string keys = "aws:TagKeys\tArrayOfString\t\n";
  std::string operations = "s3:Head\ts3:Get\thttps://example.com\n";

  Result<Compiled> Run() const { return Compile({source, services, actions, types, keys, operations}); }
  std::string Error() const {
    const Result<Compiled> result = Run();
    return result ? "" : result.error().message;
  }
};

Small With(std::string Small::*table, std::string content) {
  Small small;
  small.*table = std::move(content);
  return small;
}

}  // namespace

TEST_CASE("the tables in the binary are those of the data folder") {
  const std::string source = ReadData("source.tsv"), services = ReadData("services.tsv");
  const std::string actions = ReadData("actions.tsv"), types = ReadData("resource_types.tsv");
  const std::string keys = ReadData("condition_keys.tsv"), operations = ReadData("operations.tsv");
  const Result<Compiled> compiled = Compile({source, services, actions, types, keys, operations});
  REQUIRE(compiled.ok());
  const Catalog built_in = Catalog::BuiltIn();
  const Catalog view = compiled->view();
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  CHECK(view.service_count() == lines(services));
  CHECK(view.action_count() == lines(actions));
  CHECK(view.resource_type_count() == lines(types));
  CHECK(view.key_count() == lines(keys));
  // Each action written out again is its line.
  std::string rewritten;
  for (ActionId id = 0; id < built_in.action_count(); ++id) {
    const auto list = [&](auto ids, auto name) {
      rewritten += '\t';
      for (const std::uint32_t each : ids) {
        if (rewritten.back() != '\t') rewritten += ',';
        rewritten += name(each);
      }
    };
    rewritten += built_in.FullName(id) + "\t" + std::string(Name(built_in.access_level(id)));
    list(built_in.action_resource_types(id), [&](ResourceTypeId type) {
      return std::string(built_in.resource_type_name(type)) + (built_in.resource_required(id, type) ? "*" : "");
    });
    list(built_in.action_keys(id), [&](KeyId key) { return std::string(built_in.key_name(key)); });
    list(built_in.dependent_actions(id), [&](ActionId other) { return built_in.FullName(other); });
    rewritten += '\n';
  }
  // Services and condition keys spell a name in their own way here and there: case is not compared.
  const auto fold = [](std::string text) {
    for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
  };
  CHECK(fold(rewritten) == fold(actions));
}

TEST_CASE("a small catalogue reads back as written") {
  const Result<Compiled> compiled = Small().Run();
  REQUIRE(compiled.ok());
  const Catalog catalog = compiled->view();
  CHECK(catalog.date() == "2026-01-02");
  CHECK(catalog.source() == "p 1");
  CHECK(catalog.FindService("s3") == 1);
  CHECK(catalog.service_actions(1) == IdRange{1, 2});
  CHECK(catalog.Expand("s3*") == Ids{{0, 2}});
  CHECK(catalog.resource_required(1, 0));
  CHECK(catalog.dependent_actions(1).size() == 1);
  CHECK(catalog.key_is_multivalued(0));
  CHECK(catalog.AuthorizedBy("s3:head") == "s3:Get");
}

TEST_CASE("a table that does not fit is refused with its place") {
  CHECK(With(&Small::source, "package\tp\n").Error() == "source.tsv:1: expected a package, a version and a date");
  CHECK(With(&Small::services, "s3:\tAmazon S3\trcp").Error() ==
        "services.tsv:1: the file is empty or its last line has no end");
  CHECK(With(&Small::services, "s3:\tAmazon S3\trcp\ns3-x:\tX\t\n").Error() ==
        "services.tsv:2: `s3-x:` does not come after `s3:`");
  CHECK(With(&Small::actions, "s3:Get\tRead\t\t\n").Error() == "actions.tsv:1: expected 5 fields");
  CHECK(With(&Small::actions, "s3:Get\tSee\t\t\t\n").Error() == "actions.tsv:1: unknown access level `See`");
  CHECK(With(&Small::actions, "s3:Get\tRead\tobject\t\t\n").Error() ==
        "actions.tsv:1: `object` is not in resource_types.tsv");
  CHECK(With(&Small::actions, "s3:Get\tRead\t\taws:x\t\n").Error() ==
        "actions.tsv:1: `aws:x` is not in condition_keys.tsv");
  CHECK(With(&Small::actions, "s3:Get\tRead\t\t\ts3:Put\n").Error() == "actions.tsv:1: `s3:Put` is not in actions.tsv");
  CHECK(With(&Small::actions, "s4:Get\tRead\t\t\t\n").Error() ==
        "actions.tsv:1: the service of `s4:Get` is not in services.tsv");
  CHECK(With(&Small::types, "s3:bucket\tarn:aws:s3\t\n").Error() ==
        "resource_types.tsv:1: `arn:aws:s3` is not a whole ARN");
  CHECK(With(&Small::keys, "aws:TagKeys\tText\t\n").Error() == "condition_keys.tsv:1: unknown type `Text`");
  CHECK(With(&Small::operations, "s3:Get\ts3:Get\thttps://example.com\n").Error() ==
        "operations.tsv:1: `s3:Get` is an action itself");
  CHECK(With(&Small::operations, "s3:Head\ts3:Put\thttps://example.com\n").Error() ==
        "operations.tsv:1: `s3:Put` is not an action");
}

TEST_CASE("sets of ids behave as sets of numbers") {
  std::mt19937 random(7);  // NOLINT: the same numbers each time
  const auto to_bits = [](const Ids& ids) {
    std::vector<bool> bits(64);
    for (const IdRange range : ids) {
      for (ActionId id = range.begin; id < range.end; ++id) bits[id] = true;
    }
    return bits;
  };
  for (int round = 0; round < 2000; ++round) {
    std::vector<IdRange> ranges[2];
    for (auto& each : ranges) {
      for (auto i = random() % 6; i > 0; --i) {
        const auto begin = static_cast<ActionId>(random() % 60);
        each.push_back({begin, begin + static_cast<ActionId>(random() % 5)});
      }
    }
    const Ids a = Union(ranges[0]);
    const Ids b = Union(ranges[1]);
    const std::vector<bool> in_a = to_bits(a), in_b = to_bits(b);
    REQUIRE(in_a == to_bits(ranges[0]));
    const Ids both = Intersection(a, b), either = Union(a, b), only = Difference(a, b);
    for (ActionId id = 0; id < 64; ++id) {
      REQUIRE(Has(both, id) == (in_a[id] && in_b[id]));
      REQUIRE(Has(either, id) == (in_a[id] || in_b[id]));
      REQUIRE(Has(only, id) == (in_a[id] && !in_b[id]));
    }
    for (const Ids& ids : {a, both, either, only}) {
      const std::vector<bool> bits = to_bits(ids);
      REQUIRE(Count(ids) == std::count(bits.begin(), bits.end(), true));
      for (std::size_t i = 0; i < ids.size(); ++i) {
        REQUIRE(ids[i].begin < ids[i].end);
        if (i > 0) REQUIRE(ids[i - 1].end < ids[i].begin);
      }
    }
  }
}

}  // namespace iampolicy::catalog
