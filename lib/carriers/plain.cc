// JSON files: one document, an array of documents, several values one after the other (NDJSON), policies inside
// wrappers. A value that is another carrier's is handed over.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/decode.h"
#include "lib/carriers/documents.h"
#include "lib/carriers/plain.h"
#include "lib/carriers/wrapped.h"
#include "lib/syntax/json.h"
#include "lib/syntax/tree.h"
#include "lib/syntax/unknowns.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::NodeId;
using syntax::Parsed;
using syntax::Tree;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// A key without quotes, or in single ones, as other notations than JSON have it.
bool HasLooseKey(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const char before = at == 0 ? '{' : text[at - 1];
    std::size_t after = at + key.size();
    if (after < text.size() && text[after] == '\'') ++after;
    while (after < text.size() && IsBlank(text[after])) ++after;
    const bool begins = before == '{' || before == ',' || before == '\'' || IsBlank(before);
    if (begins && after < text.size() && text[after] == ':') return true;
  }
  return false;
}

// Whether a text that is no JSON was meant for AWS.
bool IsMeantForAws(std::string_view text) {
  constexpr std::string_view kWords[] = {"\"AWS::",         "PolicyDocument\"",   "\"AWSTemplateFormatVersion\"",
                                         "%22Statement%22", "\"planned_values\"", "\"resource_changes\""};
  if (HasLooseKey(text, "Statement") && HasLooseKey(text, "Effect")) return true;
  return MentionsStatement(text) || std::any_of(std::begin(kWords), std::end(kWords), [text](std::string_view word) {
           return text.find(word) != std::string_view::npos;
         });
}

// Reading the notation for unknowns gives nodes new ids; a problem finds its node again by its place.
void FindNodesAgain(const Tree& tree, std::vector<text::Problem>& problems) {
  const auto has_node = [](const text::Problem& problem) { return problem.node != text::kNoNode; };
  if (std::none_of(problems.begin(), problems.end(), has_node)) return;
  std::vector<NodeId> by_place(tree.size());
  for (NodeId id = 0; id < tree.size(); ++id) by_place[id] = id;
  const auto before = [&tree](NodeId id, std::uint32_t place) { return tree[id].span.begin < place; };
  std::stable_sort(by_place.begin(), by_place.end(),
                   [&tree](NodeId a, NodeId b) { return tree[a].span.begin < tree[b].span.begin; });
  for (text::Problem& problem : problems) {
    if (!has_node(problem)) continue;
    const auto found = std::lower_bound(by_place.begin(), by_place.end(), problem.span.begin, before);
    const bool is_same = found != by_place.end() && tree[*found].span == problem.span;
    problem.node = is_same ? *found : text::kNoNode;
  }
}

class Plain {
 public:
  Plain(text::Sources& sources, const Source& source, const TakeValue& take)
      : sources_(sources), source_(source), take_(take), text_(sources.Text(source.text)) {}

  Extraction Run() {
    if (source_.kind != PolicyKind::kUnknown) {
      Add(Read(source_.text, syntax::kDocumentLimits), source_.text,
          {syntax::kNone, "$", {}, source_.kind, source_.resource_type});
    } else {
      Values();
      if (SaysNothing(result_)) PassOver("holds no policy");
    }
    return std::move(result_);
  }

 private:
  // A text of its own, in the notation for unknowns or not.
  Parsed Read(text::Span text, const syntax::Limits& limits, syntax::Trailing trailing = syntax::Trailing::kProblem) {
    Parsed parsed = ReadJson(sources_, text, limits, trailing);
    if (UsesUnknowns(parsed.tree, sources_)) {
      parsed.tree = ReadUnknowns(parsed.tree, sources_);
      FindNodesAgain(parsed.tree, parsed.problems);
    }
    return parsed;
  }

  // One value after the other; `$` where there is one, `$#n` where there are several.
  void Values() {
    text::Span rest = source_.text;
    std::uint32_t count = 0;
    std::optional<Parsed> first;
    for (;;) {
      Parsed parsed = Read(rest, syntax::kHostLimits, syntax::Trailing::kLeave);
      if (!parsed.complete) {
        if (first) Value(std::move(*first), Path(0));
        return Broken(std::move(parsed), rest, count);
      }
      const std::uint32_t end = parsed.end;
      rest = {AfterBlanks(end), source_.text.end};
      if (rest.empty() && count == 0) return Value(std::move(parsed), "$");
      if (count == 0) {
        // Only what can start another document makes this a file of several values.
        const char next = At(rest.begin);
        if (next != '{' && next != '[') return WithTrailing();
        first = std::move(parsed);
      } else {
        if (first) Value(std::move(*std::exchange(first, std::nullopt)), Path(0));
        Value(std::move(parsed), Path(count));
      }
      ++count;
      if (rest.empty()) return;
    }
  }

  // One value with something behind it that is no document: a comment, a bracket too many. Or the text is no JSON and
  // only starts with a word of it, as a policy without its outer brackets does.
  void WithTrailing() {
    Parsed parsed = Read(source_.text, syntax::kHostLimits);
    const bool is_json = std::all_of(parsed.problems.begin(), parsed.problems.end(), IsPassedOver);
    std::vector<text::Problem> problems = parsed.problems;
    Value(std::move(parsed), "$");
    if (!result_.documents.empty() || is_taken_ || is_json) return;
    if (!IsMeantForAws(text_)) return NotJson(problems);
    Parsed broken;
    broken.problems = std::move(problems);
    for (text::Problem& problem : broken.problems) problem.node = text::kNoNode;
    Add(std::move(broken), source_.text, Whole("$"));
  }
  static bool IsPassedOver(const text::Problem& problem) {
    return problem.kind == "comment" || problem.kind == "trailing-comma" || problem.kind == "duplicate-key";
  }

