#ifndef IAMPOLICY_LIB_ACCESS_STRUCTURE_H_
#define IAMPOLICY_LIB_ACCESS_STRUCTURE_H_

// What could be taken out of a policy without changing what it means, and what in it never takes effect. Every answer
// is kTrue only where it is proved for all requests and all values of holes.

#include <cstdint>
#include <memory>
#include <string_view>

#include "lib/access/question.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// An answer with the statement that explains it.
struct Proof {
  text::Truth truth = text::Truth::kFalse;
  /// Index of the statement that covers or refuses it, where a single one does; kNobody where it takes several.
  std::uint32_t by = kNobody;
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;
};

/// An element of a statement that is a list.
enum class Element : std::uint8_t { kAction, kNotAction, kResource, kNotResource, kPrincipal, kNotPrincipal };

/// Questions about one policy, its tables shared between them. Not shareable between threads; the policy must outlive
/// it. Statements and entries are named by index.
class Structure {
 public:
  Structure(const policy::Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources);
  ~Structure();
  Structure(Structure&&) noexcept;
  Structure& operator=(Structure&&) noexcept;

  /// Taking the statement out changes nothing: an Allow whose requests others let through (or Denies refuse), a Deny
  /// whose requests no Allow lets through or other Denies refuse. Of two equal statements the later one is redundant.
  Proof IsRedundant(std::uint32_t statement);
  /// Taking the entry out of its list changes nothing for the statement itself: the others cover it. Of two equal
  /// entries the later one. `by` is the index of the covering entry.
  Proof IsEntryRedundant(std::uint32_t statement, Element element, std::uint32_t entry);
  /// Taking the value out of its condition changes nothing for the condition. `by` is unused.
  Proof IsValueRedundant(std::uint32_t statement, std::uint32_t condition, std::uint32_t value);
  /// An Allow all of whose requests Denies refuse, though it has some. `by` is the Deny.
  Proof IsShadowed(std::uint32_t statement);
  /// No request meets the statement at all: contradictory conditions, empty lists, principals that cannot be.
  Proof IsDead(std::uint32_t statement);
  /// A Deny that refuses nothing that an Allow of the policy lets through. Only telling where the policy stands alone.
  Proof DeniesNothing(std::uint32_t statement);
  /// The condition holds for every request that the rest of the statement takes.
  Proof IsConditionVacuous(std::uint32_t statement, std::uint32_t condition);
  /// The conditions of the statement exclude each other.
  Proof AreConditionsContradictory(std::uint32_t statement);
  /// A resource policy after which nobody, the account's root included, may change it: Denies refuse everyone the
  /// action (s3:PutBucketPolicy, kms:PutKeyPolicy, ...) that would. `action`: that action.
  Proof LocksOut(std::string_view action);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_STRUCTURE_H_
