#include "lib/rules/load.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "lib/rules/compile.h"
#include "lib/rules/examples.h"
#include "lib/rules/named_sets.h"
#include "lib/rules/registry.h"
#include "lib/rules/supersedes.h"
#include "lib/syntax/json.h"
#include "lib/text/pattern.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

/// One file as read. The tree must outlive what is compiled from it.
struct File {
  std::string_view name;
  syntax::Parsed parsed;
};

/// A rule with its id, in its file.
struct Source {
  std::string id;
  Json rule;
};

/// "<family>/<name>" from the end of a path; "local/<name>" for a bare name.
std::string IdFromName(std::string_view path) {
  if (path.ends_with(".json")) path.remove_suffix(5);
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return "local/" + std::string(path);
  const std::size_t family = path.rfind('/', slash == 0 ? 0 : slash - 1);
  return std::string(path.substr(family == std::string_view::npos || family == slash ? 0 : family + 1));
}

std::string Words(const text::Problem& problem) {
  std::string message = "the file is not JSON: ";
  message += problem.expected.empty() ? std::string(problem.kind) : "expected " + problem.expected;
  if (!problem.got.empty()) message += ", got `" + problem.got + "`";
  return message;
}

/// Everything that loading files needs at once.
class Loader {
 public:
  /// `rules`: what the files are added to. `base` gives the named sets, which files may replace where `known` says so.
  Loader(const PackView& rules, const PackView& base, NamedSets::Known known, const catalog::Catalog& catalog)
      : base_(rules),
        names_(base),
        catalog_(catalog),
        known_(known),
        writer_(rules),
        sets_(catalog, base),
        diagnostics_(sources_, problems_) {}

  void Read(std::span<const RuleFile> files) {
    files_.reserve(files.size());
    for (const RuleFile& file : files) ReadFile(file);
    for (const File& file : files_) Sort(file);
    sets_.Write(writer_, diagnostics_);
  }

  void Compile() {
    for (const Source& source : sources_of_rules_) {
      Compiler compiler{catalog_, writer_, sets_, diagnostics_};
      const std::optional<RuleRecord> record = CompileRule(compiler, source.rule, source.id);
      if (record) writer_.AddRule(*record);
    }
    CheckIds();
    std::vector<RuleSource> all;
    for (const Source& source : sources_of_rules_) all.push_back({source.id, source.rule});
    CheckSupersedes(names_, all, diagnostics_);
  }

  LoadResult Finish() && { return {writer_.Finish(), std::move(problems_)}; }

  const std::vector<Source>& rules() const { return sources_of_rules_; }
  Diagnostics& diagnostics() { return diagnostics_; }
  std::vector<Finding>& problems() { return problems_; }
  Writer& writer() { return writer_; }

 private:
  void ReadFile(const RuleFile& file) {
    const std::optional<text::Span> span = sources_.AddFile(file.name, file.bytes);
    if (!span) return;
    files_.push_back({file.name, syntax::ReadJson(sources_, *span)});
    for (const text::Problem& problem : files_.back().parsed.problems) {
      diagnostics_.Report(problem.span, Words(problem));
    }
  }

  void Sort(const File& file) {
    if (!file.parsed.complete || !file.parsed.problems.empty() || file.parsed.tree.empty()) return;
    const Json root{&file.parsed.tree, &sources_, 0};
    if (!root.is(Kind::kObject)) {
      diagnostics_.Report(root, "a rule file holds an object");
      return;
    }
    if (root.member("actions").present() && !root.member("when").present()) {
      sets_.Declare(root, known_, diagnostics_);
      return;
    }
    const Json list = root.member("rules");
    if (!list.present()) {
      AddRule(root, IdFromName(file.name));
      return;
    }
    for (const Json& rule : list.elements()) AddRule(rule, {});
  }

