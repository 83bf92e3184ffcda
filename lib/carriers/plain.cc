// Plain policy files: one document, an array of documents, several values one after the other (NDJSON), or one of the
// wrappers {"PolicyName": ..., "PolicyDocument": ...}. Only the top of a file is looked at: a large template or plan
// costs one read of its syntax and nothing more.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/syntax/json.h"
#include "lib/syntax/tree.h"
#include "lib/syntax/unknowns.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using syntax::Parsed;
using syntax::Tree;

constexpr std::array<std::string_view, 3> kWrapped = {"PolicyDocument", "Document", "Policy"};
constexpr std::array<std::string_view, 2> kNames = {"PolicyName", "Name"};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Whether a text that is no JSON was meant as a policy. UTF-16 has a zero byte between the letters.
bool MentionsStatement(std::string_view text) {
  return text.find("\"Statement\"") != std::string_view::npos ||
         text.find(std::string_view("S\0t\0a\0t\0e\0m\0e\0n\0t", 17)) != std::string_view::npos;
}

NodeId MemberIgnoringCase(const Tree& tree, NodeId object, std::string_view name, const text::Sources& sources) {
  for (NodeId key = tree.First(object); key != kNone; key = tree.Next(object, key + 1)) {
    const text::Span content = tree[key].text;
    if (content.size() == name.size() && text::EqualIgnoringCase(sources.Text(content), name)) return key + 1;
  }
  return kNone;
}

// Whether an object is a policy: it has statements, or says the version of the policy language beside something called
// Statement. {"Statement": "The committee met."} is none.
bool IsPolicy(const Tree& tree, NodeId id, const text::Sources& sources) {
  if (tree[id].kind != Kind::kObject) return false;
  const auto holds_statements = [&](NodeId value) {
    return tree[value].kind == Kind::kList || tree[value].kind == Kind::kObject || tree[value].kind == Kind::kUnknown;
  };
  if (const NodeId statement = tree.Member(id, "Statement", sources); statement != kNone) {
    if (holds_statements(statement)) return true;
    const NodeId version = tree.Member(id, "Version", sources);
    if (version == kNone || tree[version].kind != Kind::kString) return false;
    const std::string_view text = sources.Text(tree[version].text);
    return text == "2012-10-17" || text == "2008-10-17";
  }
  const NodeId statement = MemberIgnoringCase(tree, id, "statement", sources);
  if (statement == kNone || !holds_statements(statement)) return false;
  return MemberIgnoringCase(tree, id, "version", sources) != kNone ||
         MemberIgnoringCase(tree, id, "effect", sources) != kNone;
}

