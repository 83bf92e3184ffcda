// The dispatcher: each text goes to the carrier that knows it.

#include <iterator>
#include <utility>

#include "lib/carriers/carrier.h"

namespace iampolicy::carriers {
namespace {

template <class T>
void Move(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Indices of identities count from the documents that were there before.
void Add(Extraction found, Extraction& all) {
  const auto first = static_cast<std::uint32_t>(all.documents.size());
  for (Identity& identity : found.identities) {
    for (auto* list : {&identity.attached, &identity.boundary, &identity.scps, &identity.trust}) {
      for (std::uint32_t& index : *list) index += first;
    }
  }
  Move(found.documents, all.documents);
  Move(found.identities, all.identities);
  Move(found.suppressions, all.suppressions);
  Move(found.problems, all.problems);
  Move(found.incomplete, all.incomplete);
  Move(found.passed_over, all.passed_over);
  Move(found.notes, all.notes);
  Move(found.errors, all.errors);
}

}  // namespace

Extraction Extract(text::Sources& sources, std::span<const Source> unit, const Options&, const ReadFile&) {
  Extraction all;
  for (const Source& source : unit) Add(ExtractPlain(sources, source), all);
  return all;
}

}  // namespace iampolicy::carriers
