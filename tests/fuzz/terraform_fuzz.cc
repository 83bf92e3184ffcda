// Any bytes, as source, as JSON source, as a plan: no crash, bounded work, every document with a place in the file. A
// text after a line "---" is the file of a local module.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "lib/carriers/notation.h"
#include "lib/carriers/plan.h"
#include "lib/carriers/terraform.h"
#include "lib/syntax/json.h"

namespace {

using namespace iampolicy;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(const carriers::Extraction& found, const text::Sources& sources) {
  const auto count = static_cast<std::uint32_t>(found.documents.size());
  for (const carriers::Document& document : found.documents) {
    Require(!document.owners.empty());
    if (document.readable) carriers::ToNotation(document.tree, document.root, sources);
    Require(sources.Locate(document.span).file == document.file);
    for (syntax::NodeId id = 0; id < document.tree.size(); ++id) {
      Require(id + document.tree[id].extent <= document.tree.size());
      sources.Locate(document.tree[id].span);
    }
  }
  for (const carriers::Identity& identity : found.identities) {
    for (const auto* list : {&identity.attached, &identity.boundary, &identity.trust}) {
      Require(std::all_of(list->begin(), list->end(), [count](std::uint32_t one) { return one < count; }));
    }
  }
  for (const carriers::Suppression& one : found.suppressions) Require(one.covers.begin <= one.covers.end);
}

void Source(std::string_view name, std::string_view bytes, const carriers::ReadFile& read_file) {
  text::Sources sources;
  const carriers::Source source{name, *sources.AddFile(name, bytes), PolicyKind::kUnknown, ""};
  Check(carriers::ExtractTerraform(sources, {&source, 1}, {}, read_file), sources);
}

void Plan(std::string_view bytes) {
  text::Sources sources;
  const carriers::Source source{"plan.json", *sources.AddFile("plan.json", bytes), PolicyKind::kUnknown, ""};
  const syntax::Parsed parsed = syntax::ReadJson(sources, source.text, syntax::kHostLimits);
  if (!parsed.complete || !carriers::IsPlan(parsed.tree, sources)) return;
  carriers::Options options;
  options.changes = true;
  Check(carriers::ExtractPlan(sources, source, parsed.tree, options), sources);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(bytes.find("\n---\n"), bytes.size());
  const std::string module(bytes.substr(std::min(cut + 5, bytes.size())));
  const carriers::ReadFile read_file = [&](std::string_view name) -> std::optional<std::string> {
    if (name.substr(name.size() - 1) == "/") return "main.tf\n";
    return module.empty() ? std::nullopt : std::optional(module);
  };
  Source("main.tf", bytes.substr(0, cut), read_file);
  Source("main.tf.json", bytes, {});
  Plan(bytes);
  return 0;
}
