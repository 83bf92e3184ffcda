#include "lib/carriers/values.h"

#include <utility>

#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::NodeId;

/// Writes values into a tree. Nesting is bounded by whoever made the values.
class Writer {
 public:
  explicit Writer(const Values& values) : values_(values) {}

  syntax::Tree Run(ValueId root) {
    Write(root);
    PlaceHoles();
    return std::move(tree_);
  }

 private:
  void Write(ValueId id) {
    const Value& value = values_[id];
    switch (value.kind) {
      case Kind::kString:
      case Kind::kNumber:
      case Kind::kBool:
        tree_.Add(value.kind, value.span, value.text);
        return;
      case Kind::kUnknown:
        Unknown(value);
        return;
      case Kind::kList:
      case Kind::kObject:
      case Kind::kChoice:
        Container(value);
        return;
      case Kind::kNull:
      case Kind::kAbsent:
      case Kind::kAlias:
        tree_.Add(value.kind == Kind::kAlias ? Kind::kNull : value.kind, value.span, value.span);
    }
  }

  void Container(const Value& value) {
    const std::uint32_t link = value.kind == Kind::kChoice ? GuardOf(value) : 0;
    const NodeId node = tree_.Open(value.kind, value.span, link);
    for (const Member& member : value.members) {
      if (value.kind == Kind::kObject) tree_.Add(Kind::kString, member.key_span, member.key);
      Write(member.value);
    }
    tree_.Close(node, value.span.end);
  }

  std::uint32_t GuardOf(const Value& value) {
    const std::string& name = values_.guard_name(value.guard);
    for (std::uint32_t i = 0; i < tree_.guards().size(); ++i) {
      if (tree_.guards()[i].name == name) return i;
    }
    return tree_.AddGuard({name, value.span});
  }

  // A hole's node is a text of one character. All of them lie in one text that is placed at the end.
  void Unknown(const Value& value) {
    const auto begin = static_cast<std::uint32_t>(holes_.size());
    text::AppendUtf8(holes_, value.hole);
    const auto end = static_cast<std::uint32_t>(holes_.size());
    runs_.push_back({begin, end - begin, value.span, {}});
    placed_later_.push_back(tree_.Add(Kind::kUnknown, value.span, {begin, end}, value.hole));
  }
  void PlaceHoles() {
    if (placed_later_.empty()) return;
    const auto derived = values_.sources().AddDerived(std::move(holes_), std::move(runs_));
    for (const NodeId id : placed_later_) {
      const text::Span text = tree_[id].text;
      tree_.SetText(id, derived ? text::Span{derived->begin + text.begin, derived->begin + text.end} : tree_[id].span);
    }
  }

  const Values& values_;
  syntax::Tree tree_;
  std::string holes_;
  std::vector<text::Run> runs_;
  std::vector<NodeId> placed_later_;
};

}  // namespace

std::uint32_t Values::Guard(std::string_view name, text::Span span) {
  for (std::uint32_t i = 0; i < guards_.size(); ++i) {
    if (guards_[i].name == name) return i;
  }
  guards_.push_back({std::string(name), span});
  return static_cast<std::uint32_t>(guards_.size() - 1);
}

bool Values::Equal(ValueId a, ValueId b) const {
  const Value& left = values_[a];
  const Value& right = values_[b];
  if (left.kind != right.kind || left.members.size() != right.members.size()) return false;
  if (left.kind == Kind::kUnknown && left.hole != right.hole) return false;
  if (left.kind == Kind::kChoice && left.guard != right.guard) return false;
  const bool has_text = left.kind == Kind::kString || left.kind == Kind::kNumber || left.kind == Kind::kBool;
  if (has_text && Text(a) != Text(b)) return false;
  for (std::size_t i = 0; i < left.members.size(); ++i) {
    if (left.kind == Kind::kObject && sources_.Text(left.members[i].key) != sources_.Text(right.members[i].key)) {
      return false;
    }
    if (!Equal(left.members[i].value, right.members[i].value)) return false;
  }
  return true;
}

char32_t Values::FirstHole(text::Span text) const {
  const std::string_view bytes = sources_.Text(text);
  // U+100000 and beyond start with 0xF4 in UTF-8.
  for (std::size_t at = bytes.find('\xF4'); at != std::string_view::npos; at = bytes.find('\xF4', at + 1)) {
    const char32_t character = text::DecodeUtf8(bytes, at).value;
    if (sources_.IsHole(character) && !sources_.hole(character).known) return character;
  }
  return 0;
}

char32_t Values::FirstHole(ValueId id) const {
  const Value& value = values_[id];
  if (value.kind == Kind::kUnknown) return value.hole;
  if (value.kind == Kind::kString) return FirstHole(value.text);
  for (const Member& member : value.members) {
    if (const char32_t hole = FirstHole(member.value); hole != 0) return hole;
  }
  return 0;
}

bool Values::IsKnownText(ValueId id) const {
  const Kind kind = values_[id].kind;
  if (kind == Kind::kNumber || kind == Kind::kBool) return true;
  return kind == Kind::kString && FirstHole(values_[id].text) == 0;
}

syntax::Tree Values::ToTree(ValueId root) const { return Writer(*this).Run(root); }

void TextBuilder::Append(const text::Sources& sources, text::Span text) { AppendBytes(sources.Text(text), text); }

void TextBuilder::AppendInPlace(const text::Sources& sources, text::Span text, text::Span where) {
  AppendBytes(sources.Text(text), where);
  if (!text.empty()) runs_.back().from = text;
}

void TextBuilder::AppendHole(char32_t hole, text::Span where) {
  std::string bytes;
  text::AppendUtf8(bytes, hole);
  AppendBytes(bytes, where);
}

void TextBuilder::AppendBytes(std::string_view bytes, text::Span where) {
  if (bytes.empty()) return;
  runs_.push_back({static_cast<std::uint32_t>(bytes_.size()), static_cast<std::uint32_t>(bytes.size()), where, {}});
  bytes_ += bytes;
}

text::Span TextBuilder::Finish(text::Sources& sources, text::Span fallback) {
  if (runs_.empty()) runs_.push_back({0, 0, fallback, {}});
  const auto derived = sources.AddDerived(std::move(bytes_), std::move(runs_));
  bytes_.clear();
  runs_.clear();
  return derived.value_or(text::Span{fallback.begin, fallback.begin});
}

}  // namespace iampolicy::carriers
