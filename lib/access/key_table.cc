// Condition keys: the classes of policy::ClassesOfKey, told in clauses instead of tests. For strangers the values of
// trust keys that the clauses pin are out of reach.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "lib/access/tables.h"
#include "lib/policy/arn.h"
#include "lib/policy/condition_classes.h"
#include "lib/policy/value.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::Condition;
using policy::OperatorFamily;
using policy::Qualifier;
using text::Mask;
using text::Truth;

/// How a trust key's values are pinned.
enum class Pin : std::uint8_t { kNone, kLiteral, kOrgPath, kArn, kAddress, kTrue };

struct TrustKey {
  std::string_view name;  ///< folded
  Pin pin;
};

// Keys whose value a caller cannot choose. Source: Amazon S3 User Guide, "The meaning of public"; Amazon EFS User
// Guide, "Blocking public access to file systems".
constexpr TrustKey kTrustKeys[] = {
    {"aws:principalaccount", Pin::kLiteral},
    {"aws:principalarn", Pin::kArn},
    {"aws:principalorgid", Pin::kLiteral},
    {"aws:principalorgpaths", Pin::kOrgPath},
    {"aws:sourceaccount", Pin::kLiteral},
    {"aws:sourcearn", Pin::kArn},
    {"aws:sourceip", Pin::kAddress},
    {"aws:sourceorgid", Pin::kLiteral},
    {"aws:sourceorgpaths", Pin::kOrgPath},
    {"aws:sourceowner", Pin::kLiteral},
    {"aws:sourcevpc", Pin::kLiteral},
    {"aws:sourcevpce", Pin::kLiteral},
    {"aws:userid", Pin::kLiteral},
    {"aws:vpceaccount", Pin::kLiteral},
    {"aws:vpceorgid", Pin::kLiteral},
    {"aws:vpceorgpaths", Pin::kOrgPath},
    {"elasticfilesystem:accessedviamounttarget", Pin::kTrue},
    {"kms:calleraccount", Pin::kLiteral},
    {"s3:dataaccesspointaccount", Pin::kLiteral},
    {"s3:dataaccesspointarn", Pin::kArn},
};

Pin PinOf(std::string_view key) {
  for (const TrustKey& trust : kTrustKeys) {
    if (trust.name == key) return trust.pin;
  }
  return Pin::kNone;
}

bool IsGlob(const policy::Operator& op) {
  return op.family == OperatorFamily::kArn ||
         (op.family == OperatorFamily::kString && op.comparison == policy::Comparison::kLike);
}

bool IsOpen(std::string_view text, bool is_glob) {
  return text.find("${") != std::string_view::npos || (is_glob && text.find_first_of("*?") != std::string_view::npos);
}

/// An ARN is pinned by its account, or as a whole where it has none.
bool PinsArn(std::string_view text, bool is_glob) {
  const policy::Arn arn = policy::ParseArn(text);
  if (arn.fields < 6) return false;
  return policy::IsAccountId(arn.account) || (arn.account.empty() && !IsOpen(text, is_glob));
}

bool Pins(Pin pin, const policy::Operator& op, const policy::Leaf& leaf) {
  if (leaf.has_hole) return false;
  const bool is_glob = IsGlob(op);
  const bool is_text = op.family == OperatorFamily::kString || op.family == OperatorFamily::kArn;
  switch (pin) {
    case Pin::kLiteral:
      return is_text && !IsOpen(leaf.text, is_glob);
    case Pin::kOrgPath:
      // o-organisation/r-root/ou-.../: what counts is a fixed organisation.
      return is_text && !leaf.text.starts_with('/') && !IsOpen(leaf.text.substr(0, leaf.text.find('/')), is_glob);
    case Pin::kArn:
      return is_text && PinsArn(leaf.text, is_glob);
    case Pin::kAddress: {
      if (op.family != OperatorFamily::kIpAddress) return false;
      const auto range = policy::ParseCidr(leaf.text);
      return range && range->prefix >= (range->v6 ? 32 : 8);
    }
    case Pin::kTrue:
      return op.family == OperatorFamily::kBool && text::EqualIgnoringCase(leaf.text, "true");
    case Pin::kNone:
      break;
  }
  return false;
}

