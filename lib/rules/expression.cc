#include "lib/rules/expression.h"

#include "lib/rules/fields.h"
#include "lib/rules/number.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {
namespace {

using text::And;
using text::Not;
using text::Or;
using text::Truth;

constexpr ValueTestRow kValueTests[] = {
    {"eq", ValueTest::kEq, "equals the value, or one of a list"},
    {"in", ValueTest::kEq, "equals one of a list"},
    {"matches", ValueTest::kMatches, "a regular expression (Perl syntax) takes the whole text"},
    {"like", ValueTest::kLike, "an IAM pattern (* and ?) takes the text"},
    {"starts_with", ValueTest::kStartsWith, "starts with the text, or one of a list"},
    {"ends_with", ValueTest::kEndsWith, "ends with the text, or one of a list"},
    {"contains", ValueTest::kContains, "holds the text, or one of a list"},
    {"present", ValueTest::kPresent, "is there at all"},
    {"length", ValueTest::kLength, "code points of a text, elements of a list"},
    {"covers", ValueTest::kCovers, "takes in everything that each of the patterns does"},
    {"within", ValueTest::kWithin, "takes in nothing that the patterns together do not"},
    {"overlaps", ValueTest::kOverlaps, "takes in something that one of the patterns does"},
    {"disjoint", ValueTest::kDisjoint, "takes in nothing that one of the patterns does"},
};

Truth Quantify(Study& study, const Subject& subject, const Tables& tables, std::uint32_t at, Op op) {
  const Field& field = Fields()[tables.words[at + 1]];
  const std::uint32_t where = tables.words[at + 2];
  const ListValue list = field.list(subject);
  std::int64_t certain = 0;
  std::int64_t possible = 0;
  for (std::uint32_t i = 0; i < list.size; ++i) {
    const Truth one = where == 0 ? Truth::kTrue : Evaluate(study, field.element(subject, i), tables, where);
    if (op == Op::kSome && one == Truth::kTrue) return Truth::kTrue;
    if (op == Op::kEvery && one == Truth::kFalse) return Truth::kFalse;
    certain += one == Truth::kTrue;
    possible += one != Truth::kFalse;
  }
  switch (op) {
    case Op::kSome:
      return possible > 0 || list.open ? Truth::kUnknown : Truth::kFalse;
    case Op::kEvery:
      return certain == list.size && !list.open ? Truth::kTrue : Truth::kUnknown;
    default:
      return HoldsBetween(Argument(tables, tables.words[at + 3]), certain,
                          list.open ? NumberValue::kUnbounded : possible);
  }
}

Truth All(Study& study, const Subject& subject, const Tables& tables, std::uint32_t at) {
  Truth all = Truth::kTrue;
  const std::uint32_t count = tables.words[at + 1];
  for (std::uint32_t i = 0; i < count && all != Truth::kFalse; ++i) {
    all = And(all, Evaluate(study, subject, tables, tables.words[at + 2 + i]));
  }
  return all;
}

Truth Any(Study& study, const Subject& subject, const Tables& tables, std::uint32_t at) {
  Truth any = Truth::kFalse;
  const std::uint32_t count = tables.words[at + 1];
  for (std::uint32_t i = 0; i < count && any != Truth::kTrue; ++i) {
    any = Or(any, Evaluate(study, subject, tables, tables.words[at + 2 + i]));
  }
  return any;
}

}  // namespace

std::span<const ValueTestRow> ValueTests() { return kValueTests; }

// Recursive: the loader bounds the depth of an expression by that of the rule file.
Truth Evaluate(Study& study, const Subject& subject, const Tables& tables, std::uint32_t at) {
  const auto op = static_cast<Op>(tables.words[at]);
  switch (op) {
    case Op::kAll:
      return All(study, subject, tables, at);
    case Op::kAny:
      return Any(study, subject, tables, at);
    case Op::kNone:
      return Not(Any(study, subject, tables, at));
    case Op::kNot:
      return Not(Evaluate(study, subject, tables, tables.words[at + 1]));
    case Op::kSome:
    case Op::kEvery:
    case Op::kCount:
      return Quantify(study, subject, tables, at, op);
    case Op::kPredicate: {
      const Predicate& predicate = PredicateAt(tables.words[at + 1]);
      const Truth truth = predicate.test(study, subject, Argument(tables, tables.words[at + 2]));
      return tables.words[at + 3] != 0 ? Not(truth) : truth;
    }
    case Op::kField:
      return EvaluateField(study, subject, tables.words[at + 1], static_cast<ValueTest>(tables.words[at + 2]),
                           Argument(tables, tables.words[at + 3]));
  }
  return Truth::kFalse;
}

}  // namespace iampolicy::rules
