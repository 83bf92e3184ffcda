// See yaml.h. A composer over the events of yaml_events.h. Decoded scalars of a document lie together in one derived
// text that is placed on the number line at its end.

#include "lib/syntax/yaml.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>

#include "lib/syntax/duplicates.h"
#include "lib/syntax/json_kinds.h"
#include "lib/syntax/json_string.h"
#include "lib/syntax/yaml_events.h"
#include "lib/syntax/yaml_scalar.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

using Type = YamlEvent::Type;
using Style = YamlEvent::Style;

constexpr std::size_t kMostProblems = 100;

// "!Sub" -> "Fn::Sub"; "" for a tag that is no function's.
std::string FunctionOf(std::string_view tag) {
  if (tag.size() < 2 || tag[0] != '!' || tag[1] == '!') return {};
  const std::string_view name = tag.substr(1);
  const bool is_name = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ':';
  });
  if (!is_name) return {};
  if (name == "Ref" || name == "Condition" || name.substr(0, 4) == "Fn::") return std::string(name);
  return "Fn::" + std::string(name);
}

class Composer {
 public:
  Composer(text::Sources& sources, text::Span span, const Limits& limits)
      : sources_(sources), span_(span), limits_(limits), text_(sources.Text(span)), private_(sources, span) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") skipped_ = 3;
    base_ = span.begin + skipped_;
    text_.remove_prefix(skipped_);
  }

  ParsedYaml Run() {
    if (text_.size() > limits_.bytes) {
      Report(JsonKind("too-large"), 0, 0, {}, std::to_string(limits_.bytes >> 20) + " MiB at the most");
      return std::move(result_);
    }
    YamlEvents events(text_);
    for (;;) {
      std::variant<YamlEvent, YamlFault> next = events.Next();
      if (const YamlFault* fault = std::get_if<YamlFault>(&next)) {
        Fault(*fault);
        break;
      }
      YamlEvent& event = *std::get_if<YamlEvent>(&next);
      if (event.type == Type::kStreamEnd) {
        result_.complete = true;
        break;
      }
      if (!Take(event)) break;
    }
    if (in_document_) EndDocument();
    std::stable_sort(result_.problems.begin(), result_.problems.end(),
                     [](const text::Problem& a, const text::Problem& b) { return a.span.begin < b.span.begin; });
    return std::move(result_);
  }

 private:
  struct Open {
    NodeId node = kNone;
    bool is_object = false;
    bool is_flow = false;
    bool wants_key = true;   // an object's next node is a key
    NodeId wrapper = kNone;  // the object that a tag made around it
    std::string anchor;
  };

  text::Span Place(std::size_t begin, std::size_t end) const {
    return {base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)};
  }

  void Report(std::string_view kind, std::size_t begin, std::size_t end, std::string got, std::string expected) {
    if (result_.problems.size() >= kMostProblems) return;
    text::Problem problem;
    problem.kind = kind;
    problem.span = Place(begin, end);
    problem.got = std::move(got);
    problem.expected = std::move(expected);
    result_.problems.push_back(std::move(problem));
  }

  void Fault(const YamlFault& fault) {
    if (!fault.is_encoding) return Report(kYamlKinds[0].name, fault.begin, fault.end, fault.got, fault.expected);
    const bool is_utf8 = !text::FindInvalidUtf8(text_).has_value();
    const auto byte = fault.begin < text_.size() ? static_cast<unsigned char>(text_[fault.begin]) : 0u;
    if (!is_utf8) {
      constexpr char kHex[] = "0123456789ABCDEF";
      const std::string shown = {'0', 'x', kHex[byte >> 4], kHex[byte & 15]};
      Report(JsonKind("invalid-utf8"), fault.begin, fault.end, shown, "UTF-8");
    } else if (byte == 0) {
      Report(JsonKind("nul-character"), fault.begin, fault.end, CodePointName(0), "text");
    } else {
      Report(JsonKind("control-character"), fault.begin, fault.end,
             CodePointName(text::DecodeUtf8(text_, std::min(fault.begin, text_.size() - 1)).value), "an escape");
    }
  }

  // Whether to go on.
  bool Take(YamlEvent& event) {
    switch (event.type) {
      case Type::kDocumentStart:
        in_document_ = true;
        return true;
      case Type::kDocumentEnd:
        EndDocument();
        return true;
      case Type::kAlias:
        Alias(event);
        return true;
      case Type::kScalar:
        Scalar(event);
        return true;
      case Type::kListStart:
      case Type::kObjectStart:
        return Start(event);
      case Type::kListEnd:
      case Type::kObjectEnd:
        End(event);
        return true;
      case Type::kStreamEnd:
        break;
    }
    return true;
  }

  // Whether the next node is a key; and it counts as read.
  bool TakeKeyTurn() {
    if (open_.empty() || !open_.back().is_object) return false;
    const bool is_key = open_.back().wants_key;
    open_.back().wants_key = !is_key;
    return is_key;
  }

  // Opens the object that a function's tag stands for; kNone where the tag is none's.
  NodeId Wrap(const YamlEvent& event) {
    const std::string function = FunctionOf(event.tag);
    if (function.empty()) return kNone;
    const NodeId wrapper = tree_.Open(Kind::kObject, Place(event.tag_begin, event.end));
    const std::size_t at = decoded_.size();
    decoded_ += function;
    const text::Span tag = Place(event.tag_begin, event.tag_end);
    runs_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(function.size()), tag, {}});
    AddDecoded(Kind::kString, tag, at);
    return wrapper;
  }

  void Anchor(const std::string& anchor, NodeId node) {
    if (!anchor.empty()) anchors_[anchor] = node;
  }

  void AddDecoded(Kind kind, text::Span span, std::size_t at) {
    decoded_nodes_.push_back(
        tree_.Add(kind, span, {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(decoded_.size())}));
  }

  void Alias(const YamlEvent& event) {
    const text::Span span = Place(event.begin, event.end);
    if (skipping_ > 0) return;
    if (TakeKeyTurn()) {  // an alias as a key: its name stands for it
      tree_.Add(Kind::kString, span, span);
      return;
    }
    const auto found = anchors_.find(event.anchor);
    if (found == anchors_.end()) {
      Report(kYamlKinds[1].name, event.begin, event.end, "*" + event.anchor,
             "an anchor &" + event.anchor + " before it");
      tree_.Add(Kind::kNull, span, span);
      return;
    }
    tree_.Add(Kind::kAlias, span, span, found->second);
  }

  void Scalar(const YamlEvent& event) {
    if (skipping_ > 0) return;
    const bool is_key = TakeKeyTurn();
    const NodeId first = tree_.size();
    const NodeId wrapper = is_key ? kNone : Wrap(event);
    Resolved resolved;
    const bool has_type = event.tag.substr(0, 4) == "tag:";
    const bool is_untagged_plain = event.tag.empty() && event.style == Style::kPlain;
    if (!is_key && (is_untagged_plain || (has_type && !IsTextTag(event.tag)))) {
      resolved = ResolvePlain(event.value);
    }
    Value(event, resolved);
    if (wrapper != kNone) tree_.Close(wrapper, Place(0, event.end).end);
    Anchor(event.anchor, first);
  }

  static bool IsTextTag(std::string_view tag) {
    return tag == "tag:yaml.org,2002:str" || tag == "tag:yaml.org,2002:binary";
  }

  void Value(const YamlEvent& event, const Resolved& resolved) {
    const text::Span span = Place(event.begin, event.end);
    const std::string_view raw = text_.substr(event.begin, event.end - event.begin);
    if (resolved.kind == Kind::kNull) {
      tree_.Add(Kind::kNull, span, span);
    } else if (resolved.kind != Kind::kString) {
      if (resolved.text == raw) {
        tree_.Add(resolved.kind, span, span);
      } else {
        Decoded(resolved.kind, resolved.text, span, std::nullopt);
      }
    } else if (event.style == Style::kPlain && raw == event.value && !HasPrivate(raw)) {
      tree_.Add(Kind::kString, span, span);
    } else if (IsQuoted(event.style) && raw.size() == event.value.size() + 2 &&
               raw.substr(1, raw.size() - 2) == event.value && !HasPrivate(raw)) {
      tree_.Add(Kind::kString, span, {span.begin + 1, span.end - 1});
    } else {
      Decoded(Kind::kString, event.value, span, MapScalar(event.style, raw, event.value, span.begin));
    }
  }

  static bool IsQuoted(Style style) { return style == Style::kSingleQuoted || style == Style::kDoubleQuoted; }
  // U+100000 and beyond start with 0xF4 in UTF-8.
  static bool HasPrivate(std::string_view text) { return text.find('\xF4') != std::string_view::npos; }

  // A text that differs from what is written. Real characters of the hole range become holes with known text.
  void Decoded(Kind kind, std::string_view value, text::Span span, const std::optional<std::vector<text::Run>>& runs) {
    const std::size_t at = decoded_.size();
    if (HasPrivate(value)) {
      for (std::size_t i = 0; i < value.size();) {
        const text::CodePoint next = text::DecodeUtf8(value, i);
        char32_t character = next.value;
        if (private_.InRange(character) && !private_.IsHole(character)) {
          character = std::max(private_.HoleOf(character, span), char32_t{0xFFFD});
        }
        text::AppendUtf8(decoded_, character);
        i += next.length;
      }
    } else {
      decoded_ += value;
    }
    // Holes are as long as what they stand for: both have four bytes.
    if (runs && decoded_.size() - at == value.size()) {
      for (text::Run run : *runs) {
        run.at += static_cast<std::uint32_t>(at);
        runs_.push_back(run);
      }
    } else if (decoded_.size() > at) {
      runs_.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(decoded_.size() - at), span, {}});
    }
    AddDecoded(kind, span, at);
  }

  bool Start(YamlEvent& event) {
    if (open_.size() + skipping_ >= limits_.depth) {
      Report(JsonKind("too-deep"), event.begin, std::min(event.begin + 1, text_.size()),
             std::to_string(limits_.depth + 1) + " nested levels",
             "at most " + std::to_string(limits_.depth) + " nested lists and objects");
      return false;
    }
    if (skipping_ > 0) {
      ++skipping_;
      return true;
    }
    if (TakeKeyTurn()) {  // a list or object as a key: nothing here has any
      tree_.Add(Kind::kString, Place(event.begin, event.begin), Place(event.begin, event.begin));
      skipping_ = 1;
      return true;
    }
    Open open;
    const NodeId first = tree_.size();
    open.wrapper = Wrap(event);
    open.is_object = event.type == Type::kObjectStart;
    open.is_flow = event.is_flow;
    open.node = tree_.Open(open.is_object ? Kind::kObject : Kind::kList, Place(event.begin, event.end));
    // Set at once: an alias inside may name it, and whoever follows that must notice.
    Anchor(event.anchor, first);
    open_.push_back(std::move(open));
    return true;
  }

  void End(const YamlEvent& event) {
    if (skipping_ > 0) {
      --skipping_;
      return;
    }
    CloseLast(event.end);
  }

  void CloseLast(std::size_t at) {
    const Open open = std::move(open_.back());
    open_.pop_back();
    std::uint32_t end = Place(0, at).end;
    const text::Span own = tree_[open.node].span;
    // The end of a block is where the next token stands; what it holds ends before.
    if (!open.is_flow) end = tree_.size() > open.node + 1 ? LastEnd(open.node) : own.end;
    tree_.Close(open.node, std::max(end, own.begin));
    if (open.wrapper != kNone) tree_.Close(open.wrapper, std::max(end, own.begin));
  }

  std::uint32_t LastEnd(NodeId node) const {
    // The last node of the subtree is the last leaf; its ancestors that are closed end no earlier.
    std::uint32_t end = tree_[node].span.begin;
    for (NodeId child = node + 1; child < tree_.size();) {
      end = std::max(end, tree_[child].span.end);
      child += tree_[child].extent;
    }
    return end;
  }

  void EndDocument() {
    in_document_ = false;
    while (!open_.empty()) {
      // A key whose value was never read.
      if (open_.back().is_object && !open_.back().wants_key) {
        const text::Span here = Place(text_.size(), text_.size());
        tree_.Add(Kind::kNull, here, here);
      }
      CloseLast(text_.size());
    }
    skipping_ = 0;
    if (!decoded_nodes_.empty()) {
      const auto derived = sources_.AddDerived(std::move(decoded_), std::move(runs_));
      for (const NodeId id : decoded_nodes_) {
        const text::Span text = tree_[id].text;
        tree_.SetText(id,
                      derived ? text::Span{derived->begin + text.begin, derived->begin + text.end} : tree_[id].span);
      }
    }
    for (const NodeId key : DuplicateKeys(tree_, sources_)) {
      const text::Span span = tree_[key].span;
      if (sources_.Text(tree_[key].text) == "<<") continue;
      Report(JsonKind("duplicate-key"), span.begin - base_, span.end - base_,
             std::string(sources_.Text(tree_[key].text)), "each key once");
      if (!result_.problems.empty()) result_.problems.back().node = key;
    }
    if (!tree_.empty()) result_.documents.push_back(std::move(tree_));
    tree_ = Tree();
    decoded_.clear();
    runs_.clear();
    decoded_nodes_.clear();
    anchors_.clear();
  }

  text::Sources& sources_;
  text::Span span_;
  Limits limits_;
  std::string_view text_;
  PrivateCharacters private_;
  std::uint32_t skipped_ = 0;
  std::uint32_t base_ = 0;
  ParsedYaml result_;
  bool in_document_ = false;
  Tree tree_;
  std::vector<Open> open_;
  std::size_t skipping_ = 0;  // depth below a key that is no text
  std::unordered_map<std::string, NodeId> anchors_;
  std::string decoded_;
  std::vector<text::Run> runs_;
  std::vector<NodeId> decoded_nodes_;
};

}  // namespace

ParsedYaml ReadYaml(text::Sources& sources, text::Span text, const Limits& limits) {
  return Composer(sources, text, limits).Run();
}

std::span<const text::ProblemKind> YamlProblems() { return kYamlKinds; }

}  // namespace iampolicy::syntax
