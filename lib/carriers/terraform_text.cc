// Values as text and as trees, and back.

#include <algorithm>
#include <utility>

#include "lib/carriers/terraform_value.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

// The text as it stands in a JSON string, quotes not included. Runs of bytes that need no escape keep their places.
void AppendEscaped(Text& out, const Text& text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::size_t plain = 0;
  const auto flush = [&](std::size_t until) {
    if (until > plain) Append(out, Slice(text, plain, until));
  };
  for (std::size_t i = 0; i < text.bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text.bytes[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
    flush(i);
    std::string escaped = "\\";
    if (byte == '"' || byte == '\\') {
      escaped += text.bytes[i];
    } else {
      escaped += "u00";
      escaped += kHex[byte >> 4];
      escaped += kHex[byte & 15];
    }
    const Text piece = Slice(text, i, i + 1);
    AppendBytes(out, escaped, piece.runs.empty() ? text::Span{} : piece.runs[0].where);
    plain = i + 1;
  }
  flush(text.bytes.size());
}

// Writes a tree; texts that are not written in one piece are collected and placed once, at the end.
class TreeWriter {
 public:
  TreeWriter(Pool& pool, syntax::Tree& tree) : pool_(pool), tree_(tree) {}

  void Run(Ref root) {
    Write(root);
    if (later_.empty()) return;
    const auto derived = pool_.sources().AddDerived(std::move(all_.bytes), std::move(all_.runs));
    for (const auto& [id, at] : later_) {
      tree_.SetText(id, derived ? text::Span{derived->begin + at.begin, derived->begin + at.end} : tree_[id].span);
    }
  }

 private:
  // Values are at most 120 deep.
  void Write(Ref value) {
    switch (value->kind) {
      case Kind::kNull:
        tree_.Add(syntax::Kind::kNull, value->span, value->span);
        break;
      case Kind::kBool: {
        Text text;
        AppendBytes(text, value->truth ? "true" : "false", value->span);
        Leaf(syntax::Kind::kBool, value->span, text, 0);
        break;
      }
      case Kind::kNumber:
        Leaf(syntax::Kind::kNumber, value->span, value->text, 0);
        break;
      case Kind::kString:
        StringOf(value);
        break;
      case Kind::kEncoded:
        Leaf(syntax::Kind::kString, value->span, pool_.ToJson(value->items[0]), 0);
        break;
      case Kind::kAbsent:
        tree_.Add(syntax::Kind::kAbsent, value->span, value->span);
        break;
      case Kind::kUnknown:
      case Kind::kReference:
        Unknown(value);
        break;
      case Kind::kList: {
        const syntax::NodeId id = tree_.Open(syntax::Kind::kList, value->span);
        for (const Ref item : value->items) Write(item);
        tree_.Close(id, value->span.end);
        break;
      }
      case Kind::kChoice: {
        const syntax::NodeId id = tree_.Open(syntax::Kind::kChoice, value->span, GuardOf(value->guard));
        for (const Ref item : value->items) Write(item);
        tree_.Close(id, value->span.end);
        break;
      }
      case Kind::kObject:
        Object(value);
        break;
    }
  }

  void Object(Ref value) {
    const syntax::NodeId id = tree_.Open(syntax::Kind::kObject, value->span);
    for (const Field& field : value->fields) {
      Text name;
      AppendBytes(name, field.name, field.key);
      if (name.bytes.empty()) {
        tree_.Add(syntax::Kind::kString, field.key, {field.key.begin, field.key.begin});
      } else {
        Leaf(syntax::Kind::kString, field.key, name, 0);
      }
      Write(field.value);
    }
    tree_.Close(id, value->span.end);
  }

  // A text that is one unknown and nothing else is that unknown.
  void StringOf(Ref value) {
    const std::string& bytes = value->text.bytes;
    if (bytes.size() == 4 && bytes[0] == '\xF4' && pool_.HasHole(value->text)) {
      return Leaf(syntax::Kind::kUnknown, value->span, value->text, text::DecodeUtf8(bytes, 0).value);
    }
    if (bytes.empty()) {
      tree_.Add(syntax::Kind::kString, value->span, {value->span.begin, value->span.begin});
      return;
    }
    Leaf(syntax::Kind::kString, value->span, value->text, 0);
  }

  void Unknown(Ref value) {
    const char32_t hole = pool_.Hole(value);
    std::string bytes;
    text::AppendUtf8(bytes, hole);
    Text text;
    AppendBytes(text, bytes, value->span);
    Leaf(syntax::Kind::kUnknown, value->span, text, hole);
  }

  void Leaf(syntax::Kind kind, text::Span span, const Text& text, std::uint32_t link) {
    if (text.runs.size() == 1 && text.runs[0].from.empty() && text.runs[0].where.size() == text.bytes.size() &&
        pool_.sources().Text(text.runs[0].where) == text.bytes) {
      tree_.Add(kind, span, text.runs[0].where, link);
      return;
    }
    const auto at = static_cast<std::uint32_t>(all_.bytes.size());
    all_.bytes += text.bytes;
    for (text::Run run : text.runs) {
      run.at += at;
      all_.runs.push_back(run);
    }
    const text::Span place{at, static_cast<std::uint32_t>(all_.bytes.size())};
    later_.emplace_back(tree_.Add(kind, span, place, link), place);
  }

  std::uint32_t GuardOf(std::uint32_t guard) {
    const auto found = guards_.find(guard);
    if (found != guards_.end()) return found->second;
    const std::uint32_t added = tree_.AddGuard(pool_.guard(guard));
    guards_.emplace(guard, added);
    return added;
  }

  Pool& pool_;
  syntax::Tree& tree_;
  Text all_;
  std::vector<std::pair<syntax::NodeId, text::Span>> later_;
  std::map<std::uint32_t, std::uint32_t> guards_;
};

class JsonWriter {
 public:
  explicit JsonWriter(Pool& pool) : pool_(pool) {}

  void Write(Ref value) {
    switch (value->kind) {
      case Kind::kNull:
      case Kind::kAbsent:
        AppendBytes(out_, "null", value->span);
        break;
      case Kind::kBool:
        AppendBytes(out_, value->truth ? "true" : "false", value->span);
        break;
      case Kind::kNumber:
        Append(out_, value->text);
        break;
      case Kind::kString:
        Quoted(value->text, value->span);
        break;
      case Kind::kEncoded:
        Quoted(pool_.ToJson(value->items[0]), value->span);
        break;
      case Kind::kUnknown:
      case Kind::kReference:
      case Kind::kChoice:
        Append(out_, pool_.ToText(value, value->span));
        break;
      case Kind::kList:
        AppendBytes(out_, "[", value->span);
        for (std::size_t i = 0; i < value->items.size(); ++i) {
          if (i > 0) AppendBytes(out_, ",", value->span);
          Write(value->items[i]);
        }
        AppendBytes(out_, "]", value->span);
        break;
      case Kind::kObject:
        AppendBytes(out_, "{", value->span);
        for (std::size_t i = 0; i < value->fields.size(); ++i) {
          if (i > 0) AppendBytes(out_, ",", value->span);
          Text name;
          AppendBytes(name, value->fields[i].name, value->fields[i].key);
          Quoted(name, value->fields[i].key);
          AppendBytes(out_, ":", value->span);
          Write(value->fields[i].value);
        }
        AppendBytes(out_, "}", value->span);
        break;
    }
  }

  Text Take() { return std::move(out_); }

 private:
  void Quoted(const Text& text, text::Span span) {
    AppendBytes(out_, "\"", span);
    AppendEscaped(out_, text);
    AppendBytes(out_, "\"", span);
  }

  Pool& pool_;
  Text out_;
};

}  // namespace

