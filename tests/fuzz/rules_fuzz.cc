// Any bytes as a rule file: loading never fails but with findings; what is accepted can be run, described by its own
// source, and compiled again to the same words.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/catalog/catalog.h"
#include "lib/rules/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace iampolicy;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const catalog::Catalog catalog = catalog::Catalog::BuiltIn();
  const rules::Compiled nothing = rules::EmptyPack();
  const rules::PackView base(nothing.tables());
  const RuleFile files[] = {{"family/name.json", bytes}};
  const rules::LoadResult loaded = rules::Load(base, files, catalog);
  if (!loaded.problems.empty()) return 0;
  rules::Test(base, files, catalog);
  const rules::PackView pack(loaded.pack.tables());
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    const std::string name = std::string(pack[i].id()) + ".json";
    const RuleFile again[] = {{name, pack[i].source()}};
    const rules::LoadResult second = rules::Load(base, again, catalog);
    // The rules of a list may name one another; the rules of a set file need the sets.
    if (pack.size() == 1 && pack.set_count() == 0 && !second.problems.empty()) std::abort();
  }
  return 0;
}
