// Terraform's JSON notation. There is no telling a block from an argument by its looks, so every member that could be
// either is both: an argument with a value, and blocks over the same nodes.

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "lib/syntax/hcl.h"
#include "lib/syntax/hcl_parser.h"
#include "lib/syntax/json.h"

namespace iampolicy::syntax {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 8> kLabels = {{{"resource", 2},
                                                                      {"data", 2},
                                                                      {"variable", 1},
                                                                      {"module", 1},
                                                                      {"output", 1},
                                                                      {"provider", 1},
                                                                      {"locals", 0},
                                                                      {"terraform", 0}}};

class JsonNotation {
 public:
  JsonNotation(text::Sources& sources, text::Span text) : sources_(sources), text_(text) {}

  HclFile Run() {
    file_.blocks.push_back({});
    file_.blocks[0].span = text_;
    Parsed parsed = ReadJson(sources_, text_, kHostLimits);
    if (!parsed.complete) {
      Refuse(parsed);
      return std::move(file_);
    }
    tree_ = std::move(parsed.tree);
    if (tree_[0].kind != Kind::kObject) {
      file_.errors.push_back(
          {tree_[0].span, "found a value that is no object, expected the blocks of a configuration"});
      return std::move(file_);
    }
    const HclId value = Value(0);
    Body(0, value, true);
    return std::move(file_);
  }

 private:
  void Refuse(const Parsed& parsed) {
    HclError error{text_, "is not JSON"};
    if (!parsed.problems.empty()) {
      const text::Problem& last = parsed.problems.back();
      error.span = last.span;
      error.message = std::string(last.kind);
      if (!last.got.empty()) error.message += ": found " + last.got;
      if (!last.expected.empty()) error.message += ", expected " + last.expected;
    }
    file_.errors.push_back(std::move(error));
  }

  HclId Add(HclNode::Kind kind, HclId low, text::Span span, text::Span content,
            const std::vector<HclId>& children = {}) {
    HclNode node;
    node.kind = kind;
    node.span = span;
    node.text = content;
    node.low = low;
    node.first = static_cast<std::uint32_t>(file_.children.size());
    node.count = static_cast<std::uint32_t>(children.size());
    file_.children.insert(file_.children.end(), children.begin(), children.end());
    file_.nodes.push_back(node);
    return static_cast<HclId>(file_.nodes.size() - 1);
  }

  // Recursion is bounded by the limit on nesting of the JSON reader.
  HclId Value(NodeId id) {
    const Node& node = tree_[id];
    const auto low = static_cast<HclId>(file_.nodes.size());
    std::vector<HclId> children;
    switch (node.kind) {
      case Kind::kBool:
        return Add(HclNode::Kind::kBool, low, node.span, node.text);
      case Kind::kNumber:
        return Add(HclNode::Kind::kNumber, low, node.span, node.text);
      case Kind::kString:
        return String(node);
      case Kind::kList:
        for (NodeId child = tree_.First(id); child != kNone; child = tree_.Next(id, child)) {
          children.push_back(Value(child));
        }
        return Add(HclNode::Kind::kList, low, node.span, node.span, children);
      case Kind::kObject:
        for (NodeId key = tree_.First(id); key != kNone; key = tree_.Next(id, key + 1)) {
          const HclId name =
              Add(HclNode::Kind::kText, static_cast<HclId>(file_.nodes.size()), tree_[key].span, tree_[key].text);
          children.push_back(name);
          children.push_back(Value(key + 1));
        }
        return Add(HclNode::Kind::kObject, low, node.span, node.span, children);
      default:
        return Add(HclNode::Kind::kNull, low, node.span, node.span);
    }
  }

  HclId String(const Node& node) {
    const auto low = static_cast<HclId>(file_.nodes.size());
    const std::string_view text = sources_.Text(node.text);
    if (text.find("${") == std::string_view::npos && text.find("%{") == std::string_view::npos) {
      std::vector<HclId> parts;
      if (!text.empty()) parts.push_back(Add(HclNode::Kind::kText, low, node.text, node.text));
      return Add(HclNode::Kind::kTemplate, low, node.span, node.span, parts);
    }
    HclParser parser(sources_, node.text, file_);
    const HclId id = parser.WholeTemplate();
    parser.Finish();
    return id;
  }

  bool IsObject(HclId id) const { return file_.nodes[id].kind == HclNode::Kind::kObject; }
  std::string_view NameOf(HclId key) const { return sources_.Text(file_.nodes[key].text); }

  // The objects that a value stands for as blocks: itself, or the elements of a list.
  std::vector<HclId> Objects(HclId value) const {
    if (IsObject(value)) return {value};
    std::vector<HclId> objects;
    if (file_.nodes[value].kind != HclNode::Kind::kList) return objects;
    for (const HclId element : file_.Children(value)) {
      if (!IsObject(element)) return {};
      objects.push_back(element);
    }
    return objects;
  }

  // Keys and values of an object; a copy, as nodes are not added but blocks are.
  std::vector<std::pair<HclId, HclId>> Members(HclId object) const {
    std::vector<std::pair<HclId, HclId>> members;
    const auto children = file_.Children(object);
    for (std::size_t i = 0; i + 1 < children.size(); i += 2) members.emplace_back(children[i], children[i + 1]);
    return members;
  }

  void Body(std::uint32_t block, HclId object, bool is_file) {
    for (const auto& [key, value] : Members(object)) {
      const std::string_view name = NameOf(key);
      if (name == "//") continue;
      const text::Span span{file_.nodes[key].span.begin, file_.nodes[value].span.end};
      file_.blocks[block].attributes.push_back({file_.nodes[key].text, span, value});
      int labels = name == "dynamic" && !is_file ? 1 : 0;
      for (const auto& [type, count] : kLabels) {
        if (is_file && type == name) labels = count;
      }
      Blocks(block, file_.nodes[key].text, {}, labels, value);
    }
  }

  // Each level of labels is an object with the labels as names, or a list of such objects.
  void Blocks(std::uint32_t parent, text::Span type, const std::vector<text::Span>& labels, int missing, HclId value) {
    for (const HclId object : Objects(value)) {
      if (missing > 0) {
        for (const auto& [key, inner] : Members(object)) {
          if (NameOf(key) == "//") continue;
          std::vector<text::Span> more = labels;
          more.push_back(file_.nodes[key].text);
          Blocks(parent, type, more, missing - 1, inner);
        }
        continue;
      }
      const auto index = static_cast<std::uint32_t>(file_.blocks.size());
      HclBlock added;
      added.type = type;
      added.labels = labels;
      added.span = file_.nodes[object].span;
      file_.blocks.push_back(std::move(added));
      file_.blocks[parent].blocks.push_back(index);
      Body(index, object, false);
    }
  }

  text::Sources& sources_;
  text::Span text_;
  Tree tree_;
  HclFile file_;
};

}  // namespace

HclFile ReadHclJson(text::Sources& sources, text::Span text) { return JsonNotation(sources, text).Run(); }

}  // namespace iampolicy::syntax
