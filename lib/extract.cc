// The pipeline up to the carriers: which policies are there.

#include <iampolicy/extract.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/carrier_options.h"
#include "lib/carriers/carrier.h"
#include "lib/carriers/documents.h"
#include "lib/carriers/notation.h"
#include "lib/policy/build.h"
#include "lib/syntax/host_kinds.h"
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
  if (policy.resource_type.empty() && policy.kind == PolicyKind::kTrust) {
    policy.resource_type = "AWS::IAM::AssumeRolePolicyDocument";
  }
  policy.start = sources.Locate(document.span).start;
  policy.document = carriers::ToNotation(document.tree, document.root, sources);
  policy.synthesized = document.synthesized;
  policy.reconstructed = document.reconstructed;
  policy.before_change = document.before_change;
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
  const auto fail = [&sources](ExtractedFile& file, text::Span at, std::string message) {
    const Position start = sources.Locate(at).start;
    if (!file.error) file.error = ExtractError{start.line, start.column, std::move(message)};
  };
  const carriers::Extraction found = carriers::Extract(sources, texts, ToCarrierOptions(options), read_file);
  for (const carriers::Document& document : found.documents) {
    ExtractedFile& file = entry(document.file);
    if (document.attached_by_name) {
      for (const text::Problem& one : document.problems) {
        file.notes.push_back({sources.Locate(one.span).start.line, carriers::Describe(one)});
      }
      continue;
    }
    if (!document.readable) {
      const bool has_reason = !document.problems.empty();
      const text::Span at = has_reason ? document.problems.back().span : document.span;
      std::string message = has_reason ? carriers::Describe(document.problems.back()) : "is not JSON";
      // One bad text among what a file holds is no reason to call the file unread.
      if (document.kind_given && !document.owners.empty()) {
        file.notes.push_back({sources.Locate(at).start.line, std::move(message)});
      } else {
        fail(file, at, std::move(message));
      }
      continue;
    }
    // A policy that only this reader can read is none to AWS.
    const auto lapse = std::find_if(document.problems.begin(), document.problems.end(), [](const text::Problem& one) {
      return one.kind == "trailing-comma" || one.kind == "comment" || one.kind == "trailing-content";
    });
    if (lapse != document.problems.end()) {
      fail(file, lapse->span, carriers::Describe(*lapse));
      continue;
    }
    for (const text::Problem& problem : document.problems) {
      if (problem.kind == syntax::kUnknownDocument) continue;  // the document says so itself
      file.notes.push_back({sources.Locate(problem.span).start.line, carriers::Describe(problem)});
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
  for (const carriers::ReadError& error : found.errors) fail(entry(error.file), error.at, error.message);
  for (const carriers::PassedOver& passed : found.passed_over) {
    if (passed.is_unreadable) fail(entry(passed.file), passed.at, passed.message);
  }
  for (const carriers::Incomplete& incomplete : found.incomplete) {
    ExtractedFile& file = entry(incomplete.file);
    if (!file.error) file.error = ExtractError{1, 1, incomplete.reason};
  }
  for (const text::Problem& problem : found.problems) {
    const text::Span at = sources.InFile(problem.span);
    const std::string_view name = sources.Locate(at).file;
    entry(name).notes.push_back({sources.Locate(at).start.line, carriers::Describe(problem)});
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