  static std::string Path(std::uint32_t index) { return "$#" + std::to_string(index); }

  char At(std::uint32_t place) const { return text_[place - source_.text.begin]; }
  std::uint32_t AfterBlanks(std::uint32_t place) const {
    while (place < source_.text.end && IsBlank(At(place))) ++place;
    return place;
  }

  // A value that is not JSON to its end: a document with problems if it was meant as a policy.
  void Broken(Parsed parsed, text::Span rest, std::uint32_t index) {
    const std::string_view text = sources_.Text(rest);
    const bool is_too_much = !parsed.problems.empty() &&
                             (parsed.problems.back().kind == "too-deep" || parsed.problems.back().kind == "too-large");
    if (IsMeantForAws(text)) {
      Add(std::move(parsed), rest, Whole(index == 0 ? "$" : Path(index)));
    } else if (is_too_much) {
      const bool is_deep = parsed.problems.back().kind == "too-deep";
      result_.incomplete.push_back(
          {std::string(source_.name), is_deep ? "is nested more than 256 levels deep" : "is larger than 256 MiB"});
    } else if (!result_.documents.empty() || is_taken_) {
      for (text::Problem& problem : parsed.problems) result_.problems.push_back(std::move(problem));
    } else if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
      PassOver("is empty");
    } else {
      NotJson(parsed.problems);
    }
  }

  void PassOver(std::string reason) {
    result_.passed_over.push_back({std::string(source_.name), std::move(reason), false, {}, {}});
  }
  void NotJson(const std::vector<text::Problem>& problems) {
    PassedOver passed{std::string(source_.name), "is not JSON", true, source_.text, "is not JSON"};
    if (!problems.empty()) {
      passed.at = problems.back().span;
      passed.message = Describe(problems.back());
    }
    result_.passed_over.push_back(std::move(passed));
  }

  Wrapped Whole(std::string path) const { return {syntax::kNone, std::move(path), {}, source_.kind, {}}; }

  // Everything in one value that is a policy.
  void Value(Parsed parsed, const std::string& path) {
    const Tree& tree = parsed.tree;
    const NodeId root = tree.root();
    if (IsPolicy(tree, root, sources_, true)) {
      const text::Span span = tree[root].span;
      return AddWithin(std::move(parsed), span, Whole(path));
    }
    if (take_ && take_(parsed, path, result_)) {
      is_taken_ = true;
      return;
    }
    std::vector<Wrapped> found = FindWrapped(tree, root, path, sources_);
    const std::size_t first = result_.documents.size();
    for (Wrapped& one : found) Part(parsed, std::move(one));
    if (result_.documents.size() == first) return;
    // What lies in none of the documents is the file's.
    for (text::Problem& problem : parsed.problems) {
      if (problem.kind.empty()) continue;
      problem.node = text::kNoNode;
      result_.problems.push_back(std::move(problem));
    }
  }

  // Makes a document of a part of a value; takes its problems with it and leaves them without a kind.
  void Part(Parsed& parsed, Wrapped found) {
    const syntax::Node& node = parsed.tree[found.node];
    if (node.kind == Kind::kString) {
      const text::Span text = PolicyTextIn(sources_, node.text).value_or(node.text);
      Parsed inner = Read(text, syntax::kDocumentLimits);
      // A text that only mentions statements, inside another policy or a log line, is none.
      if (inner.complete && !IsPolicy(inner.tree, inner.tree.root(), sources_, true)) return;
      Add(std::move(inner), text, std::move(found));
      return;
    }
    Parsed part;
    part.tree = parsed.tree.Subtree(found.node);
    part.complete = true;
    const auto before = [](const text::Problem& problem, std::uint32_t place) { return problem.span.begin < place; };
    auto problem = std::lower_bound(parsed.problems.begin(), parsed.problems.end(), node.span.begin, before);
    for (; problem != parsed.problems.end() && problem->span.begin < node.span.end; ++problem) {
      part.problems.push_back(*problem);
      if (problem->node != text::kNoNode) part.problems.back().node -= found.node;
      problem->kind = {};
    }
    AddWithin(std::move(part), node.span, std::move(found));
  }

  // A document that was read as part of its host must keep the limits of a document, too.
  void AddWithin(Parsed parsed, text::Span span, Wrapped found) {
    const bool is_large = span.size() > syntax::kDocumentLimits.bytes;
    if (is_large || DepthOf(parsed.tree) > syntax::kDocumentLimits.depth) {
      parsed = Read(span, syntax::kDocumentLimits);
    }
    Add(std::move(parsed), span, std::move(found));
  }

  void Add(Parsed parsed, text::Span span, Wrapped found) {
    Document document;
    document.span = parsed.complete ? parsed.tree[parsed.tree.root()].span : span;
    document.readable = parsed.complete;
    document.tree = std::move(parsed.tree);
    document.file = source_.name;
    if (!found.owner.empty()) document.owners.push_back(std::move(found.owner));
    document.path = std::move(found.path);
    document.kind = found.kind;
    document.kind_given = found.kind != PolicyKind::kUnknown;
    document.resource_type = source_.resource_type.empty() ? found.resource_type : source_.resource_type;
    document.problems = std::move(parsed.problems);
    result_.documents.push_back(std::move(document));
  }

  text::Sources& sources_;
  const Source& source_;
  const TakeValue& take_;
  std::string_view text_;
  Extraction result_;
  bool is_taken_ = false;  // some value was another carrier's
};

}  // namespace

Extraction ExtractJson(text::Sources& sources, const Source& source, const TakeValue& take) {
  return Plain(sources, source, take).Run();
}

Extraction ExtractPlain(text::Sources& sources, const Source& source) { return ExtractJson(sources, source, {}); }

}  // namespace iampolicy::carriers
