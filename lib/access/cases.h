#ifndef IAMPOLICY_LIB_ACCESS_CASES_H_
#define IAMPOLICY_LIB_ACCESS_CASES_H_

// Policy variables tie a context key to resources and other keys, so the search is run once for each way the keys they
// name can be: absent; each literal that a test or a pattern sets against them; and, for what is left, one case for all
// values that the key's own tests treat alike. Such an open case is tried with sample texts, which can only find a
// witness, and proved with the variable left open.

#include <cstddef>
#include <string>
#include <vector>

#include "lib/access/binding.h"
#include "lib/access/tables.h"

namespace iampolicy::access {

struct Case {
  Binding binding;               ///< with is_open where a value stands for many
  std::vector<Binding> samples;  ///< the same with texts in place of what is open; empty where nothing is
};

/// All cases; one without values where the clauses use no variables. An error beyond `max_cases`.
Result<std::vector<Case>> CasesOf(Clauses clauses, const Making& making, std::size_t max_cases);

/// The one case in which every variable is open, with one sample.
Case OpenCaseOf(Clauses clauses, const Making& making);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_CASES_H_
