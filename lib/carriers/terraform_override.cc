#include "lib/carriers/terraform_override.h"

#include <algorithm>
#include <utility>

namespace iampolicy::carriers::terraform {
namespace {

class Merger {
 public:
  explicit Merger(const text::Sources& sources) : sources_(sources) {}

  syntax::HclFile Run(const Body& below, const Body& above) {
    Add(below);
    for (const syntax::HclAttribute& one : above.get().attributes) {
      auto& attributes = out_.blocks[0].attributes;
      const auto is_same = [&](const syntax::HclAttribute& other) {
        return sources_.Text(other.name) == sources_.Text(one.name);
      };
      attributes.erase(std::remove_if(attributes.begin(), attributes.end(), is_same), attributes.end());
      attributes.push_back({one.name, one.span, Copied(*above.file, one.value)});
    }
    auto& blocks = out_.blocks[0].blocks;
    const auto is_replaced = [&](std::uint32_t index) {
      const std::string_view type = TypeOf(out_.blocks[index]);
      return std::any_of(above.get().blocks.begin(), above.get().blocks.end(),
                         [&](std::uint32_t other) { return TypeOf(above.file->blocks[other]) == type; });
    };
    blocks.erase(std::remove_if(blocks.begin(), blocks.end(), is_replaced), blocks.end());
    for (const std::uint32_t inner : above.get().blocks) {
      const std::uint32_t added = Add({above.file, inner});
      out_.blocks[0].blocks.push_back(added);
    }
    return std::move(out_);
  }

 private:
  // Of a dynamic block: what it makes.
  std::string_view TypeOf(const syntax::HclBlock& block) const {
    const std::string_view type = sources_.Text(block.type);
    return type == "dynamic" && block.labels.size() == 1 ? sources_.Text(block.labels[0]) : type;
  }

  // A copy of a block with all that is in it. Recursion is bounded by the reader.
  std::uint32_t Add(const Body& body) {
    const auto index = static_cast<std::uint32_t>(out_.blocks.size());
    out_.blocks.push_back(body.get());
    for (syntax::HclAttribute& one : out_.blocks[index].attributes) one.value = Copied(*body.file, one.value);
    for (std::size_t i = 0; i < body.get().blocks.size(); ++i) {
      const std::uint32_t added = Add({body.file, body.get().blocks[i]});
      out_.blocks[index].blocks[i] = added;
    }
    return index;
  }

  // The nodes of an expression lie together.
  syntax::HclId Copied(const syntax::HclFile& from, syntax::HclId id) {
    const syntax::HclId low = from.nodes[id].low;
    const auto moved = static_cast<std::uint32_t>(out_.nodes.size()) - low;  // may wrap around, and back
    for (syntax::HclId one = low; one <= id; ++one) {
      syntax::HclNode node = from.nodes[one];
      const auto first = static_cast<std::uint32_t>(out_.children.size());
      for (const syntax::HclId child : from.Children(one)) out_.children.push_back(child + moved);
      node.low += moved;
      node.first = first;
      out_.nodes.push_back(node);
    }
    return id + moved;
  }

  const text::Sources& sources_;
  syntax::HclFile out_;
};

}  // namespace

syntax::HclFile Overridden(const Body& below, const Body& above, const text::Sources& sources) {
  return Merger(sources).Run(below, above);
}

}  // namespace iampolicy::carriers::terraform