/// The condition that a value pinned by one of the tests meets; its values keep the operator that wrote them.
std::vector<Condition> PinnedBy(Pin pin, const std::vector<const Condition*>& tests) {
  std::vector<Condition> pinned;
  for (const Condition* test : tests) {
    Condition copy = *test;
    copy.op->negated = false;
    copy.op->if_exists = false;
    if (copy.op->qualifier != Qualifier::kNone) copy.op->qualifier = Qualifier::kForAnyValue;
    // A stranger's request never has it, whichever value the test names.
    if (pin == Pin::kTrue && !copy.values.items.empty()) {
      copy.values.items.resize(1);
      copy.values.items.front().leaf.text = "true";
    }
    std::erase_if(copy.values.items,
                  [&](const policy::ConditionValue& value) { return !Pins(pin, *test->op, value.leaf); });
    copy.values.open = false;
    if (!copy.values.items.empty()) pinned.push_back(std::move(copy));
  }
  return pinned;
}

/// What the answer of a test says of the clauses that hold it. A test with an open variable is asked with `*` in the
/// variable's place: a positive one then holds at least where the real one may, a negated one at most where it must.
enum class Bound : std::uint8_t { kExact, kAtLeast, kAtMost, kNothing };

/// The tests of one key, each once, with the clauses that hold it.
struct Tests {
  std::vector<const Condition*> given;  ///< as the clauses hold them
  std::vector<const Condition*> list;   ///< as they are asked
  std::vector<text::Mask> clauses;
  std::vector<Bound> bounds;
  bool multivalued = false;
};

/// The test with `*` for what is open in it, where it has such a form.
Bound Widen(const Condition*& test, BoundTests& owner, const Making& making) {
  const auto& values = test->values.items;
  text::VariableTable scratch;
  std::vector<text::Pattern> patterns;
  bool is_open = false;
  const bool takes_variables = test->op->family == OperatorFamily::kString || test->op->family == OperatorFamily::kArn;
  if (!takes_variables) return Bound::kExact;
  for (const policy::ConditionValue& value : values) {
    text::PatternSyntax syntax;
    if (!IsGlob(*test->op)) syntax.wildcards = text::Wildcards::kNo;
    patterns.push_back(text::ParsePattern(value.leaf.text, syntax, scratch, &making.sources));
    is_open = is_open || std::any_of(patterns.back().begin(), patterns.back().end(), IsVariable);
  }
  if (!is_open) return Bound::kExact;
  if (test->op->comparison == policy::Comparison::kEqualsIgnoreCase) return Bound::kNothing;
  Condition copy = *test;
  if (copy.op->family == OperatorFamily::kString) copy.op->comparison = policy::Comparison::kLike;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    copy.values.items[i].leaf.text = owner.texts.emplace_back(ToConditionText(Widest(patterns[i])));
    copy.values.items[i].leaf.has_hole = false;
  }
  test = &owner.conditions.emplace_back(std::move(copy));
  return test->op->negated ? Bound::kAtMost : Bound::kAtLeast;
}

Tests TestsOf(const std::string& key, Clauses clauses, const Making& making, BoundTests& owner,
              text::VariableTable& scratch) {
  Tests tests;
  auto& given = tests.given;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (clauses[i] == nullptr) continue;
    for (const Condition* test : clauses[i]->tests) {
      if (!text::EqualIgnoringCase(test->key.text, key)) continue;
      tests.multivalued = tests.multivalued || test->op->qualifier != Qualifier::kNone;
      const auto is_same = [&](const Condition* other) { return other == test || AreEqual(*other, *test); };
      const auto at = std::find_if(given.begin(), given.end(), is_same);
      const auto index = static_cast<std::size_t>(at - given.begin());
      if (at == given.end()) {
        const Condition* bound = Bind(*test, making.binding, scratch, making.sources, owner);
        given.push_back(test);
        tests.bounds.push_back(HasVariables(*bound) ? Widen(bound, owner, making) : Bound::kExact);
        tests.list.push_back(bound);
        tests.clauses.emplace_back();
      }
      tests.clauses[index].Set(i);
    }
  }
  return tests;
}

