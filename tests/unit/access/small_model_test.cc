// Every policy of a few statements over a small alphabet against every other: the answer must be that of trying all
// requests of a small universe, which holds one request of each kind that the alphabet tells apart. What a statement
// takes is told by the reference; every witness must convince the reference and the library's own evaluation.

#include <array>
#include <bitset>
#include <cstddef>
#include <deque>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/access.h>

#include "lib/access/documents.h"
#include "lib/access/question.h"
#include "tests/reference/evaluator.h"
#include "tests/reference/policy_generator.h"
#include "tests/reference/small_models.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

using reference::Json;
using reference::SmallModel;
using text::Mask;
using text::Truth;

constexpr std::size_t kMostRequests = 512;
constexpr std::size_t kMostBodies = 64;
using Requests = std::bitset<kMostRequests>;
using Bodies = std::bitset<kMostBodies>;

/// Everything but the Effect, twice: number `body` as an Allow, `bodies + body` as a Deny.
struct Small {
  std::vector<std::size_t> statements;
  Bodies allows, denies;
  Requests allowed;
  Side side;

  bool Lets(const Bodies& applying) const { return (applying & allows).any() && (applying & denies).none(); }
};

/// In a resource's policy a caller of another account, whose own policies allow everything, is let in by the
/// statements that name it, whatever their grade.
std::vector<reference::Policy> InForce(const SmallModel& model, Json document) {
  if (!model.is_resource) return {{"identity", "", std::move(document)}};
  const Json all = reference::Document({Json::Object(
      {{"Effect", Json::String("Allow")}, {"Action", Json::String("*")}, {"Resource", Json::String("*")}})});
  return {{"resource", "", std::move(document)}, {"identity", "", all}, {"session", "", all}};
}

class Proof {
 public:
  explicit Proof(const SmallModel& model) : model_(model), question_(Made()) {
    for (std::size_t body = 0; body < model_.bodies.size(); ++body) {
      alone_.push_back(Make(DocumentOf({body})));
      for (std::size_t i = 0; i < model_.requests.size(); ++i) {
        if (reference::Evaluate(InForce(model_, DocumentOf({body})), model_.requests[i]) == "ALLOWED")
          takes_.at(body).set(i);
      }
    }
  }

  /// All policies of at the most so many statements.
  std::vector<Small> Policies(std::size_t most) const {
    std::vector<Small> policies;
    std::vector<std::size_t> chosen;
    Choose(0, most, chosen, policies);
    return policies;
  }

  /// Whether the candidate allows what the other does not.
  void Compare(const Small& candidate, const Small& existing) {
    const Answer answer = question_.Find(candidate.side, existing.side);
    const bool expected = (candidate.allowed & ~existing.allowed).any();
    Judge(candidate, existing, answer, expected,
          [&](const Bodies& applying) { return candidate.Lets(applying) && !existing.Lets(applying); });
  }

  /// Whether one allows something within the limits of the other.
  void Meet(const Small& one, const Small& limit) {
    Side both = one.side;
    both.deny |= limit.side.deny;
    both.paths.front().push_back(limit.side.paths.front().front());
    Judge(one, limit, question_.Find(both), (one.allowed & limit.allowed).any(),
          [&](const Bodies& applying) { return one.Lets(applying) && limit.Lets(applying); });
  }
  /// Statements by themselves tell what they do together: both evaluators are asked about the whole.
  void CheckWhole(const Small& policy) const {
    const Json document = DocumentOf(policy.statements);
    const PolicySet set = Make(document);
    for (std::size_t i = 0; i < model_.requests.size(); ++i) {
      const bool by_reference = reference::Evaluate(InForce(model_, document), model_.requests[i]) == "ALLOWED";
      const bool by_library = *set.Decide(ToLibrary(model_.requests[i])) == Outcome::kAllowed;
      if (by_reference == policy.allowed[i] && by_library == policy.allowed[i]) continue;
      INFO(document.Dump() << "\n" << Text(ToLibrary(model_.requests[i])));
      CHECK(by_reference == policy.allowed[i]);
      CHECK(by_library == policy.allowed[i]);
    }
  }

  std::size_t asked = 0, found = 0, unknown = 0, wrong = 0;

 private:
  template <class Proves>
  void Judge(const Small& one, const Small& other, const Answer& answer, bool expected, const Proves& proves) {
    ++asked;
    found += expected ? 1 : 0;
    if (model_.may_be_unknown && answer.found == Truth::kUnknown) {
      ++unknown;
      return;
    }
    const bool is_right = answer.found == text::ToTruth(expected) && answer.witness.has_value() == expected;
    if (is_right && (!expected || proves(Applying(*answer.witness)))) return;
    if (++wrong > 3) return;
    UNSCOPED_INFO(Text(one) << "\nand       " << Text(other) << "\nexpected " << expected
                            << (answer.found == Truth::kUnknown ? ", is not known" : "") << "\n"
                            << (answer.witness ? Text(*answer.witness) : ""));
  }

  Question Made() {
    std::vector<std::size_t> all;
    for (std::size_t body = 0; body < model_.bodies.size(); ++body) all.push_back(body);
    text_ = DocumentOf(all).Dump();
    const PolicyKind kind = model_.is_resource ? PolicyKind::kResource : PolicyKind::kIdentity;
    const auto policy = documents_.Add({.kind = kind, .text = text_}, "the model");
    REQUIRE(policy.ok());
    Question question(catalog::Catalog::BuiltIn(), documents_.sources());
    for (const policy::Statement& statement : (*policy)->statements.items)
      bits_.push_back(question.Add(**policy, statement));
    return question;
  }

