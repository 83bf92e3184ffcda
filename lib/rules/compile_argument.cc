// Arguments of predicates and of value tests, checked against the catalogue and the tables of lower layers.

#include <algorithm>
#include <set>
#include <string>

#include "lib/policy/build.h"
#include "lib/policy/condition.h"
#include "lib/rules/compile.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

std::uint32_t CompileNumber(Compiler& compiler, const Json& value) {
  struct Row {
    std::string_view name;
    NumberTest test;
  };
  static constexpr Row kRows[] = {{"eq", NumberTest::kEquals},
                                  {"at_least", NumberTest::kAtLeast},
                                  {"at_most", NumberTest::kAtMost},
                                  {"more_than", NumberTest::kMoreThan},
                                  {"less_than", NumberTest::kLessThan}};
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(ArgumentType::kNumber), 0};
  const auto add = [&](NumberTest test, const Json& bound) {
    const Json resolved = compiler.Resolve(bound);
    const std::optional<std::int64_t> number = resolved.integer();
    if (!number) {
      compiler.diagnostics.Report(bound, "a whole number is expected");
      return false;
    }
    const auto bits = static_cast<std::uint64_t>(*number);
    words.insert(words.end(), {static_cast<std::uint32_t>(test), static_cast<std::uint32_t>(bits),
                               static_cast<std::uint32_t>(bits >> 32)});
    ++words[1];
    return true;
  };
  if (!value.is(Kind::kObject)) return add(NumberTest::kEquals, value) ? compiler.writer.Words(words) : 0;
  for (const Json::Entry& entry : value.members()) {
    const auto* row =
        std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& r) { return r.name == entry.name; });
    if (row == std::end(kRows)) {
      compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` is no test of a number",
                                  "use eq, at_least, at_most, more_than or less_than");
      return 0;
    }
    if (!add(row->test, entry.value)) return 0;
  }
  if (words[1] == 0) compiler.diagnostics.Report(value, "a test of a number is expected");
  return words[1] == 0 ? 0 : compiler.writer.Words(words);
}

/// Says what is wrong with one text of that type; "" where nothing is.
std::string Fault(Compiler& compiler, ArgumentType type, std::string_view text, std::string& help) {
  switch (type) {
    case ArgumentType::kKeys: {
      // Keys of identity providers ("accounts.google.com:aud", tags with a wildcard) are in no catalogue.
      const std::size_t colon = text.find(':');
      if (colon == std::string_view::npos) return "a condition key is a prefix, a colon and a name";
      const std::string_view prefix = text.substr(0, colon);
      if (prefix.find('.') != std::string_view::npos || prefix == "saml" || text.find('*') != std::string_view::npos ||
          text.find('/') != std::string_view::npos) {
        return {};
      }
      if (compiler.catalog.FindKey(text) != catalog::kNone) return {};
      if (const std::string_view nearest = compiler.catalog.NearestKey(text); !nearest.empty()) {
        help = "did you mean `" + std::string(nearest) + "`?";
      }
      return "there is no condition key `" + std::string(text) + "`";
    }
    case ArgumentType::kProblems: {
      if (FindProblemKind(text) != kNoProblemKind) return {};
      std::vector<std::string_view> names;
      for (std::uint32_t i = 0; i < ProblemKindCount(); ++i) names.push_back(ProblemKindAt(i).name);
      help = DidYouMean(text, names);
      return "there is no kind of problem `" + std::string(text) + "`";
    }
    case ArgumentType::kKinds:
      if (PolicyKindFromName(text) != PolicyKind::kUnknown) return {};
      help = "kinds are identity, boundary, session, resource, trust, scp, rcp and endpoint";
      return "there is no kind of policy `" + std::string(text) + "`";
    case ArgumentType::kLevels: {
      std::vector<std::string_view> names;
      for (const std::string_view level : {"List", "Read", "Write", "Permissions management", "Tagging"}) {
        if (text == level) return {};
        names.push_back(level);
      }
      help = DidYouMean(text, names);
      if (help.empty()) help = "the levels are List, Read, Write, Permissions management and Tagging";
      return "there is no access level `" + std::string(text) + "`";
    }
    default:
      return {};
  }
}

std::uint32_t CompileTexts(Compiler& compiler, ArgumentType type, const Json& value) {
  std::vector<std::string_view> texts;
  const std::uint32_t before = compiler.diagnostics.count();
  const std::vector<Json> elements = compiler.Elements(value);
  bool fine = compiler.diagnostics.count() == before;
  for (const Json& element : fine ? elements : std::vector<Json>()) {
    if (!element.is(Kind::kString)) {
      compiler.diagnostics.Report(element, "a string is expected");
      fine = false;
      continue;
    }
    std::string help;
    std::string fault = Fault(compiler, type, element.text(), help);
    if (!fault.empty()) {
      compiler.diagnostics.Report(element, std::move(fault), std::move(help));
      fine = false;
    }
    texts.push_back(element.text());
  }
  if (type == ArgumentType::kText && texts.size() != 1 && fine) {
    compiler.diagnostics.Report(value, "one string is expected");
    return 0;
  }
  return fine ? compiler.writer.Texts(type, texts) : 0;
}

std::uint32_t CompileActions(Compiler& compiler, const Json& value) {
  const std::uint32_t before = compiler.diagnostics.count();
  const std::vector<Json> elements = compiler.Elements(value);
  if (compiler.diagnostics.count() != before) return 0;
  const catalog::Ids ids = compiler.sets.ExpandAll(elements, compiler.diagnostics);
  if (compiler.diagnostics.count() != before) return 0;
  std::vector<std::string_view> written;
  for (const Json& element : elements) written.push_back(element.text());
  return compiler.writer.Actions(written, ids);
}

/// {"StringEquals": {"aws:PrincipalOrgID": ["o-1"]}}
std::uint32_t CompileCondition(Compiler& compiler, const Json& value) {
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(ArgumentType::kCondition), 0};
  for (const Json::Entry& block : value.members()) {
    if (!policy::ParseOperator(block.name)) {
      const auto names = policy::OperatorNames();
      compiler.diagnostics.Report(block.key, "there is no condition operator `" + std::string(block.name) + "`",
                                  DidYouMean(block.name, {names.begin(), names.end()}));
      return 0;
    }
    for (const Json::Entry& test : block.value.members()) {
      std::string help;
      std::string fault = Fault(compiler, ArgumentType::kKeys, test.name, help);
      if (!fault.empty()) {
        compiler.diagnostics.Report(test.key, std::move(fault), std::move(help));
        return 0;
      }
      std::vector<std::string_view> texts = {block.name, test.name};
      for (const Json& element : compiler.Elements(test.value)) texts.push_back(element.text());
      words.push_back(compiler.writer.Texts(ArgumentType::kTexts, texts));
      ++words[1];
    }
  }
  if (words[1] == 0) compiler.diagnostics.Report(value, "a Condition block is expected");
  return words[1] == 0 ? 0 : compiler.writer.Words(words);
}

bool HasNoFault(Compiler& compiler, const Member& member, const Json& value) {
  if (member.fault == nullptr) return true;
  for (const Json& element : compiler.Elements(value)) {
    const std::string_view fault = element.is(Kind::kString) ? member.fault(element.text()) : std::string_view();
    if (fault.empty()) continue;
    compiler.diagnostics.Report(element, std::string(fault));
    return false;
  }
  return true;
}

std::uint32_t CompileObject(Compiler& compiler, std::span<const Member> members, const Json& value) {
  if (!value.is(Kind::kObject)) {
    compiler.diagnostics.Report(value, "an object is expected");
    return 0;
  }
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(ArgumentType::kObject),
                                      static_cast<std::uint32_t>(members.size())};
  words.resize(2 + members.size());
  bool fine = true;
  for (const Json::Entry& entry : value.members()) {
    const auto row =
        std::find_if(members.begin(), members.end(), [&](const Member& member) { return member.name == entry.name; });
    if (row == members.end()) {
      std::vector<std::string_view> names;
      for (const Member& member : members) names.push_back(member.name);
      compiler.diagnostics.Report(entry.key, "there is no member `" + std::string(entry.name) + "` here",
                                  DidYouMean(entry.name, names));
      fine = false;
      continue;
    }
    const std::uint32_t place = CompileArgument(compiler, row->type, row->members, entry.value);
    fine = fine && HasNoFault(compiler, *row, entry.value);
    words[2 + static_cast<std::size_t>(row - members.begin())] = place;
    fine = fine && place != 0;
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (members[i].required && fine && words[2 + i] == 0) {
      compiler.diagnostics.Report(value, "the member `" + std::string(members[i].name) + "` is missing");
      fine = false;
    }
  }
  return fine ? compiler.writer.Words(words) : 0;
}

}  // namespace

Json Compiler::Resolve(const Json& value) {
  if (!value.is(Kind::kObject)) return value;
  const std::vector<Json::Entry> members = value.members();
  if (members.size() != 1 || members[0].name != "param" || !members[0].value.is(Kind::kString)) return value;
  const std::string_view name = members[0].value.text();
  std::vector<std::string_view> names;
  for (Param& param : params) {
    if (param.name == name) {
      param.used = true;
      return param.value;
    }
    names.push_back(param.name);
  }
  diagnostics.Report(members[0].value, "the rule has no parameter `" + std::string(name) + "`",
                     DidYouMean(name, names));
  return value;
}

std::vector<Json> Compiler::Elements(const Json& value) {
  std::vector<Json> out;
  for (const Json& element : Resolve(value).elements()) {
    for (const Json& inner : Resolve(element).elements()) out.push_back(inner);
  }
  return out;
}

std::uint32_t CompileArgument(Compiler& compiler, ArgumentType type, std::span<const Member> members,
                              const Json& given) {
  const std::uint32_t before = compiler.diagnostics.count();
  const Json value = compiler.Resolve(given);
  if (compiler.diagnostics.count() != before) return 0;
  switch (type) {
    case ArgumentType::kFlag:
      if (!value.is(Kind::kBool)) {
        compiler.diagnostics.Report(value, "true or false is expected");
        return 0;
      }
      return compiler.writer.Flag(value.text() == "true");
    case ArgumentType::kNumber:
      return CompileNumber(compiler, value);
    case ArgumentType::kActions:
      return CompileActions(compiler, value);
    case ArgumentType::kCondition:
      return CompileCondition(compiler, value);
    case ArgumentType::kObject:
      return CompileObject(compiler, members, value);
    case ArgumentType::kObjects: {
      std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(type), 0};
      for (const Json& element : value.elements()) {
        const std::uint32_t place = CompileObject(compiler, members, compiler.Resolve(element));
        if (place == 0) return 0;
        words.push_back(place);
      }
      words[1] = static_cast<std::uint32_t>(words.size() - 2);
      if (words[1] == 0) compiler.diagnostics.Report(value, "an object or a list of objects is expected");
      return words[1] == 0 ? 0 : compiler.writer.Words(words);
    }
    case ArgumentType::kPolicy: {
      if (!value.is(Kind::kObject)) {
        compiler.diagnostics.Report(value, "a policy document is expected");
        return 0;
      }
      const policy::Policy built =
          policy::Build(*value.tree, value.node, *value.sources, {PolicyKind::kIdentity, {}, {}});
      if (!built.problems.empty()) {
        compiler.diagnostics.Report(built.problems[0].span,
                                    "the policy has a problem: " + std::string(built.problems[0].kind));
        return 0;
      }
      const std::string text = Minified(value.written());
      return compiler.writer.Texts(type, {text});
    }
    default:
      return CompileTexts(compiler, type, value);
  }
}

}  // namespace iampolicy::rules
