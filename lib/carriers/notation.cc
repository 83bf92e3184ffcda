// See notation.h.

#include "lib/carriers/notation.h"

#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/holes.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

void AppendQuoted(std::string& out, std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::DecodeUtf8(text, at);
    switch (point.value) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        if (point.value < 0x20) {
          out += "\\u00";
          out += kHex[point.value >> 4];
          out += kHex[point.value & 15];
        } else {
          text::AppendUtf8(out, point.value);
        }
    }
    at += point.length;
  }
  out += '"';
}

void AppendUnknown(std::string& out, const text::Hole& hole) {
  out += "{\"$unknown\":";
  AppendQuoted(out, hole.reason);
  out += '}';
}

class Writer {
 public:
  Writer(const syntax::Tree& tree, const text::Sources& sources) : tree_(tree), sources_(sources) {}

  std::string Run(NodeId root) {
    todo_.push_back({root, {}});
    while (!todo_.empty()) {
      const Step step = todo_.back();
      todo_.pop_back();
      out_ += step.before;
      if (step.node != kNone) Visit(step.node);
    }
    return std::move(out_);
  }

 private:
  // Text to write, then a node where there is one.
  struct Step {
    NodeId node = kNone;
    std::string before;
  };

  void Visit(NodeId id) {
    const syntax::Node& node = tree_[id];
    switch (node.kind) {
      case Kind::kNull:
        out_ += "null";
        break;
      case Kind::kBool:
      case Kind::kNumber:
        out_ += sources_.Text(node.text);
        break;
      case Kind::kString:
        Text(sources_.Text(node.text));
        break;
      case Kind::kUnknown:
        Piece({}, IsEmptyDefault(sources_.hole(node.link)) ? nullptr : &sources_.hole(node.link));
        break;
      case Kind::kAbsent:
        out_ += "{\"$absent\":true}";
        break;
      case Kind::kAlias:  // never in a resolved tree
        out_ += "null";
        break;
      case Kind::kList:
        List(id);
        break;
      case Kind::kObject:
        Object(id);
        break;
      case Kind::kChoice:
        Choice(id);
        break;
    }
  }

  // A string with unknown parts is a concatenation.
  void Text(std::string_view text) {
    struct Part {
      std::string known;
      const text::Hole* hole = nullptr;
    };
    std::vector<Part> parts;
    for (std::size_t at = 0; at < text.size();) {
      const text::CodePoint point = text::DecodeUtf8(text, at);
      const text::Hole* hole = sources_.IsHole(point.value) ? &sources_.hole(point.value) : nullptr;
      if (hole != nullptr && IsEmptyDefault(*hole)) {
        // nothing to show
      } else if (hole != nullptr && !hole->known) {
        parts.push_back({{}, hole});
      } else {
        if (parts.empty() || parts.back().hole != nullptr) parts.push_back({});
        parts.back().known += hole != nullptr ? std::string_view(*hole->known) : text.substr(at, point.length);
      }
      at += point.length;
    }
    if (parts.empty()) return AppendQuoted(out_, "");
    if (parts.size() == 1) return Piece(parts[0].known, parts[0].hole);
    out_ += "{\"$concat\":[";
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i > 0) out_ += ',';
      Piece(parts[i].known, parts[i].hole);
    }
    out_ += "]}";
  }
  static bool IsEmptyDefault(const text::Hole& hole) {
    return std::string_view(hole.reason).substr(0, kEmptyDefault.size()) == kEmptyDefault;
  }
  void Piece(std::string_view known, const text::Hole* hole) {
    if (hole != nullptr) {
      AppendUnknown(out_, *hole);
    } else {
      AppendQuoted(out_, known);
    }
  }

  void Push(std::vector<Step> steps) {
    for (auto step = steps.rbegin(); step != steps.rend(); ++step) todo_.push_back(std::move(*step));
  }

  void List(NodeId id) {
    std::vector<Step> steps;
    for (NodeId child = tree_.First(id); child != kNone; child = tree_.Next(id, child)) {
      steps.push_back({child, steps.empty() ? "[" : ","});
    }
    steps.push_back({kNone, steps.empty() ? "[]" : "]"});
    Push(std::move(steps));
  }

  void Object(NodeId id) {
    std::unordered_map<std::string_view, NodeId> last;
    for (NodeId key = tree_.First(id); key != kNone; key = tree_.Next(id, key + 1)) {
      last[sources_.Text(tree_[key].text)] = key;
    }
    std::vector<Step> steps;
    for (NodeId key = tree_.First(id); key != kNone; key = tree_.Next(id, key + 1)) {
      const std::string_view name = sources_.Text(tree_[key].text);
      if (last[name] != key) continue;
      std::string before = steps.empty() ? "{" : ",";
      AppendQuoted(before, name);
      before += ':';
      steps.push_back({key + 1, std::move(before)});
    }
    steps.push_back({kNone, steps.empty() ? "{}" : "}"});
    Push(std::move(steps));
  }

  void Choice(NodeId id) {
    const NodeId then = tree_.First(id);
    if (AsksForStatements(tree_.guards()[tree_[id].link].name)) return Push(std::vector<Step>{{then, ""}});
    std::string before = "{\"$if\":{\"condition\":";
    AppendQuoted(before, tree_.guards()[tree_[id].link].name);
    before += ",\"then\":";
    Push({{then, std::move(before)}, {tree_.Next(id, then), ",\"else\":"}, {kNone, "}}"}});
  }

  const syntax::Tree& tree_;
  const text::Sources& sources_;
  std::string out_;
  std::vector<Step> todo_;
};

}  // namespace

std::string ToNotation(const syntax::Tree& tree, NodeId root, const text::Sources& sources) {
  return Writer(tree, sources).Run(root);
}

}  // namespace iampolicy::carriers
