#ifndef IAMPOLICY_LIB_ACCESS_WITNESS_H_
#define IAMPOLICY_LIB_ACCESS_WITNESS_H_

// Rows become a request, the request is made as small as it can be, and the evaluator of single requests confirms it:
// what is shown is never wrong, whatever the tables said.

#include <cstddef>
#include <span>
#include <vector>

#include "lib/access/binding.h"
#include "lib/access/search.h"
#include "lib/access/tables.h"
#include "lib/policy/match.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

/// A row of a table of that dimension.
struct Chosen {
  Table::Dimension dimension = Table::Dimension::kAction;
  const Row* row = nullptr;
};

struct Confirmed {
  bool holds = false;
  policy::Request request;
  std::vector<std::size_t> granting;  ///< clauses that let it through, the first of each layer
  text::Mask refusing;                ///< clauses of no.deny that refuse it
};

/// A request with a hole in it cannot be evaluated; it stands on the tables alone. Where the statements do not say on
/// what, a resource is found that the action is usually called on.
Confirmed Confirm(std::span<const Chosen> chosen, Clauses clauses, const Row& first, const Goal& goal,
                  const Making& making, const Binding& binding, Mode mode);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_WITNESS_H_
