// See unknowns.h. The old tree is walked with a stack of things to do (visit a node, close a container), because the
// branches of $if need not be written in the order of a choice. New texts are collected and placed on the number line
// once, at the end.

#include "lib/syntax/unknowns.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

// Texts with choices are written out for every combination: 8 at the most.
constexpr std::size_t kMostChoices = 3;
// How many holes of earlier trees are searched for equal ones.
constexpr char32_t kMostSearched = 1024;

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }
bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

// "kind:detail", the kind in small letters and hyphens.
bool IsReason(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                     [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; });
}

/// Recognises the notation in a tree.
class Notation {
 public:
  Notation(const Tree& tree, const text::Sources& sources) : tree_(tree), sources_(sources) {}

  /// The value of the only member where that has the name; else kNone.
  NodeId Only(NodeId object, std::string_view name) const {
    const Node& node = tree_[object];
    if (node.kind != Kind::kObject || node.extent < 3) return kNone;
    const NodeId key = object + 1;
    if (tree_[key].text.size() != name.size() || tree_[key + 1].extent + 2 != node.extent) return kNone;
    return Text(key) == name ? key + 1 : kNone;
  }

  std::optional<std::string_view> Reason(NodeId object) const {
    const NodeId value = Only(object, "$unknown");
    if (value == kNone || tree_[value].kind != Kind::kString || !IsReason(Text(value))) return std::nullopt;
    return Text(value);
  }

  /// The list of parts: texts, unknowns and choices, at least one of them not known.
  NodeId Concat(NodeId object) const {
    const NodeId parts = Only(object, "$concat");
    if (parts == kNone || tree_[parts].kind != Kind::kList) return kNone;
    bool has_unknown = false;
    for (NodeId part = tree_.First(parts); part != kNone; part = tree_.Next(parts, part)) {
      const bool is_known = tree_[part].kind == Kind::kString;
      if (!is_known && !Reason(part) && !If(part)) return kNone;
      has_unknown |= !is_known;
    }
    return has_unknown ? parts : kNone;
  }

  struct Choice {
    NodeId condition = kNone;
    NodeId then = kNone;
    NodeId otherwise = kNone;
  };
  std::optional<Choice> If(NodeId object) const {
    const NodeId body = Only(object, "$if");
    if (body == kNone || tree_[body].kind != Kind::kObject) return std::nullopt;
    Choice choice;
    for (NodeId key = tree_.First(body); key != kNone; key = tree_.Next(body, key + 1)) {
      const std::string_view name = Text(key);
      NodeId* const slot = name == "condition" ? &choice.condition
                           : name == "then"    ? &choice.then
                           : name == "else"    ? &choice.otherwise
                                               : nullptr;
      if (slot == nullptr || *slot != kNone) return std::nullopt;
      *slot = key + 1;
    }
    if (choice.condition == kNone || choice.then == kNone || choice.otherwise == kNone) return std::nullopt;
    if (tree_[choice.condition].kind != Kind::kString) return std::nullopt;
    return choice;
  }

  bool IsAbsent(NodeId object) const {
    const NodeId value = Only(object, "$absent");
    return value != kNone && tree_[value].kind == Kind::kBool && Text(value) == "true";
  }

  std::string_view Text(NodeId id) const { return sources_.Text(tree_[id].text); }

 private:
  const Tree& tree_;
  const text::Sources& sources_;
};

/// The holes that stand for reasons: one for each, so that equal text is the same value.
class Holes {
 public:
  explicit Holes(text::Sources& sources) : sources_(sources) {}

  /// 0: no room for another.
  char32_t Of(std::string_view reason, text::Span span) {
    std::string key(reason);
    const auto found = by_reason_.find(key);
    if (found != by_reason_.end()) return found->second;
    char32_t hole = Earlier(reason);
    if (hole == 0) hole = sources_.AddHole({key, ShapeOf(reason), NextIdentity(), span, std::nullopt});
    if (hole != 0) by_reason_.emplace(std::move(key), hole);
    return hole;
  }

