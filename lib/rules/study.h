#ifndef IAMPOLICY_LIB_RULES_STUDY_H_
#define IAMPOLICY_LIB_RULES_STUDY_H_

// The one memo a policy has while rules look at it: whatever a predicate works out and another may want is kept here.
// What depends on an action's text alone is kept longer, in a Memo that serves all policies a thread looks at: of the
// 58,524 action strings in AWS's managed policies 12,859 are distinct.

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/rules/argument.h"
#include "lib/rules/subject.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/regex.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::rules {

/// What a policy has, as bits; a policy with unknown parts has them all, since any may turn up.
enum class Shape : std::uint32_t {
  kAllow = 1u << 0,
  kDeny = 1u << 1,
  kAction = 1u << 2,
  kNotAction = 1u << 3,
  kResource = 1u << 4,
  kNotResource = 1u << 5,
  kPrincipal = 1u << 6,
  kNotPrincipal = 1u << 7,
  kCondition = 1u << 8,
  kActionWildcard = 1u << 9,
  kResourceWildcard = 1u << 10,
  kVariable = 1u << 11,
};
constexpr std::uint32_t Bit(Shape shape) { return static_cast<std::uint32_t>(shape); }

/// What is known of an action's text.
struct ActionFacts {
  std::string_view text;                                   ///< as first written
  catalog::Ids ids;                                        ///< the documented actions it takes in
  std::uint32_t count = 0;                                 ///< how many
  catalog::ServiceId service = catalog::kNone;             ///< of its service part, where that is a known service
  bool literal_service = false;                            ///< the service part has no wildcard
  bool whole_service = false;                              ///< takes in every action of `service`
  const std::vector<std::uint32_t>* candidates = nullptr;  ///< rules that its text does not rule out (engine.cc)
};

/// What is known of a condition's operator and key.
struct ConditionFacts {
  const std::vector<std::uint32_t>* candidates = nullptr;  ///< rules that they do not rule out (engine.cc)
};

/// Anything another layer keeps (breadth, prepared questions): made on first use by Get().
struct Extra {
  virtual ~Extra() = default;
};

/// Facts that outlive a policy. One a thread; bounded (65,536 texts, then it starts afresh).
class Memo {
 public:
  explicit Memo(const catalog::Catalog& catalog) : catalog_(catalog) {}
  Memo(const Memo&) = delete;
  Memo& operator=(const Memo&) = delete;

  /// Valid until MakeRoom(). O(text) once the text was seen.
  ActionFacts& Facts(std::string_view action);
  ConditionFacts& Facts(std::string_view condition_operator, std::string_view key);
  const catalog::Catalog& catalog() const { return catalog_; }
  /// The list, kept once: thousands of texts have the same candidates. Valid until MakeRoom() or Forget().
  const std::vector<std::uint32_t>* Keep(const std::vector<std::uint32_t>& candidates);
  /// The compiled expression; null where it does not compile (the loader refuses those). Compiled on first use.
  const text::Regex* RegexFor(std::string_view expression);
  /// Called between policies, and with Forget() before another engine uses the memo.
  void MakeRoom();
  void Forget();

  /// The T kept until Forget(), for what depends on the rules alone. T derives from Extra.
  template <class T>
  T& Get() {
    for (auto& [tag, extra] : extras_) {
      if (tag == &kTag<T>) return static_cast<T&>(*extra);
    }
    std::unique_ptr<T> made = std::make_unique<T>();
    T& extra = *made;
    extras_.emplace_back(&kTag<T>, std::move(made));
    return extra;
  }

 private:
  template <class T>
  static constexpr char kTag = 0;

  catalog::Catalog catalog_;
  /// A place of the table of actions: open addressing, kept half empty.
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t number = 0;  ///< of facts_, counted from one; 0: free
  };
  Slot& SlotOf(std::string_view action, std::uint32_t hash);
  void Grow();
  /// The text, kept among others.
  std::string_view KeepText(std::string_view text);

  std::deque<ActionFacts> facts_;
  std::vector<Slot> slots_;
  std::vector<std::string> texts_;  // each of fixed room, filled up by the texts of actions
  std::set<std::vector<std::uint32_t>> candidates_;
  std::unordered_map<std::string, ConditionFacts> conditions_;  // operator, NUL, key
  std::string condition_;                                       // the last one asked for; keeps its room
  std::map<std::string, std::unique_ptr<text::Regex>, std::less<>> regexes_;
  std::vector<std::pair<const char*, std::unique_ptr<Extra>>> extras_;  // few
};

