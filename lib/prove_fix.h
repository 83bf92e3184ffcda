#ifndef IAMPOLICY_LIB_PROVE_FIX_H_
#define IAMPOLICY_LIB_PROVE_FIX_H_

// Whether a repair does what it says. The edits are made in the file's bytes, the unit is read again from the start,
// and the policy found in the same place is compared: nothing about quotes, commas or indentation is taken on trust.

#include <cstddef>
#include <map>
#include <span>
#include <string>

#include <iampolicy/analyzer.h>
#include <iampolicy/types.h>

#include "lib/carriers/carrier.h"
#include "lib/catalog/catalog.h"
#include "lib/text/sources.h"

namespace iampolicy {
inline namespace v0 {

/// For one unit; what it is given must outlive it. Bounded: after 16 MiB of text read again it proves nothing more.
class FixProver {
 public:
  FixProver(std::span<const Input> inputs, const ReadFile& read_file, const carriers::Options& options,
            const catalog::Catalog& catalog)
      : inputs_(inputs), read_file_(read_file), options_(options), catalog_(catalog) {}

  /// Whether after the edits every document is still found where it was, the policy of this one has no more problems
  /// than before, and what it allows and refuses is the same (kEquivalent) or allows no more and refuses no less
  /// (kNarrowing). What cannot be decided does not hold.
  bool Holds(const carriers::Extraction& before, const text::Sources& sources, std::size_t document, const Fix& fix);

 private:
  bool Prove(const carriers::Extraction& before, const text::Sources& sources, std::size_t document, const Fix& fix,
             const std::string& edited);

  std::span<const Input> inputs_;
  const ReadFile& read_file_;
  const carriers::Options& options_;
  const catalog::Catalog& catalog_;
  std::size_t read_again_ = 0;
  std::map<std::string, bool> known_;  // several rules may offer the same edits
};

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_PROVE_FIX_H_