 private:
  // The hole that an earlier tree of the unit has for the reason. Only those that have an identity stand for all values
  // of their reason.
  char32_t Earlier(std::string_view reason) const {
    for (char32_t c = text::kFirstHole; c < text::kFirstHole + kMostSearched && sources_.IsHole(c); ++c) {
      const text::Hole& hole = sources_.hole(c);
      if (hole.identity != 0 && !hole.known && hole.reason == reason) return c;
    }
    return 0;
  }

  // The number of the hole to come, counted from 1: no other hole has it. Found by halving, as holes have no gaps.
  std::uint32_t NextIdentity() const {
    char32_t low = text::kFirstHole;
    char32_t high = text::kLastHole + 1;
    while (low < high) {
      const char32_t middle = low + (high - low) / 2;
      if (sources_.IsHole(middle)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - text::kFirstHole + 1;
  }

  text::Sources& sources_;
  std::unordered_map<std::string, char32_t> by_reason_;
};

class Reader {
 public:
  Reader(const Tree& tree, text::Sources& sources)
      : tree_(tree), sources_(sources), notation_(tree, sources), holes_(sources) {}

  Tree Run() {
    if (tree_.empty()) return {};
    out_.Reserve(tree_.size());
    todo_.push_back({tree_.root(), kNone, false});
    while (!todo_.empty()) {
      const Step step = todo_.back();
      todo_.pop_back();
      if (step.close != kNone) {
        out_.Close(step.close, tree_[step.visit].span.end);
      } else {
        Visit(step.visit, step.is_branch);
      }
    }
    PlaceTexts();
    return std::move(out_);
  }

 private:
  struct Step {
    NodeId visit = kNone;
    NodeId close = kNone;  // of the new tree: close it at the end of `visit`
    bool is_branch = false;
  };

  void Visit(NodeId id, bool is_branch) {
    const Node& node = tree_[id];
    if (node.kind != Kind::kObject) return node.kind == Kind::kList ? Copy(id) : Leaf(id);
    if (const auto reason = notation_.Reason(id); reason && Unknown(id, *reason)) return;
    if (const NodeId parts = notation_.Concat(id); parts != kNone && Concat(id, parts)) return;
    if (const auto choice = notation_.If(id)) return If(id, *choice);
    if (is_branch && notation_.IsAbsent(id)) {
      out_.Add(Kind::kAbsent, node.span, node.span);
      return;
    }
    Copy(id);
  }

  void Leaf(NodeId id) {
    const Node& node = tree_[id];
    if (node.kind == Kind::kChoice) return Copy(id);
    out_.Add(node.kind, node.span, node.text, node.link);
  }

  // A list, object or choice that stays one: its children are to be visited, the first on top.
  void Copy(NodeId id) {
    const Node& node = tree_[id];
    std::uint32_t link = node.link;
    if (node.kind == Kind::kChoice) link = GuardOf(tree_.guards()[node.link]);
    todo_.push_back({id, out_.Open(node.kind, node.span, link), false});
    const auto first = static_cast<std::ptrdiff_t>(todo_.size());
    for (NodeId child = tree_.First(id); child != kNone; child = tree_.Next(id, child)) {
      todo_.push_back({child, kNone, node.kind == Kind::kChoice});
    }
    std::reverse(todo_.begin() + first, todo_.end());
  }

  void If(NodeId id, const Notation::Choice& choice) {
    const std::uint32_t guard = GuardOf(choice);
    todo_.push_back({id, out_.Open(Kind::kChoice, tree_[id].span, guard), false});
    todo_.push_back({choice.otherwise, kNone, true});
    todo_.push_back({choice.then, kNone, true});
  }
  // The same condition text is the same guard.
  std::uint32_t GuardOf(const Guard& guard) {
    const auto found = guards_.find(guard.name);
    if (found != guards_.end()) return found->second;
    const std::uint32_t added = out_.AddGuard(guard);
    guards_.emplace(guard.name, added);
    return added;
  }
  std::uint32_t GuardOf(const Notation::Choice& choice) {
    return GuardOf(Guard{std::string(notation_.Text(choice.condition)), tree_[choice.condition].span});
  }

  bool Unknown(NodeId id, std::string_view reason) {
    const text::Span span = tree_[id].span;
    const char32_t hole = holes_.Of(reason, span);
    if (hole == 0) return false;
    const std::size_t begin = text_.size();
    AppendHole(hole, span);
    AddText(Kind::kUnknown, span, begin, hole);
    return true;
  }

  // Texts. Each starts at the end of text_ and becomes a node whose place there is fixed once all are known.

  void AddText(Kind kind, text::Span span, std::size_t begin, std::uint32_t link) {
    const text::Span relative{static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text_.size())};
    placed_later_.push_back(out_.Add(kind, span, relative, link));
  }
  void AppendHole(char32_t hole, text::Span where) {
    const std::size_t begin = text_.size();
    text::AppendUtf8(text_, hole);
    AddRun(begin, where);
  }
  void AppendText(NodeId id) {
    const std::size_t begin = text_.size();
    text_ += notation_.Text(id);
    if (text_.size() > begin) AddRun(begin, tree_[id].text);
  }
  void AddRun(std::size_t begin, text::Span where) {
    runs_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(text_.size() - begin), where, {}});
  }

  void PlaceTexts() {
    if (placed_later_.empty()) return;
    const std::optional<text::Span> derived = sources_.AddDerived(std::move(text_), std::move(runs_));
    for (const NodeId id : placed_later_) {
      const text::Span text = out_[id].text;
      // Without room on the number line the notation itself is the text: wrong as a value, right as a place.
      out_.SetText(id, derived ? text::Span{derived->begin + text.begin, derived->begin + text.end} : out_[id].span);
    }
  }

  // A part of a concatenation: a text, a hole, or a choice between texts and holes.
  struct Part {
    NodeId id = kNone;
    char32_t hole = 0;
    std::optional<Notation::Choice> choice;
    std::array<char32_t, 2> holes{};  // of the branches
  };

  bool IsPlainBranch(NodeId id) const {
    return tree_[id].kind == Kind::kString || notation_.Reason(id) || notation_.IsAbsent(id);
  }

  bool Concat(NodeId object, NodeId list) {
    std::vector<Part> parts;
    std::size_t choices = 0;
    for (NodeId id = tree_.First(list); id != kNone; id = tree_.Next(list, id)) {
      Part part;
      part.id = id;
      if (const auto choice = notation_.If(id)) {
        if (choices < kMostChoices && IsPlainBranch(choice->then) && IsPlainBranch(choice->otherwise)) {
          ++choices;
          part.choice = choice;
          if (!HoleOf(choice->then, part.holes[0]) || !HoleOf(choice->otherwise, part.holes[1])) return false;
        } else {
          part.hole = holes_.Of("condition:" + std::string(notation_.Text(choice->condition)), tree_[id].span);
          if (part.hole == 0) return false;
        }
      } else if (!HoleOf(id, part.hole)) {
        return false;
      }
      parts.push_back(part);
    }
    Combinations(object, parts, choices);
    return true;
  }

  // False: an unknown without room for its hole. 0 for a text.
  bool HoleOf(NodeId id, char32_t& hole) {
    const auto reason = notation_.Reason(id);
    if (reason) hole = holes_.Of(*reason, tree_[id].span);
    return !reason || hole != 0;
  }

  // One text for each way the choices can go, as a choice of choices in preorder: bit `choices - 1 - i` of the
  // combination is how the i-th choice goes (0: then).
  void Combinations(NodeId object, const std::vector<Part>& parts, std::size_t choices) {
    const text::Span span = tree_[object].span;
    std::array<NodeId, kMostChoices> open{};
    std::array<std::uint32_t, kMostChoices> guards{};
    std::size_t count = 0;
    for (const Part& part : parts) {
      if (part.choice) guards[count++] = GuardOf(*part.choice);
    }
    for (std::size_t combination = 0; combination < (std::size_t{1} << choices); ++combination) {
      for (std::size_t i = 0; i < choices; ++i) {
        const std::size_t below = (std::size_t{1} << (choices - i)) - 1;
        if ((combination & below) == 0) open[i] = out_.Open(Kind::kChoice, span, guards[i]);
      }
      OneText(span, parts, combination, choices);
      for (std::size_t i = choices; i-- > 0;) {
        const std::size_t below = (std::size_t{1} << (choices - i)) - 1;
        if ((combination & below) == below) out_.Close(open[i], span.end);
      }
    }
  }

  void OneText(text::Span span, const std::vector<Part>& parts, std::size_t combination, std::size_t choices) {
    const std::size_t begin = text_.size();
    std::size_t seen = 0;
    for (const Part& part : parts) {
      NodeId id = part.id;
      char32_t hole = part.hole;
      if (part.choice) {
        const std::size_t branch = (combination >> (choices - 1 - seen++)) & 1;
        id = branch == 0 ? part.choice->then : part.choice->otherwise;
        hole = part.holes[branch];
        if (hole == 0 && tree_[id].kind != Kind::kString) continue;  // absent: nothing
      }
      if (hole != 0) {
        AppendHole(hole, tree_[id].span);
      } else {
        AppendText(id);
      }
    }
    AddText(Kind::kString, span, begin, 0);
  }

  const Tree& tree_;
  text::Sources& sources_;
  Notation notation_;
  Holes holes_;
  Tree out_;
  std::vector<Step> todo_;
  std::unordered_map<std::string, std::uint32_t> guards_;
  std::string text_;
  std::vector<text::Run> runs_;
  std::vector<NodeId> placed_later_;
};

}  // namespace