// Lists and objects inside one another, the outermost counted. O(nodes).
std::uint32_t Depth(const Tree& tree) {
  std::vector<NodeId> ends;
  std::size_t deepest = 0;
  for (NodeId id = 0; id < tree.size(); ++id) {
    while (!ends.empty() && id >= ends.back()) ends.pop_back();
    if (tree[id].kind != Kind::kList && tree[id].kind != Kind::kObject) continue;
    ends.push_back(id + tree[id].extent);
    deepest = std::max(deepest, ends.size());
  }
  return static_cast<std::uint32_t>(deepest);
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
  Plain(text::Sources& sources, const Source& source)
      : sources_(sources), source_(source), text_(sources.Text(source.text)) {}

  Extraction Run() {
    if (source_.kind != PolicyKind::kUnknown) {
      Add(Read(source_.text, syntax::kDocumentLimits), source_.text, "$", {});
    } else {
      Values();
      if (result_.documents.empty() && result_.incomplete.empty() && result_.passed_over.empty()) {
        PassOver("holds no policy");
      }
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
    if (!result_.documents.empty() || is_json) return;
    if (!MentionsStatement(text_)) return PassOver("is not JSON");
    Parsed broken;
    broken.problems = std::move(problems);
    for (text::Problem& problem : broken.problems) problem.node = text::kNoNode;
    Add(std::move(broken), source_.text, "$", {});
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
    if (MentionsStatement(text)) {
      Add(std::move(parsed), rest, index == 0 ? "$" : Path(index), {});
    } else if (is_too_much) {
      const bool is_deep = parsed.problems.back().kind == "too-deep";
      result_.incomplete.push_back(
          {std::string(source_.name), is_deep ? "is nested more than 256 levels deep" : "is larger than 256 MiB"});
    } else if (!result_.documents.empty()) {
      for (text::Problem& problem : parsed.problems) result_.problems.push_back(std::move(problem));
    } else {
      PassOver(text.find_first_not_of(" \t\r\n") == std::string_view::npos ? "is empty" : "is not JSON");
    }
  }

  void PassOver(std::string reason) { result_.passed_over.push_back({std::string(source_.name), std::move(reason)}); }

  struct Found {
    NodeId node = kNone;
    std::string path;
    std::vector<std::string> owners;
  };

  // Everything in one value that is a policy.
  void Value(Parsed parsed, const std::string& path) {
    const Tree& tree = parsed.tree;
    const NodeId root = tree.root();
    if (IsPolicy(tree, root, sources_)) return Whole(std::move(parsed), path);
    std::vector<Found> found;
    if (tree[root].kind == Kind::kList) {
      std::uint32_t index = 0;
      for (NodeId element = tree.First(root); element != kNone; element = tree.Next(root, element)) {
        Look(tree, element, path + "[" + std::to_string(index++) + "]", found);
      }
    } else {
      Look(tree, root, path, found);
    }
    const std::size_t first = result_.documents.size();
    for (Found& one : found) Part(parsed, std::move(one));
    if (result_.documents.size() == first) return;
    // What lies in none of the documents is the file's.
    for (text::Problem& problem : parsed.problems) {
      if (problem.kind.empty()) continue;
      problem.node = text::kNoNode;
      result_.problems.push_back(std::move(problem));
    }
  }

  // A policy, a wrapper of one, or JSON text of one.
  void Look(const Tree& tree, NodeId id, const std::string& path, std::vector<Found>& found) const {
    if (IsPolicy(tree, id, sources_) || IsPolicyText(tree, id)) {
      found.push_back({id, path, {}});
      return;
    }
    if (tree[id].kind != Kind::kObject) return;
    for (const std::string_view name : kWrapped) {
      const NodeId value = tree.Member(id, name, sources_);
      if (value == kNone || (!IsPolicy(tree, value, sources_) && !IsPolicyText(tree, value))) continue;
      found.push_back({value, path + "." + std::string(name), Owners(tree, id)});
    }
  }

  bool IsPolicyText(const Tree& tree, NodeId id) const {
    if (tree[id].kind != Kind::kString) return false;
    const std::string_view text = sources_.Text(tree[id].text);
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    return start != std::string_view::npos && text[start] == '{' && MentionsStatement(text);
  }

  std::vector<std::string> Owners(const Tree& tree, NodeId object) const {
    for (const std::string_view name : kNames) {
      const NodeId value = tree.Member(object, name, sources_);
      if (value != kNone && tree[value].kind == Kind::kString) return {std::string(sources_.Text(tree[value].text))};
    }
    return {};
  }

  // Makes a document of a part of a value; takes its problems with it and leaves them without a kind.
  void Part(Parsed& parsed, Found found) {
    const syntax::Node& node = parsed.tree[found.node];
    if (node.kind == Kind::kString) {
      Parsed inner = Read(node.text, syntax::kDocumentLimits);
      // A text that only mentions statements, inside another policy or a log line, is none.
      if (inner.complete && !IsPolicy(inner.tree, inner.tree.root(), sources_)) return;
      Add(std::move(inner), node.text, std::move(found.path), std::move(found.owners));
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
    AddWithin(std::move(part), node.span, std::move(found.path), std::move(found.owners));
  }

  void Whole(Parsed parsed, const std::string& path) {
    const text::Span span = parsed.tree[parsed.tree.root()].span;
    AddWithin(std::move(parsed), span, path, {});
  }

  // A document that was read as part of its host must keep the limits of a document, too.
  void AddWithin(Parsed parsed, text::Span span, std::string path, std::vector<std::string> owners) {
    const bool is_large = span.size() > syntax::kDocumentLimits.bytes;
    if (is_large || Depth(parsed.tree) > syntax::kDocumentLimits.depth) {
      parsed = Read(span, syntax::kDocumentLimits);
    }
    Add(std::move(parsed), span, std::move(path), std::move(owners));
  }

  void Add(Parsed parsed, text::Span span, std::string path, std::vector<std::string> owners) {
    Document document;
    document.span = parsed.complete ? parsed.tree[parsed.tree.root()].span : span;
    document.readable = parsed.complete;
    document.tree = std::move(parsed.tree);
    document.file = source_.name;
    document.owners = std::move(owners);
    document.path = std::move(path);
    document.kind = source_.kind;
    document.kind_given = source_.kind != PolicyKind::kUnknown;
    document.resource_type = source_.resource_type;
    document.problems = std::move(parsed.problems);
    result_.documents.push_back(std::move(document));
  }

  text::Sources& sources_;
  const Source& source_;
  std::string_view text_;
  Extraction result_;
};

}  // namespace

Extraction ExtractPlain(text::Sources& sources, const Source& source) { return Plain(sources, source).Run(); }

}  // namespace iampolicy::carriers
