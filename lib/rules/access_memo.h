#ifndef IAMPOLICY_LIB_RULES_ACCESS_MEMO_H_
#define IAMPOLICY_LIB_RULES_ACCESS_MEMO_H_

// What predicates ask the access engine about one policy (or one principal's policies), kept by the place of the
// argument, so that a rule asks its question once.

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/access/checks.h"
#include "lib/policy/policy.h"
#include "lib/rules/argument.h"
#include "lib/rules/predicate.h"
#include "lib/rules/request_facts.h"
#include "lib/rules/study.h"
#include "lib/syntax/json.h"
#include "lib/text/sources.h"

namespace iampolicy::rules {

/// The members of a region, in the order of kRegion, and of the words of IAM that say the same.
enum : std::uint32_t { kActionsMember, kResourcesMember, kPrincipalsMember, kContextMember };

/// What is wrong with a resource or a principal of a region; "" where nothing is.
std::string_view ResourceFault(std::string_view resource);
std::string_view PrincipalFault(std::string_view principal);

inline constexpr Member kRegion[] = {
    {"actions", ArgumentType::kActions, false, "one of these; default: any", {}},
    {"resources",
     ArgumentType::kPatterns,
     false,
     "ARN patterns; default: any; @self is the resource that carries the policy",
     {},
     ResourceFault},
    {"principals", ArgumentType::kTexts, false, "default: anyone", {}, PrincipalFault},
    {"context", ArgumentType::kCondition, false, "tests of context keys that hold", {}},
};
/// A region of an argument with the texts it views.
struct OwnedRegion {
  std::deque<std::string> texts;
  access::Region region;
};

void AddTests(Argument tests, OwnedRegion& out);
void AddRegion(Study& study, Argument argument, OwnedRegion& out);

/// A reference policy of a rule, built once a study.
struct Reference {
  text::Sources sources;
  syntax::Parsed parsed;
  policy::Policy policy;
};

/// Which question an answer is to; the key of the memo beside the argument's place.
enum Question : int {
  kGrants,
  kGrantsEvery,
  kDenies,
  kDeniesEvery,
  kPublic,
  kNewAccess,
  kRequires,
  kAllows,
  kTogether
};

struct AccessMemo : Extra {
  explicit AccessMemo(Study& study);

  access::Access access;
  std::optional<RequestFacts> facts;
  std::deque<std::string> texts;  ///< of `settled`
  std::map<std::uint32_t, std::vector<access::Region>> settled;
  std::map<std::pair<int, std::uint32_t>, Truth> truths;
  std::map<std::pair<int, std::uint32_t>, access::Answer> answers;
  std::map<std::uint32_t, std::unique_ptr<Reference>> references;
};

AccessMemo& MemoOf(Study& study);
const OwnedRegion& RegionOf(Study& study, Argument argument);
/// The requests of a region that a principal can make; of a policy of a resource anyone may be the caller.
std::span<const access::Region> SettledOf(Study& study, Argument argument);

template <class Ask>
const access::Answer& Kept(Study& study, Question question, std::uint32_t place, Ask ask) {
  AccessMemo& memo = MemoOf(study);
  const auto key = std::make_pair(static_cast<int>(question), place);
  const auto found = memo.answers.find(key);
  if (found != memo.answers.end()) return found->second;
  access::Answer answer = ask(memo.access);
  return memo.answers.emplace(key, std::move(answer)).first->second;
}

/// Some request of the region is let through; the second form without a witness, which is much cheaper.
const access::Answer& GrantsAnswer(Study& study, Argument argument);
Truth MayGrant(Study& study, Argument argument);

/// A placeholder of a message about a request: {witness}, {allowed_action}, {allowed_resource}, {caller}.
inline constexpr std::string_view kWitness[] = {"witness", "allowed_action", "allowed_resource", "caller"};
std::string RequestText(Study& study, const access::Answer& answer, std::string_view placeholder);
/// The Allow statements that let the witness through.
void AddSites(Study& study, const access::Answer& answer, std::vector<Site>& out);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_ACCESS_MEMO_H_