/// A policy and the tree it was built from.
struct Document {
  const policy::Policy* policy = nullptr;
  const syntax::Tree* tree = nullptr;
  syntax::NodeId root = 0;  ///< the document's node
};

/// The policies of one principal, judged together by rules that examine `each: identity`.
struct IdentityPolicies {
  std::string_view name;
  std::vector<Document> attached;  ///< the first is where a finding on the identity as a whole is placed
  std::vector<Document> boundary;
  std::vector<Document> scps;
};

struct StudyInput {
  Document document;  ///< policy null: the text could not be read; only problems
  const text::Sources* sources = nullptr;
  std::span<const text::Problem> problems = {};  ///< of reading the document; those of the policy come by themselves
  PolicyKind kind = PolicyKind::kUnknown;        ///< used where there is no policy
  const IdentityPolicies* identity = nullptr;    ///< null: an identity policy is an identity of one policy
};

/// Not for several threads at once. Everything given must outlive it.
class Study {
 public:
  Study(const StudyInput& input, Memo& memo);
  ~Study();
  Study(const Study&) = delete;
  Study& operator=(const Study&) = delete;

  const policy::Policy& policy() const { return *input_.document.policy; }
  bool has_policy() const { return input_.document.policy != nullptr; }
  PolicyKind kind() const { return kind_; }
  const text::Sources& sources() const { return *input_.sources; }
  const catalog::Catalog& catalog() const { return memo_.catalog(); }
  Memo& memo() { return memo_; }
  std::span<const text::Problem> problems() const { return input_.problems; }
  const IdentityPolicies& identity() const { return *identity_; }
  /// The document that holds the policy: of the identity's policies too.
  const Document& DocumentOf(const policy::Policy* policy) const;

  /// Shape bits of the policy.
  std::uint32_t shapes() const { return shapes_; }
  /// Shape bits of a statement of policy().
  std::uint32_t shapes(const policy::Statement& statement) const;

  /// What is known of an action's text; for texts with holes `ids` is empty: ask has_hole first.
  const ActionFacts& Facts(const policy::Action& action);
  /// The same of each entry of a list. Kept; those of the list asked for last are found at once by Facts().
  std::span<ActionFacts* const> Facts(const policy::List<policy::Action>& list);

  /// The documented actions that a statement names: those of Action, or all but those of NotAction. Parts not known
  /// from the file count as nothing in Action and NotAction (see MayName). Kept.
  const catalog::Ids& Names(const policy::Statement& statement);
  /// Of the entry of Action examined, else of the statement.
  const catalog::Ids& Names(const Subject& subject);
  /// Whether the statement's list of actions has parts not known from the file.
  static bool HasUnknownActions(const policy::Statement& statement);

  /// Every action that some Allow of the policy names, Deny not considered; all actions where parts are not known.
  /// For `identity`: of all attached policies.
  const catalog::Ids& may_allow();

  /// Whether the argument (kActions) meets may_allow().
  bool MayAllowAny(Argument actions);

  /// The T kept for this policy; made by `make` on first use. T derives from Extra.
  template <class T, class Make>
  T& Get(Make make) {
    for (auto& [tag, extra] : extras_) {
      if (tag == &kTag<T>) return static_cast<T&>(*extra);
    }
    std::unique_ptr<T> made = make();
    T& extra = *made;
    extras_.emplace_back(&kTag<T>, std::move(made));
    return extra;
  }

 private:
  template <class T>
  static constexpr char kTag = 0;

  StudyInput input_;
  Memo& memo_;
  PolicyKind kind_;
  IdentityPolicies alone_;
  const IdentityPolicies* identity_;
  std::uint32_t shapes_ = 0;
  const policy::Action* last_action_ = nullptr;  // predicates ask about one action many times in a row
  const ActionFacts* last_facts_ = nullptr;
  std::unordered_map<const void*, std::vector<ActionFacts*>> facts_;  // by list of actions
  const policy::List<policy::Action>* last_list_ = nullptr;
  std::span<ActionFacts* const> last_list_facts_;
  std::unordered_map<const policy::Statement*, catalog::Ids> names_;
  const policy::Statement* last_named_ = nullptr;
  const catalog::Ids* last_names_ = nullptr;
  std::optional<catalog::Ids> may_allow_;
  std::vector<std::pair<const char*, std::unique_ptr<Extra>>> extras_;  // few
};

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_STUDY_H_
