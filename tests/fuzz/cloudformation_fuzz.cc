// Every carrier behind the one door. The first byte says what the file is called. Whatever comes must end in documents
// whose places lie in the file and which can be written out.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/carriers/carrier.h"
#include "lib/carriers/notation.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace carriers = iampolicy::carriers;
  if (size == 0) return 0;
  constexpr std::string_view kNames[] = {"a.yaml", "a.json", "serverless.yml", "-"};
  const std::string_view name = kNames[data[0] % 4];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  iampolicy::text::Sources sources;
  const auto span = sources.AddFile(name, bytes);
  if (!span) return 0;
  const carriers::Source source{name, *span, iampolicy::PolicyKind::kUnknown, ""};
  const carriers::Extraction found = carriers::Extract(sources, {&source, 1}, {}, {});
  for (const carriers::Document& document : found.documents) {
    if (document.readable && document.tree.empty()) std::abort();
    sources.Locate(document.span);
    if (!document.tree.empty()) carriers::ToNotation(document.tree, document.root, sources);
  }
  for (const carriers::Identity& identity : found.identities) {
    for (const auto* list : {&identity.attached, &identity.boundary, &identity.trust}) {
      for (const std::uint32_t one : *list) {
        if (one >= found.documents.size()) std::abort();
      }
    }
  }
  return 0;
}