  void Choose(std::size_t from, std::size_t more, std::vector<std::size_t>& chosen, std::vector<Small>& into) const {
    if (!chosen.empty()) into.push_back(SmallOf(chosen));
    for (std::size_t next = from; more > 0 && next < 2 * model_.bodies.size(); ++next) {
      chosen.push_back(next);
      Choose(next + 1, more - 1, chosen, into);
      chosen.pop_back();
    }
  }

  Small SmallOf(const std::vector<std::size_t>& chosen) const {
    Small small;
    small.statements = chosen;
    Requests denied;
    Mask layer;
    for (const std::size_t one : chosen) {
      const std::size_t body = one % model_.bodies.size();
      const bool is_allow = one < model_.bodies.size();
      (is_allow ? small.allows : small.denies).set(body);
      (is_allow ? small.allowed : denied) |= takes_.at(body);
      (is_allow ? layer : small.side.deny).Set(bits_.at(body));
    }
    small.allowed &= ~denied;
    small.side.paths = {{layer}};
    return small;
  }

  Json DocumentOf(const std::vector<std::size_t>& chosen) const {
    std::vector<Json> statements;
    for (const std::size_t one : chosen) {
      auto members = model_.bodies.at(one % model_.bodies.size()).Members();
      members.emplace_back("Effect", Json::String(one < model_.bodies.size() ? "Allow" : "Deny"));
      statements.push_back(Json::Object(members));
    }
    return reference::Document(statements);
  }

  PolicySet Make(const Json& document) const {
    std::vector<PolicyText> texts;
    std::deque<std::string> owned;
    for (const reference::Policy& policy : InForce(model_, document)) {
      owned.push_back(policy.document.Dump());
      texts.push_back({PolicyKindFromName(policy.kind), owned.back()});
    }
    return *PolicySet::Make(texts);
  }

  /// The bodies that take the request. Where the evaluators differ, none do and nothing is proved.
  Bodies Applying(const Request& witness) {
    const auto [at, is_new] = known_.try_emplace(Text(witness));
    if (!is_new) return at->second;
    const reference::Request asked_of = ToReference(witness);
    for (std::size_t body = 0; body < model_.bodies.size(); ++body) {
      const bool by_reference = reference::Evaluate(InForce(model_, DocumentOf({body})), asked_of) == "ALLOWED";
      const bool by_library = *alone_[body].Decide(ToLibrary(asked_of)) == Outcome::kAllowed;
      if (by_reference != by_library) return at->second = Bodies();
      at->second.set(body, by_library);
    }
    return at->second;
  }

  reference::Request ToReference(const Request& witness) const {
    reference::Request request = model_.requests.front();
    if (!witness.principal.empty()) request.principal = witness.principal;
    if (!witness.account.empty()) request.account = witness.account;
    request.action = witness.action;
    request.resource = witness.resource;
    request.context.clear();
    for (const ContextKey& key : witness.context) request.context.push_back({key.name, key.values, key.is_set});
    return request;
  }
  static Request ToLibrary(const reference::Request& request) {
    Request copy{request.principal, request.account, request.action, request.resource, request.resource_account, {}};
    for (const reference::Key& key : request.context) copy.context.push_back({key.name, key.values, key.is_set});
    return copy;
  }

  std::string Text(const Small& small) const { return DocumentOf(small.statements).Dump(); }
  static std::string Text(const Request& request) {
    std::string text = request.principal + " " + request.action + " " + request.resource;
    for (const ContextKey& key : request.context) {
      text += " " + key.name + (key.is_set ? " set" : "");
      for (const std::string& value : key.values) text += " [" + value + "]";
    }
    return text;
  }

  const SmallModel& model_;
  std::string text_;
  Documents documents_;
  std::vector<Bit> bits_;
  Question question_;
  std::vector<PolicySet> alone_;
  std::array<Requests, kMostBodies> takes_;
  std::map<std::string, Bodies> known_;
};

}  // namespace

TEST_CASE("comparison is right on every pair of small policies") {
  for (const SmallModel& model : reference::SmallModels()) {
    INFO(model.name);
    REQUIRE(model.bodies.size() <= kMostBodies);
    REQUIRE(model.requests.size() <= kMostRequests);
    Proof proof(model);
    const std::vector<Small> candidates = proof.Policies(model.most_new);
    const std::vector<Small> existing = proof.Policies(model.most_old);
    for (std::size_t i = 0; i < existing.size(); i += 1 + existing.size() / 60) proof.CheckWhole(existing[i]);
    for (const Small& candidate : candidates) {
      for (const Small& old : existing) {
        proof.Compare(candidate, old);
        if (candidate.statements.size() == 1) proof.Meet(candidate, old);
      }
    }
    CHECK(proof.wrong == 0);
    CHECK(proof.unknown <= proof.asked / 20);
    // Otherwise the model asks nothing.
    CHECK(proof.found > proof.asked / 20);
    CHECK(proof.asked - proof.found > proof.asked / 20);
  }
}

}  // namespace iampolicy::access
