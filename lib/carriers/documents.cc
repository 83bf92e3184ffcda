#include "lib/carriers/documents.h"

#include <algorithm>
#include <utility>

#include "lib/carriers/decode.h"
#include "lib/syntax/host_kinds.h"
#include "lib/syntax/json.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// The place of a value that is wholly unknown: the value a tag stands before, the key of a function.
text::Span PlaceOfUnknown(const text::Sources& sources, text::Span span) {
  const std::string_view text = sources.Text(span);
  if (text.empty() || (text[0] != '!' && text[0] != '{')) return span;
  std::size_t at = 1;
  while (text[0] == '!' && at < text.size() && !IsBlank(text[at])) ++at;
  while (at < text.size() && IsBlank(text[at])) ++at;
  if (at == text.size()) return span;
  return {span.begin + static_cast<std::uint32_t>(at), span.end};
}

// The only character of a text, if it is a hole of which nothing is known; 0 otherwise.
char32_t OnlyHole(const text::Sources& sources, std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  if (text.size() != 4) return 0;
  const text::CodePoint only = text::DecodeUtf8(text, 0);
  const bool is_hole = only.length == 4 && sources.IsHole(only.value) && !sources.hole(only.value).known;
  return is_hole ? only.value : 0;
}

bool IsAllBlank(std::string_view text) { return std::all_of(text.begin(), text.end(), IsBlank); }

}  // namespace

bool SaysNothing(const Extraction& result) {
  const auto is_not_seen = [](const Note& note) { return !note.not_seen.empty(); };
  return result.documents.empty() && result.incomplete.empty() && result.passed_over.empty() && result.errors.empty() &&
         std::none_of(result.notes.begin(), result.notes.end(), is_not_seen);
}

