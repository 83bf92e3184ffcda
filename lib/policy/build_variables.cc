// Policy variables: ${key} and ${key, 'default'}. Source: IAM User Guide, "IAM policy elements: Variables and tags".

#include <cstddef>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"

namespace iampolicy::policy {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

bool IsQuoted(std::string_view text) { return text.size() >= 2 && text.front() == '\'' && text.back() == '\''; }

// The first of each flaw in a text, as written; "" where there is none. API findings name the text, one a flaw.
struct Flaws {
  std::string_view unclosed, empty, spaced, unquoted;
  std::string_view variable;  // the first that is well formed
};

void Note(std::string_view& flaw, std::string_view text) {
  if (flaw.empty()) flaw = text;
}

Flaws Scan(std::string_view text) {
  Flaws flaws;
  std::size_t at = text.find("${");
  while (at != std::string_view::npos) {
    const std::size_t close = text.find('}', at);
    if (close == std::string_view::npos) {
      flaws.unclosed = text.substr(at);
      break;
    }
    const std::string_view whole = text.substr(at, close + 1 - at);
    const std::string_view content = whole.substr(2, whole.size() - 3);
    const std::size_t comma = content.find(',');
    const std::string_view key = content.substr(0, comma);
    const bool is_escape = content == "*" || content == "?" || content == "$";
    if (Trimmed(content).empty()) {
      Note(flaws.empty, whole);
    } else if (!is_escape) {
      const bool is_spaced = key.find(' ') != std::string_view::npos;
      const bool is_unquoted = comma != std::string_view::npos && !IsQuoted(Trimmed(content.substr(comma + 1)));
      if (is_spaced) Note(flaws.spaced, whole);
      if (is_unquoted) Note(flaws.unquoted, whole);
      if (!is_spaced && !is_unquoted) Note(flaws.variable, whole);
    }
    at = text.find("${", close);
  }
  return flaws;
}

}  // namespace

bool CheckVariables(Builder& builder, const Leaf& leaf) {
  const std::size_t first = leaf.text.find("${");
  if (first == std::string_view::npos) return false;
  const Flaws flaws = Scan(leaf.text);
  const auto report = [&](std::string_view kind, std::string_view got, std::string_view expected) {
    if (!got.empty()) builder.Report(kind, leaf.node, {.got = got, .expected = expected});
  };
  report(ProblemNamed("unclosed-variable"), flaws.unclosed, "`}`");
  report(ProblemNamed("empty-variable"), flaws.empty, "a key such as `aws:username`");
  report(ProblemNamed("space-in-variable"), flaws.spaced, "a key without blanks");
  report(ProblemNamed("unquoted-variable-default"), flaws.unquoted, "the default in single quotes");
  const Version version = builder.policy().version;
  if (version == Version::kMissing || version == Version::k2008) {
    report(ProblemNamed("variable-in-old-version"), flaws.variable, "version `2012-10-17`");
  }
  return !flaws.variable.empty();
}

bool RefuseVariables(Builder& builder, const Leaf& leaf) {
  const std::size_t open = leaf.text.find("${");
  if (open == std::string_view::npos) return false;
  const std::size_t close = leaf.text.find('}', open);
  if (close == std::string_view::npos) return false;
  builder.Report(ProblemNamed("variable-not-supported-here"), leaf.node,
                 {.got = leaf.text.substr(open, close + 1 - open), .expected = "plain text"});
  return true;
}

}  // namespace iampolicy::policy
