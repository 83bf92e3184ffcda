#include "lib/rules/named_sets.h"

#include <algorithm>
#include <utility>

#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::AccessLevel;
using catalog::Ids;

constexpr AccessLevel kLevels[] = {AccessLevel::kList, AccessLevel::kRead, AccessLevel::kWrite,
                                   AccessLevel::kPermissionsManagement, AccessLevel::kTagging};

std::string WithoutBlanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' && c != '-') out += text::FoldAscii(c);
  }
  return out;
}

}  // namespace

NamedSets::NamedSets(const catalog::Catalog& catalog, const PackView& base) : catalog_(catalog) {
  for (std::uint32_t i = 0; i < base.set_count(); ++i) {
    known_.emplace(std::string(base.set_name(i)), ToIds(base.set_actions(i)));
  }
}

std::vector<std::pair<std::string_view, std::string_view>> NamedSets::BuiltInNames() {
  return {{"@access:LEVEL", "actions of an access level: List, Read, Write, Permissions management, Tagging"},
          {"@service:PREFIX", "actions of a service"},
          {"@takes-no-resource", "actions that accept only * as resource"},
          {"@all", "every documented action"},
          {"@NAME", "a set of the data files, rules/sets/NAME.json"}};
}

void NamedSets::Declare(const Json& file, Known known, Diagnostics& diagnostics) {
  const Json name = file.member("name");
  if (!name.is(syntax::Kind::kString) || name.text().empty()) {
    diagnostics.Report(file, "a set of actions needs a `name`");
    return;
  }
  for (const Json::Entry& entry : file.members()) {
    if (entry.name != "name" && entry.name != "doc" && entry.name != "actions" && entry.name != "source") {
      diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` is no member of a set of actions",
                         "a set has name, doc, actions and source");
    }
  }
  if (!file.member("doc").is(syntax::Kind::kString)) diagnostics.Report(file, "a set of actions needs a `doc`");
  if (known == Known::kReplace) known_.erase(std::string(name.text()));
  const auto [found, added] = declared_.try_emplace(std::string(name.text()));
  if (!added || known_.count(name.text()) != 0) {
    diagnostics.Report(name, "there is another set `" + std::string(name.text()) + "`");
    return;
  }
  found->second.file = file;
}

Ids NamedSets::ExpandName(std::string_view name, const Json& entry, Diagnostics& diagnostics) {
  if (name == "takes-no-resource") return catalog_.WithoutResources();
  if (name == "all") return {{0, catalog_.action_count()}};
  if (name.starts_with("access:")) {
    const std::string wanted = WithoutBlanks(name.substr(7));
    for (const AccessLevel level : kLevels) {
      if (WithoutBlanks(catalog::Name(level)) == wanted) return catalog_.OfLevel(level);
    }
    diagnostics.Report(entry, "there is no access level `" + std::string(name.substr(7)) + "`",
                       "the levels are List, Read, Write, Permissions management and Tagging");
    return {};
  }
  if (name.starts_with("service:")) {
    const catalog::ServiceId service = catalog_.FindService(name.substr(8));
    if (service != catalog::kNone) return {catalog_.service_actions(service)};
    const std::string_view nearest = catalog_.NearestService(name.substr(8));
    diagnostics.Report(entry, "there is no service `" + std::string(name.substr(8)) + "`",
                       nearest.empty() ? "" : "did you mean `" + std::string(nearest) + "`?");
    return {};
  }
  const auto known = known_.find(name);
  if (known != known_.end()) return known->second;
  const auto declared = declared_.find(name);
  if (declared == declared_.end()) {
    std::vector<std::string_view> names = {"takes-no-resource", "all"};
    for (const auto& [other, ids] : known_) names.push_back(other);
    for (const auto& [other, set] : declared_) names.push_back(other);
    std::string help = DidYouMean(name, names);
    if (help.empty())
      help = "sets are `@access:LEVEL`, `@service:PREFIX`, `@takes-no-resource`, `@all` and those with a file";
    diagnostics.Report(entry, "there is no set `@" + std::string(name) + "`", std::move(help));
    return {};
  }
  Declared& set = declared->second;
  if (set.busy) {
    diagnostics.Report(entry, "the set `@" + std::string(name) + "` is part of itself");
    return {};
  }
  if (!set.done) {
    set.busy = true;
    Ids ids = ExpandAll(set.file.member("actions").elements(), diagnostics);
    set.busy = false;
    set.done = true;
    set.ids = std::move(ids);
  }
  return set.ids;
}

Ids NamedSets::Expand(const Json& entry, Diagnostics& diagnostics) {
  if (!entry.is(syntax::Kind::kString)) {
    diagnostics.Report(entry, "an action or set is expected, such as `s3:Get*` or `@access:Write`");
    return {};
  }
  std::string_view text = entry.text();
  if (text.starts_with('!')) text.remove_prefix(1);
  if (text.starts_with('@')) return ExpandName(text.substr(1), entry, diagnostics);
  Ids ids = catalog_.Expand(text);
  if (!ids.empty()) return ids;
  std::string help;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    help = "an action is a service, a colon and a name";
  } else if (catalog_.FindService(text.substr(0, colon)) == catalog::kNone) {
    const std::string_view nearest = catalog_.NearestService(text.substr(0, colon));
    if (!nearest.empty()) help = "did you mean the service `" + std::string(nearest) + "`?";
  } else if (const std::string_view nearest = catalog_.NearestAction(text); !nearest.empty()) {
    help = "did you mean `" + std::string(text.substr(0, colon + 1)) + std::string(nearest) + "`?";
  }
  diagnostics.Report(entry, "`" + std::string(text) + "` matches no action of the catalogue", std::move(help));
  return {};
}

Ids NamedSets::ExpandAll(const std::vector<Json>& entries, Diagnostics& diagnostics) {
  Ids all;
  for (const Json& entry : entries) {
    const bool taken_out = entry.is(syntax::Kind::kString) && entry.text().starts_with('!');
    const Ids ids = Expand(entry, diagnostics);
    all = taken_out ? catalog::Difference(all, ids) : catalog::Union(all, ids);
  }
  return all;
}

void NamedSets::Write(Writer& writer, Diagnostics& diagnostics) {
  for (auto& [name, set] : declared_) {
    const Ids ids = ExpandName(name, set.file, diagnostics);
    if (ids.empty() && set.file.member("actions").elements().empty()) {
      diagnostics.Report(set.file, "a set of actions needs `actions`");
      continue;
    }
    std::vector<std::string_view> written;
    for (const Json& entry : set.file.member("actions").elements()) written.push_back(entry.text());
    writer.AddSet(name, set.file.member("doc").present() ? set.file.member("doc").text() : "",
                  writer.Actions(written, ids));
  }
}

}  // namespace iampolicy::rules
