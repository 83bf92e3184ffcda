// The pipeline up to the carriers: which policies are there.

#include <iampolicy/extract.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/carrier_options.h"
#include "lib/carriers/carrier.h"
#include "lib/carriers/notation.h"
#include "lib/policy/build.h"
#include "lib/text/sources.h"

namespace iampolicy {
inline namespace v0 {
namespace {

ExtractedPolicy ToPolicy(const carriers::Document& document, const text::Sources& sources) {
  ExtractedPolicy policy;
  policy.path = document.path;
  policy.kind = document.kind;
  if (policy.kind == PolicyKind::kUnknown && !document.tree.empty()) {
    const policy::Given given{document.kind, document.resource_type, document.file};
    policy.kind = policy::Build(document.tree, document.root, sources, given).kind;
  }
  policy.resource_type = document.resource_type;
  policy.start = sources.Locate(document.span).start;
  policy.document = carriers::ToNotation(document.tree, document.root, sources);
  policy.synthesized = document.synthesized;
  policy.reconstructed = document.reconstructed;
  return policy;
}

}  // namespace

std::vector<ExtractedFile> Extract(std::span<const Input> unit, const Options& options, const ReadFile& read_file) {
  text::Sources sources;
  std::vector<ExtractedFile> files;
  std::vector<carriers::Source> texts;
  for (const Input& input : unit) {
    files.push_back({std::string(input.name), std::nullopt, {}, {}});
    const auto span = sources.AddFile(input.name, input.bytes);
    if (span) {
      texts.push_back({input.name, *span, input.kind, input.resource_type});
    } else {
      files.back().error = ExtractError{1, 1, "more than 4 GiB of text in what is analysed together"};
    }
  }
  const auto entry = [&files](std::string_view name) -> ExtractedFile& {
    const auto found = std::find_if(files.begin(), files.end(), [name](const auto& file) { return file.file == name; });
    if (found != files.end()) return *found;
    files.push_back({std::string(name), std::nullopt, {}, {}});
    return files.back();
  };
  const carriers::Extraction found = carriers::Extract(sources, texts, ToCarrierOptions(options), read_file);
  for (const carriers::Document& document : found.documents) {
    ExtractedFile& file = entry(document.file);
    if (!document.readable) {
      const text::Span at = document.problems.empty() ? document.span : document.problems.back().span;
      const Position start = sources.Locate(at).start;
      if (!file.error) file.error = ExtractError{start.line, start.column, UnreadableReason(document)};
      continue;
    }
    if (document.owners.empty()) {
      file.policies.push_back(ToPolicy(document, sources));
      file.policies.back().owner = document.path;
    }
    for (const std::string& owner : document.owners) {
      file.policies.push_back(ToPolicy(document, sources));
      file.policies.back().owner = owner;
    }
  }
  for (const carriers::ReadError& error : found.errors) {
    ExtractedFile& file = entry(error.file);
    const Position start = sources.Locate(error.at).start;
    if (!file.error) file.error = ExtractError{start.line, start.column, error.message};
  }
  for (const carriers::Incomplete& incomplete : found.incomplete) {
    ExtractedFile& file = entry(incomplete.file);
    if (!file.error) file.error = ExtractError{1, 1, incomplete.reason};
  }
  for (const carriers::Note& note : found.notes) {
    entry(note.file).notes.push_back({sources.Locate(note.at).start.line, note.message});
  }
  for (ExtractedFile& file : files) {
    std::stable_sort(file.policies.begin(), file.policies.end(),
                     [](const auto& a, const auto& b) { return a.start.offset < b.start.offset; });
  }
  return files;
}

}  // namespace v0
}  // namespace iampolicy