  void AddRule(const Json& rule, std::string id) {
    if (!rule.is(Kind::kObject)) {
      diagnostics_.Report(rule, "a rule is an object");
      return;
    }
    const Json given = rule.member("id");
    if (given.is(Kind::kString)) id = given.text();
    if (id.empty()) {
      diagnostics_.Report({rule.span().begin, rule.span().begin + 1}, "the rule has no `id`");
      return;
    }
    const bool is_named = id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_./ABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
                              std::string::npos &&
                          std::count(id.begin(), id.end(), '/') == 1 && !id.starts_with('/') && !id.ends_with('/');
    if (!is_named) {
      diagnostics_.Report(given.present() ? given : rule, "`" + id + "` is no rule id",
                          "an id is a family, a slash and a name");
      return;
    }
    sources_of_rules_.push_back({std::move(id), rule});
  }

  void CheckIds() {
    std::map<std::string_view, bool> ids;
    for (std::uint32_t i = 0; i < base_.size(); ++i) ids.emplace(base_[i].id(), true);
    for (const Source& source : sources_of_rules_) {
      if (ids.emplace(source.id, true).second) continue;
      const Json given = source.rule.member("id");
      diagnostics_.Report({source.rule.span().begin, source.rule.span().begin + 1},
                          "there is another rule `" + source.id + "`", given.present() ? "choose another `id`" : "");
    }
  }

  const PackView& base_;
  const PackView& names_;  // rules that may be named too
  const catalog::Catalog& catalog_;
  NamedSets::Known known_;
  text::Sources sources_;
  std::vector<File> files_;
  std::vector<Finding> problems_;
  Writer writer_;
  NamedSets sets_;
  Diagnostics diagnostics_;
  std::vector<Source> sources_of_rules_;
};

enum class Gate : std::uint8_t { kTest, kCheck };

std::vector<Finding> Gates(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog,
                           Gate gate) {
  // The files alone: they may be the very files that the built-in pack was made of.
  const Compiled nothing = EmptyPack();
  const PackView no_rules(nothing.tables());
  Loader loader(no_rules, base, NamedSets::Known::kReplace, catalog);
  loader.Read(files);
  loader.Compile();
  if (!loader.problems().empty()) return std::move(loader.problems());
  const Compiled compiled = loader.writer().Finish();
  const PackView pack(compiled.tables());
  Memo memo(catalog);
  std::uint32_t number = 0;
  for (const Source& source : loader.rules()) {
    const std::size_t before = loader.problems().size();
    CheckExampleMembers(source.rule, loader.diagnostics());
    if (loader.problems().size() == before) TestExamples(pack, number, source.rule, memo, loader.diagnostics());
    if (gate == Gate::kCheck && loader.problems().size() == before) {
      CheckExamples(pack, number, source.rule, memo, loader.diagnostics());
      CheckFix(pack, number, source.rule, memo, loader.diagnostics());
    }
    ++number;
  }
  return std::move(loader.problems());
}

}  // namespace

LoadResult Load(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog) {
  Loader loader(base, base, NamedSets::Known::kRefuse, catalog);
  loader.Read(files);
  loader.Compile();
  return std::move(loader).Finish();
}

std::vector<Finding> Check(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog) {
  return Gates(base, files, catalog, Gate::kCheck);
}

std::vector<Finding> Test(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog) {
  return Gates(base, files, catalog, Gate::kTest);
}

std::vector<std::string_view> UnwordedProblems(const PackView& pack) {
  std::vector<bool> worded(ProblemKindCount());
  for (std::uint32_t rule = 0; rule < pack.size(); ++rule) {
    if ((pack[rule].each() & Bit(Each::kProblem)) == 0) continue;
    const std::uint32_t kinds = pack[rule].word(RuleWord::kProblemKinds);
    const Tables& tables = pack.tables();
    for (std::uint32_t i = 0; kinds != 0 && i < tables.words[kinds]; ++i) worded[tables.words[kinds + 1 + i]] = true;
  }
  std::vector<std::string_view> out;
  for (std::uint32_t i = 0; i < worded.size(); ++i) {
    const std::string_view name = ProblemKindAt(i).name;
    if (!worded[FindProblemKind(name)]) out.push_back(name);
  }
  return out;
}

}  // namespace iampolicy::rules
