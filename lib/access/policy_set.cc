// Policies by text: read once, judged many times.

#include <cstddef>
#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/access.h>

#include "lib/access/documents.h"
#include "lib/access/evaluate.h"
#include "lib/access/explain.h"
#include "lib/policy/policy.h"

namespace iampolicy {
inline namespace v0 {
struct PolicySet::Impl {
  // Kept at fixed addresses: policies are views into the texts.
  struct Given {
    std::string text;
    std::string level;
  };
  std::deque<Given> given;
  access::Documents documents;
  std::vector<access::Attached> attached;
};

Result<PolicySet> PolicySet::Make(std::span<const PolicyText> policies) {
  auto impl = std::make_shared<Impl>();
  std::size_t boundaries = 0;
  std::size_t resources = 0;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const PolicyKind kind = policies[i].kind;
    const std::string name = "policies[" + std::to_string(i) + "]";
    if (kind == PolicyKind::kUnknown) return Error{name + " has no kind"};
    boundaries += kind == PolicyKind::kBoundary ? 1 : 0;
    resources += kind == PolicyKind::kResource || kind == PolicyKind::kTrust ? 1 : 0;
    const Impl::Given& given =
        impl->given.emplace_back(Impl::Given{std::string(policies[i].text), std::string(policies[i].level)});
    const Result<const policy::Policy*> policy = impl->documents.Add({kind, given.text}, name);
    if (!policy) return policy.error();
    impl->attached.push_back({*policy, given.level});
  }
  if (boundaries > 1) return Error{"there is more than one permissions boundary"};
  if (resources > 1) return Error{"there is more than one policy of the resource"};
  return PolicySet(std::move(impl));
}

Result<Outcome> PolicySet::Decide(const Request& request) const {
  const access::Judgement judgement = access::Judge(impl_->attached, request, impl_->documents.sources());
  if (judgement.decided) return judgement.outcome;
  const access::Judgement again =
      access::Judge(impl_->attached, request, impl_->documents.sources(), access::Detail::kVerdicts);
  return Error{access::WhyUndecided(impl_->attached, again)};
}

Result<Decision> PolicySet::Explain(const Request& request) const {
  const access::Judgement judgement =
      access::Judge(impl_->attached, request, impl_->documents.sources(), access::Detail::kVerdicts);
  if (!judgement.decided) return Error{access::WhyUndecided(impl_->attached, judgement)};
  return access::Explain(impl_->attached, request, judgement);
}

Result<Decision> Evaluate(std::span<const PolicyText> policies, const Request& request) {
  const Result<PolicySet> set = PolicySet::Make(policies);
  if (!set) return set.error();
  return set->Explain(request);
}

}  // namespace v0
}  // namespace iampolicy