std::uint32_t DepthOf(const syntax::Tree& tree) {
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

text::Span MadeText(text::Sources& sources, std::string_view bytes, text::Span where) {
  TextBuilder builder;
  builder.AppendBytes(bytes, where);
  return builder.Finish(sources, where);
}

void Documents::Push(syntax::Tree tree, const Holder& holder, bool readable, text::Span span,
                     std::vector<text::Problem> problems) {
  if (readable && DepthOf(tree) > syntax::kDocumentLimits.depth) {
    text::Problem problem;
    problem.kind = "too-deep";
    problem.span = span;
    problem.got = std::to_string(DepthOf(tree)) + " nested levels";
    problem.expected = "at most 64 nested lists and objects";
    problems.push_back(std::move(problem));
    readable = false;
  }
  Document document;
  document.tree = std::move(tree);
  document.readable = readable;
  document.file = file_;
  document.span = span;
  document.owners.push_back(holder.owner);
  document.path = holder.path;
  document.kind = holder.kind;
  document.kind_given = holder.kind != PolicyKind::kUnknown;
  document.resource_type = holder.resource_type;
  document.synthesized = holder.is_synthesized;
  document.problems = std::move(problems);
  result_.documents.push_back(std::move(document));
}

void Documents::Branches(const Value& choice, const Holder& holder, void (Documents::*add)(ValueId, const Holder&)) {
  for (std::size_t i = 0; i < choice.members.size(); ++i) {
    Holder branch = holder;
    branch.path += ".Fn::If[" + std::to_string(i + 1) + "]";
    (this->*add)(choice.members[i].value, branch);
  }
}

void Documents::Unknown(text::Span span, char32_t hole, const Holder& holder) {
  if (std::string_view(sources().hole(hole).reason).substr(0, kEmptyDefault.size()) == kEmptyDefault) return;
  Value value;
  value.kind = Kind::kUnknown;
  value.span = span;
  value.hole = hole;
  const ValueId root = values_.Add(value);
  Push(values_.ToTree(root), holder, true, value.span, {});
}

void Documents::Add(ValueId id, const Holder& holder) {
  const Value& value = values_[id];
  switch (value.kind) {
    case Kind::kNull:
    case Kind::kAbsent:
      return;
    case Kind::kUnknown:
      return Unknown(PlaceOfUnknown(sources(), value.span), value.hole, holder);
    case Kind::kChoice:
      return Branches(value, holder, &Documents::Add);
    case Kind::kString: {
      const text::Span text = value.origin.empty() ? value.text : value.origin;
      if (IsAllBlank(sources().Text(text))) return;
      if (const char32_t hole = OnlyHole(sources(), sources().Text(text)); hole != 0) {
        return Unknown(PlaceOfUnknown(sources(), value.span), hole, holder);
      }
      return AddText(text, holder);
    }
    default:
      Push(values_.ToTree(id), holder, true, value.span, {});
  }
}

void Documents::AddText(text::Span text, const Holder& holder) {
  text = PolicyTextIn(sources(), text).value_or(text);
  syntax::Parsed parsed = ReadJson(sources(), text, syntax::kDocumentLimits);
  if (parsed.complete) {
    const text::Span span = parsed.tree[parsed.tree.root()].span;
    return Push(std::move(parsed.tree), holder, true, span, std::move(parsed.problems));
  }
  const bool is_torn = std::any_of(parsed.problems.begin(), parsed.problems.end(),
                                   [](const text::Problem& problem) { return problem.kind == "misplaced-unknown"; });
  const char32_t hole = is_torn ? values_.FirstHole(text) : 0;
  if (hole == 0) return Push(std::move(parsed.tree), holder, false, text, std::move(parsed.problems));
  // An unknown part that brings brackets or commas of its own: the whole is not known.
  Unknown(text, hole, holder);
}

void Documents::AddNode(const syntax::Tree& tree, NodeId node, const Holder& holder) {
  if (tree[node].kind == Kind::kNull) return;
  if (tree[node].kind != Kind::kString) return Push(tree.Subtree(node), holder, true, tree[node].span, {});
  if (!IsAllBlank(sources().Text(tree[node].text))) AddText(tree[node].text, holder);
}

ValueId Documents::Copy(const syntax::Tree& tree, NodeId id) {
  const syntax::Node& node = tree[id];
  Value value;
  value.kind = node.kind;
  value.span = node.span;
  value.text = node.text;
  value.hole = node.kind == Kind::kUnknown ? node.link : 0;
  const bool is_object = node.kind == Kind::kObject;
  if (is_object || node.kind == Kind::kList) {
    for (NodeId child = tree.First(id); child != kNone;) {
      const NodeId of_value = is_object ? child + 1 : child;
      Member member;
      if (is_object) member = {tree[child].span, tree[child].text, 0};
      member.value = Copy(tree, of_value);
      value.members.push_back(member);
      child = tree.Next(id, of_value);
    }
  }
  return values_.Add(std::move(value));
}

void Documents::AddStatements(ValueId id, const Holder& holder) {
  const Value& value = values_[id];
  if (value.kind == Kind::kChoice) return Branches(value, holder, &Documents::AddStatements);
  if (value.kind == Kind::kString) {
    const text::Span text = value.origin.empty() ? value.text : value.origin;
    const syntax::Parsed parsed = ReadJson(sources(), text, syntax::kDocumentLimits);
    const bool is_object = parsed.complete && parsed.tree[0].kind == Kind::kObject;
    const bool is_list = parsed.complete && parsed.tree[0].kind == Kind::kList;
    const bool is_document = is_object && parsed.tree.Member(0, "Statement", sources()) != kNone;
    if ((is_object && !is_document) || is_list) return AddStatements(Copy(parsed.tree, 0), holder);
    return Add(id, holder);
  }
  if (value.kind != Kind::kList && value.kind != Kind::kObject) return Add(id, holder);
  const text::Span start{value.span.begin, value.span.begin};
  const auto made = [&](std::string_view bytes) { return MadeText(sources(), bytes, start); };
  Value version;
  version.kind = Kind::kString;
  version.span = start;
  version.text = made("2012-10-17");
  ValueId statements = id;
  if (value.kind == Kind::kObject) {
    Value list;
    list.kind = Kind::kList;
    list.span = value.span;
    list.members.push_back({{}, {}, id});
    statements = values_.Add(std::move(list));
  }
  Value document;
  document.kind = Kind::kObject;
  document.span = value.span;
  document.members.push_back({start, made("Version"), values_.Add(std::move(version))});
  document.members.push_back({start, made("Statement"), statements});
  const text::Span span = value.span;
  Push(values_.ToTree(values_.Add(std::move(document))), holder, true, span, {});
}

// Whether a document was found below one of the members that have the same key, or in spite of what follows.
bool Documents::IsAboveDocument(const text::Problem& problem, std::uint32_t first_document,
                                std::span<const syntax::Tree> trees) const {
  if (first_document == count()) return false;
  if (problem.kind == "trailing-content") return true;
  if (problem.kind != "duplicate-key") return false;
  const auto holds_document = [&](text::Span value) {
    for (std::uint32_t i = first_document; i < count(); ++i) {
      const std::uint32_t at = result_.documents[i].span.begin;
      if (at >= value.begin && at < value.end) return true;
    }
    return false;
  };
  for (const syntax::Tree& tree : trees) {
    if (problem.node >= tree.size() || tree[problem.node].span != problem.span) continue;
    for (NodeId id = problem.node; id-- > 0;) {  // the object around it is the last that reaches so far
      if (id + tree[id].extent <= problem.node) continue;
      for (NodeId key = tree.First(id); key != kNone; key = tree.Next(id, key + 1)) {
        const bool is_same = values_.sources().Text(tree[key].text) == values_.sources().Text(tree[problem.node].text);
        if (is_same && holds_document(tree[key + 1].span)) return true;
      }
      return false;
    }
  }
  return false;
}

void Documents::Distribute(const std::vector<text::Problem>& problems, std::uint32_t first_document,
                           std::span<const syntax::Tree> trees) {
  for (const text::Problem& problem : problems) {
    bool is_taken = false;
    for (std::uint32_t i = first_document; i < count(); ++i) {
      Document& document = result_.documents[i];
      const text::Span span = document.span;
      if (problem.span.begin < span.begin || problem.span.begin >= span.end || document.synthesized) continue;
      text::Problem one = problem;
      one.node = text::kNoNode;
      for (NodeId id = 0; id < document.tree.size(); ++id) {
        if (document.tree[id].span == problem.span) one.node = id;
      }
      document.problems.push_back(std::move(one));
      is_taken = true;
    }
    if (is_taken) continue;
    if (IsAboveDocument(problem, first_document, trees)) {
      result_.problems.push_back(problem);
      result_.problems.back().node = text::kNoNode;
    } else {
      result_.notes.push_back({std::string(file_), problem.span, Describe(problem)});
    }
  }
}

std::string Describe(const text::Problem& problem) {
  std::string got = problem.got;
  std::string message;
  if (problem.kind == "duplicate-key") {
    message = "the key `" + got + "` stands there twice; the last one counts";
  } else if (problem.kind == "bad-yaml") {
    message = "found " + got;
    if (!problem.expected.empty()) message += ", expected " + problem.expected;
  } else if (problem.kind == "undefined-alias") {
    message = "`" + got + "` names no anchor, expected " + problem.expected;
  } else if (problem.kind == "too-deep") {
    message = "nested too deep, expected " + problem.expected;
  } else if (problem.kind == "too-large") {
    message = "too large, expected " + problem.expected;
  } else if (problem.kind == "invalid-utf8") {
    message = "the byte " + got + " is not UTF-8";
  } else if (problem.kind == syntax::kAdministratorAttached) {
    message = "managed policy `" + got + "`: allows " + problem.expected;
  } else if (problem.kind == syntax::kUnknownDocument) {
    message = "nothing is known of this policy (" + got + ")";
  } else if (problem.kind == "nul-character") {
    message = "a NUL character";
  } else if (problem.kind == "truncated") {
    message = "the text ends too early";
    if (!got.empty()) message += ": found " + got;
    if (!problem.expected.empty()) message += ", expected " + problem.expected;
  } else {
    for (const char c : problem.kind) message += c == '-' ? ' ' : c;
    if (!got.empty()) message += ": found " + got;
    if (!problem.expected.empty()) message += ", expected " + problem.expected;
  }
  return message;
}

}  // namespace iampolicy::carriers
