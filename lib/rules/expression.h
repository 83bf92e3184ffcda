#ifndef IAMPOLICY_LIB_RULES_EXPRESSION_H_
#define IAMPOLICY_LIB_RULES_EXPRESSION_H_

// The compiled form of `when` and its evaluation. A node is a few words at its place:
//   kAll, kAny, kNone: op, n, child...        kNot: op, child
//   kSome, kEvery:     op, field, where       kCount: op, field, where, number     (where 0: every element)
//   kPredicate:        op, predicate, argument, flipped
//   kField:            op, field, test, argument

#include <cstdint>
#include <span>
#include <string_view>

#include "lib/rules/argument.h"
#include "lib/rules/study.h"
#include "lib/rules/subject.h"
#include "lib/text/truth.h"

namespace iampolicy::rules {

enum class Op : std::uint32_t { kAll, kAny, kNone, kNot, kSome, kEvery, kCount, kPredicate, kField };

/// What can be asked of a field's value.
enum class ValueTest : std::uint32_t {
  kEq,       ///< equal to (one of) the texts
  kMatches,  ///< one of the regular expressions takes the whole text
  kLike,     ///< one of the IAM patterns takes the text, wildcards in it read as characters
  kStartsWith,
  kEndsWith,
  kContains,
  kPresent,
  kLength,  ///< of a text in code points, of a list in elements
  kNumber,
  kFlag,
  kCovers,    ///< takes in everything that each of the others does
  kWithin,    ///< takes in nothing that the others together do not
  kOverlaps,  ///< takes in something that one of the others does
  kDisjoint,  ///< takes in nothing that any of the others does
};

/// A test's name in rule files and what it takes. `{"eq": ...}` may be written as the bare value.
struct ValueTestRow {
  std::string_view name;
  ValueTest test;
  std::string_view doc;
};
std::span<const ValueTestRow> ValueTests();

/// Kleene's strong logic; a subject must have what the loader checked it to have.
text::Truth Evaluate(Study& study, const Subject& subject, const Tables& tables, std::uint32_t at);

/// The test of one field.
text::Truth EvaluateField(Study& study, const Subject& subject, std::uint32_t field, ValueTest test,
                          const Argument& argument);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_EXPRESSION_H_