/// All the classes, or the one of the key's bound value.
Result<std::vector<policy::KeyClass>> ClassesFor(const std::string& key, const Tests& tests, const Making& making) {
  const Binding::Value* bound = making.binding.Find(key);
  if (bound == nullptr) {
    return policy::ClassesOfKey(making.language, tests.list, tests.multivalued, making.sources, making.max_states);
  }
  policy::KeyClass one;
  policy::Request request;
  if (bound->text) {
    one.example = policy::ContextKey{std::string(tests.list.front()->key.text), {*bound->text}, false};
    request.context.push_back(*one.example);
  }
  for (std::size_t i = 0; i < tests.list.size(); ++i) {
    const Truth holds = policy::MatchesCondition(making.language, *tests.list[i], request, making.sources);
    if (holds == Truth::kTrue) one.holds.Set(i);
    if (holds == Truth::kUnknown) one.unknown.Set(i);
  }
  return std::vector<policy::KeyClass>{std::move(one)};
}

/// Adds the rows of a class: one for certain searches and, where tests are open in it, one for each way they can be.
void AddRows(const policy::KeyClass& found, const Tests& tests, std::size_t own, std::size_t clauses, RowSet& rows) {
  constexpr std::size_t kMostOpen = 4;
  Row row;
  row.key = found.example;
  for (std::size_t i = 0; i < clauses; ++i) row.must.Set(i);
  row.may = row.must;
  Mask settled = row.must;
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < own; ++i) {
    const bool holds = found.holds.Has(i);
    const Bound bound = tests.bounds[i];
    const bool must = holds && (bound == Bound::kExact || bound == Bound::kAtMost || !found.example);
    const bool may =
        holds || found.unknown.Has(i) || (found.example && (bound == Bound::kAtMost || bound == Bound::kNothing));
    if (!must) row.must -= tests.clauses[i];
    if (!may) row.may -= tests.clauses[i];
    if (!may) settled -= tests.clauses[i];
    if (may && !must) open.push_back(i);
  }
  const bool is_split = !open.empty() && open.size() <= kMostOpen;
  if (is_split) row.use = Use::kCertain;
  rows.Add(std::move(row));
  for (std::uint32_t choice = 0; is_split && choice < (1u << open.size()); ++choice) {
    Row one;
    one.key = found.example;
    one.use = Use::kPossible;
    one.must = settled;
    for (std::size_t i = 0; i < open.size(); ++i) {
      if ((choice >> i & 1) == 0) one.must -= tests.clauses[open[i]];
    }
    one.may = one.must;
    rows.Add(std::move(one));
  }
}

}  // namespace

std::vector<std::string> TestedKeys(Clauses clauses) {
  std::vector<std::string> keys;
  for (const Clause* clause : clauses) {
    if (clause == nullptr) continue;
    for (const Condition* test : clause->tests) keys.push_back(text::FoldAscii(test->key.text));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Result<Table> KeyValues(const std::string& key, Clauses clauses, const Making& making, bool strangers) {
  BoundTests owner;
  text::VariableTable scratch;
  Tests tests = TestsOf(key, clauses, making, owner, scratch);
  const std::size_t own = tests.list.size();
  std::vector<Condition> pinned;
  if (strangers && PinOf(key) != Pin::kNone) pinned = PinnedBy(PinOf(key), tests.given);
  for (const Condition& condition : pinned) tests.list.push_back(&condition);
  const auto classes = ClassesFor(key, tests, making);
  if (!classes) return classes.error();
  RowSet rows;
  for (const policy::KeyClass& found : *classes) {
    bool is_out_of_reach = false;
    for (std::size_t i = own; i < tests.list.size(); ++i) is_out_of_reach = is_out_of_reach || found.holds.Has(i);
    if (is_out_of_reach) continue;
    AddRows(found, tests, own, clauses.size(), rows);
  }
  return Table{Table::Dimension::kKey, key, rows.Take()};
}

}  // namespace iampolicy::access