syntax::Tree Pool::ToTree(Ref value) {
  syntax::Tree tree;
  tree.Reserve(value->weight);
  TreeWriter(*this, tree).Run(value);
  return tree;
}

Text Pool::ToJson(Ref value) {
  JsonWriter writer(*this);
  writer.Write(value);
  return writer.Take();
}

Text Pool::ToText(Ref value, text::Span where) {
  Text out;
  switch (value->kind) {
    case Kind::kString:
    case Kind::kNumber:
      return value->text;
    case Kind::kBool:
      AppendBytes(out, value->truth ? "true" : "false", value->span);
      return out;
    case Kind::kNull:
    case Kind::kAbsent:
      return out;
    case Kind::kEncoded:
      return ToJson(value->items[0]);
    case Kind::kUnknown:
    case Kind::kReference: {
      std::string bytes;
      text::AppendUtf8(bytes, Hole(value));
      AppendBytes(out, bytes, where);
      return out;
    }
    default:
      break;
  }
  // A list or a choice where a text belongs.
  const std::string reason = value->kind == Kind::kChoice ? "function:condition" : "undefined:text";
  return ToText(Unknown(reason, "", value->span), where);
}

Ref Pool::FromTree(const syntax::Tree& tree, syntax::NodeId id) {
  Anchors anchors;
  return FromTree(tree, id, anchors);
}

// Recursion is bounded by the limit on nesting of the readers. An alias stands after what it stands for.
Ref Pool::FromTree(const syntax::Tree& tree, syntax::NodeId id, Anchors& anchors) {
  const syntax::Node& node = tree[id];
  Value value;
  value.span = node.span;
  switch (node.kind) {
    case syntax::Kind::kBool:
      value.kind = Kind::kBool;
      value.truth = sources_.Text(node.text) == "true";
      break;
    case syntax::Kind::kNumber:
    case syntax::Kind::kString:
      value.kind = node.kind == syntax::Kind::kNumber ? Kind::kNumber : Kind::kString;
      value.text = TextAt(sources_, node.text);
      break;
    case syntax::Kind::kList:
      value.kind = Kind::kList;
      for (syntax::NodeId child = tree.First(id); child != syntax::kNone; child = tree.Next(id, child)) {
        value.items.push_back(FromTree(tree, child, anchors));
      }
      break;
    case syntax::Kind::kObject: {
      std::vector<Field> fields;
      for (syntax::NodeId key = tree.First(id); key != syntax::kNone; key = tree.Next(id, key + 1)) {
        fields.push_back(
            {std::string(sources_.Text(tree[key].text)), tree[key].span, FromTree(tree, key + 1, anchors)});
      }
      return Object(std::move(fields), node.span);
    }
    case syntax::Kind::kAlias: {
      const auto [known, is_new] = anchors.try_emplace(node.link, nullptr);
      if (!is_new && known->second == nullptr) return Refused("undefined:alias", node.span);  // it holds itself
      if (is_new) anchors[node.link] = FromTree(tree, node.link, anchors);
      return anchors[node.link];
    }
    case syntax::Kind::kUnknown: {
      value.kind = Kind::kString;  // a hole is a text that is not known
      value.text = TextAt(sources_, node.text);
      break;
    }
    default:
      break;
  }
  return Make(std::move(value));
}

}  // namespace iampolicy::carriers::terraform
