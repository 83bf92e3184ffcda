// The YAML reader: it must end, and what it makes must be a tree whose places lie in the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/syntax/yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace syntax = iampolicy::syntax;
  iampolicy::text::Sources sources;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto span = sources.AddFile("fuzz.yaml", bytes);
  if (!span) return 0;
  const syntax::ParsedYaml parsed = syntax::ReadYaml(sources, *span);
  for (const syntax::Tree& tree : parsed.documents) {
    for (syntax::NodeId id = 0; id < tree.size(); ++id) {
      const syntax::Node& node = tree[id];
      if (node.extent == 0 || node.extent > tree.size() - id) std::abort();
      if (node.kind == syntax::Kind::kAlias && node.link >= tree.size()) std::abort();
      if (node.span.begin < span->begin || node.span.end > span->end || node.span.begin > node.span.end) std::abort();
      const auto place = sources.Locate(node.text);
      if (place.start.offset > size || place.end.offset > size) std::abort();
    }
  }
  if (!parsed.complete && parsed.problems.empty()) std::abort();
  return 0;
}