text::Shape ShapeOf(std::string_view reason) {
  using ShapeKind = text::Shape::Kind;
  constexpr text::Shape kAccount{ShapeKind::kAccount, false, false, false};
  constexpr text::Shape kRegion{ShapeKind::kRegion, false, false, false};
  constexpr text::Shape kPartition{ShapeKind::kPartition, false, false, false};
  constexpr text::Shape kArn{ShapeKind::kArn, false, true, false};
  constexpr text::Shape kMadeByAws{ShapeKind::kAny, false, true, false};
  const std::size_t colon = std::min(reason.find(':'), reason.size());
  const std::string_view kind = reason.substr(0, colon);
  const std::string_view detail = reason.substr(std::min(colon + 1, reason.size()));
  if (kind == "pseudo") {
    if (detail == "AWS::AccountId") return kAccount;
    if (detail == "AWS::Region") return kRegion;
    if (detail == "AWS::Partition") return kPartition;
    if (detail == "AWS::StackName") return {ShapeKind::kName, false, false, false};
    if (detail == "AWS::StackId") return kArn;
    return kMadeByAws;
  }
  // Data sources may read anything; these three say who and where the caller is.
  if (kind == "data") {
    if (StartsWith(detail, "aws_caller_identity.") && EndsWith(detail, ".account_id")) return kAccount;
    if (StartsWith(detail, "aws_partition.") && EndsWith(detail, ".partition")) return kPartition;
    if (StartsWith(detail, "aws_region.") && (EndsWith(detail, ".name") || EndsWith(detail, ".region"))) return kRegion;
    return {};
  }
  if (kind == "getatt") return EndsWith(detail, ".Arn") ? kArn : kMadeByAws;
  if (kind == "resource") return EndsWith(detail, ".arn") ? kArn : kMadeByAws;
  if (kind == "ref") return kMadeByAws;
  return {};
}

Tree ReadUnknowns(const Tree& tree, text::Sources& sources) { return Reader(tree, sources).Run(); }

bool UsesUnknowns(const Tree& tree, const text::Sources& sources) {
  const Notation notation(tree, sources);
  for (NodeId id = 0; id < tree.size(); ++id) {
    if (tree[id].kind != Kind::kObject || tree[id].extent < 3) continue;
    if (notation.Reason(id) || notation.Concat(id) != kNone || notation.If(id)) return true;
  }
  return false;
}

}  // namespace iampolicy::syntax
