#ifndef IAMPOLICY_LIB_RULES_ARGUMENT_H_
#define IAMPOLICY_LIB_RULES_ARGUMENT_H_

// What a rule file gives a predicate: compiled, a few integers and pieces of text. An Argument is a view; reading it
// costs nothing and allocates nothing.

#include <cstdint>
#include <span>
#include <string_view>

#include "lib/catalog/catalog.h"

namespace iampolicy::rules {

/// What a predicate takes. The loader checks the value against it, with a caret diagnostic where it does not fit.
enum class ArgumentType : std::uint8_t {
  kFlag,       ///< true or false; with false the predicate's answer is turned round (the test sees true)
  kNumber,     ///< a number, or {"at_least","at_most","more_than","less_than","eq"}: see Holds()
  kText,       ///< one string
  kTexts,      ///< a string or a list of strings
  kPatterns,   ///< the same, each an IAM pattern
  kActions,    ///< action patterns and sets ("s3:Get*", "@access:Write"), checked against the catalogue: ids()
  kKeys,       ///< condition keys, checked against the catalogue (a provider's own keys, "host.name:sub", pass)
  kProblems,   ///< kinds of problem of the layers below
  kKinds,      ///< kinds of policy: "identity", ...
  kLevels,     ///< access levels: "Write", ...
  kObject,     ///< members as the predicate's row lists them: member()
  kObjects,    ///< such an object or a list of them: size(), object()
  kPolicy,     ///< a policy document: text(0) is its JSON
  kCondition,  ///< a Condition block: size() tests; object(i) has the texts operator, key, value...
};

/// One bound of a number. In words: the test, then the limit's lower and upper half.
enum class NumberTest : std::uint8_t { kEquals, kAtLeast, kAtMost, kMoreThan, kLessThan };
struct NumberBound {
  NumberTest test = NumberTest::kEquals;
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

/// The words and the blob of a compiled pack.
struct Tables {
  std::span<const std::uint32_t> words;
  std::string_view blob;
};

/// A part of Tables. Words at its place: type, size, then what the type needs.
class Argument {
 public:
  constexpr Argument() = default;
  constexpr Argument(const Tables& tables, std::uint32_t at) : tables_(&tables), at_(at) {}

  /// False for a member that the rule does not give, and in a call without argument.
  constexpr bool present() const { return at_ != 0; }
  constexpr ArgumentType type() const { return static_cast<ArgumentType>(Word(0)); }
  /// Of the pack: equal places are equal arguments, so (predicate, place) can key a memo.
  constexpr std::uint32_t place() const { return at_; }

  /// kFlag.
  constexpr bool flag() const { return Word(1) != 0; }

  /// kTexts and its like, kPolicy, kText: how many, and each; as written in the rule. kObjects: how many objects.
  constexpr std::uint32_t size() const { return at_ == 0 ? 0 : Word(1); }
  constexpr std::string_view text(std::uint32_t i = 0) const {
    return tables_->blob.substr(Word(2 + 2 * i), Word(3 + 2 * i));
  }

  /// kActions: what the patterns take in together: sorted, disjoint, non-adjacent ranges.
  constexpr std::uint32_t range_count() const { return Word(2 + 2 * Word(1)); }
  constexpr catalog::IdRange range(std::uint32_t i) const {
    const std::uint32_t first = 3 + 2 * Word(1) + 2 * i;
    return {Word(first), Word(first + 1)};
  }

  /// kObject: the i-th member of the predicate's `members`; not present() where the rule does not give it.
  constexpr Argument member(std::uint32_t i) const {
    const std::uint32_t at = Word(2 + i);
    return at == 0 ? Argument() : Argument(*tables_, at);
  }
  /// kObjects: the i-th object.
  constexpr Argument object(std::uint32_t i) const { return Argument(*tables_, Word(2 + i)); }

  /// kNumber: whether the number meets every bound. Bounds are integers.
  bool Holds(std::int64_t number) const;
  NumberBound bound(std::uint32_t i) const;

 private:
  constexpr std::uint32_t Word(std::uint32_t i) const { return tables_->words[at_ + i]; }

  const Tables* tables_ = nullptr;
  std::uint32_t at_ = 0;
};

/// Of an argument of type kActions the first range, from the `from`-th on, that ends after the id; range_count() where
/// none does. O(log ranges passed over): policies name few actions, the sets of rules have thousands.
std::uint32_t FirstEndingAfter(Argument actions, catalog::ActionId id, std::uint32_t from = 0);
/// Whether an argument of type kActions shares an action with the ids; takes in all of them; is all within them.
bool Overlaps(const catalog::Ids& ids, Argument actions);
bool Within(const catalog::Ids& ids, Argument actions);
bool Covers(const catalog::Ids& ids, Argument actions);
/// The ids of the argument, as the catalogue's functions take them.
catalog::Ids ToIds(Argument actions);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_ARGUMENT_H_
