// Any bytes, read as HCL, as its JSON notation and as one template: no crash, nodes in postorder, spans inside the
// text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/syntax/hcl.h"

namespace {

using namespace iampolicy;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(const syntax::HclFile& file, text::Span text, const text::Sources& sources) {
  Require(!file.blocks.empty());
  Require(file.errors.size() <= 20);
  for (syntax::HclId id = 0; id < file.nodes.size(); ++id) {
    const syntax::HclNode& node = file.nodes[id];
    Require(node.low <= id && node.first + node.count <= file.children.size());
    Require(node.span.begin <= node.span.end && node.text.begin <= node.text.end);
    for (const syntax::HclId child : file.Children(id)) Require(child < id && child >= node.low);
  }
  for (const syntax::HclError& error : file.errors) {
    Require(error.span.begin >= text.begin && error.span.end <= text.end && !error.message.empty());
    sources.Locate(error.span);
  }
  for (std::size_t i = 0; i < file.blocks.size(); ++i) {
    for (const std::uint32_t inner : file.blocks[i].blocks) Require(inner > i && inner < file.blocks.size());
    for (const syntax::HclAttribute& one : file.blocks[i].attributes) Require(one.value < file.nodes.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (const bool is_json : {false, true}) {
    text::Sources sources;
    const text::Span text = *sources.AddFile("main.tf", bytes);
    Check(is_json ? syntax::ReadHclJson(sources, text) : syntax::ReadHcl(sources, text), text, sources);
  }
  return 0;
}
