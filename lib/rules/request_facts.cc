// See request_facts.h.

#include "lib/rules/request_facts.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "lib/policy/arn.h"
#include "lib/rules/partitions.h"
#include "lib/text/pattern.h"

namespace iampolicy::rules {
namespace {

// Source: IAM User Guide, "AWS global condition context keys", the "Availability" of each. Not aws:SourceIp, which a
// request through a VPC endpoint lacks.
constexpr std::string_view kCarried[] = {"aws:CurrentTime",          "aws:EpochTime",     "aws:PrincipalAccount",
                                         "aws:PrincipalArn",         "aws:PrincipalType", "aws:RequestedRegion",
                                         "aws:SecureTransport",      "aws:UserId",        "aws:ViaAWSService",
                                         "aws:PrincipalIsAWSService"};
constexpr std::string_view kAnyPartition = "arn:*:";
constexpr std::string_view kAnyAccount = "iam::*:";

bool IsSameKey(std::string_view a, std::string_view b) { return text::MatchesGlob(a, b, text::Case::kFold); }

bool IsCarried(std::string_view key) {
  return std::any_of(std::begin(kCarried), std::end(kCarried), [&](auto one) { return IsSameKey(one, key); });
}

bool IsOfAws(std::string_view key) { return text::MatchesGlob("aws:*", key, text::Case::kFold); }

bool IsOpenText(std::string_view text) { return text.find_first_of("*?$\xF4") != std::string_view::npos; }

/// The actions are those of IAM, which works in the principal's own account alone.
bool IsOfIam(const access::Region& region) {
  return std::all_of(region.actions.begin(), region.actions.end(),
                     [](std::string_view action) { return action.substr(0, 4) == "iam:"; });
}

}  // namespace

RequestFacts::RequestFacts(Study& study) : catalog_(study.catalog()) {
  const IdentityPolicies& identity = study.identity();
  for (const Document& document : identity.attached) Read(study, *document.policy, true);
  for (const Document& document : identity.boundary) Read(study, *document.policy, false);
  for (const Document& document : identity.scps) Read(study, *document.policy, false);
  std::stable_sort(mentions_.begin(), mentions_.end(),
                   [](const Mention& a, const Mention& b) { return std::tie(a.id, a.key) < std::tie(b.id, b.key); });
  if (has_open_partition_) partitions_.clear();
  if (has_open_account_) account_ = {};
}

void RequestFacts::Read(Study& study, const policy::Policy& policy, bool is_own) {
  for (const policy::Statement& statement : policy.statements.items) {
    AddKeys(study, statement);
    for (const policy::Resource& resource : statement.resources.items) AddPlace(resource, is_own);
    for (const policy::Resource& resource : statement.not_resources.items) AddPlace(resource, is_own);
  }
}

void RequestFacts::AddKeys(Study& study, const policy::Statement& statement) {
  for (const policy::Condition& condition : statement.conditions.items) {
    const std::string_view key = condition.key.text;
    if (condition.key.has_hole || key.empty()) continue;
    Mention mention;
    mention.key = key;
    if (!IsCarried(key)) {
      mention.id = catalog_.FindKey(key);
      // A key that the catalogue does not know may be newer than it; which actions know a tag of a resource, or of a
      // request, it does not always say.
      if (mention.id == catalog::kNone || catalog_.key_is_global(mention.id) || IsOfAws(key)) continue;
    }
    if (!Study::HasUnknownActions(statement)) mention.named = &study.Names(statement);
    mentions_.push_back(mention);
  }
}

void RequestFacts::AddPlace(const policy::Resource& resource, bool is_own) {
  const policy::Arn& arn = resource.arn;
  if (!arn.present || arn.fields < 6) return;
  if (resource.leaf.has_hole && IsOpenText(arn.partition)) has_open_partition_ = true;
  if (FindPartition(arn.partition) != nullptr &&
      std::find(partitions_.begin(), partitions_.end(), arn.partition) == partitions_.end()) {
    partitions_.push_back(arn.partition);
  }
  if (!is_own) return;  // organisations write of other accounts
  if (resource.leaf.has_hole && IsOpenText(arn.account)) has_open_account_ = true;
  if (!policy::IsAccountId(arn.account)) return;
  if (!account_.empty() && account_ != arn.account) has_open_account_ = true;
  account_ = arn.account;
}

std::vector<access::Test> RequestFacts::TestsOf(catalog::ActionId action, const access::Region& region) const {
  std::vector<access::Test> tests;
  for (const Mention& mention : mentions_) {
    const bool is_carried = mention.id == catalog::kNone;
    if (!is_carried && (action == catalog::kNone || catalog_.AcceptsKey(action, mention.id))) continue;
    if (mention.named != nullptr && action != catalog::kNone && !catalog::Has(*mention.named, action)) continue;
    const auto is_told = [&](const access::Test& test) { return IsSameKey(test.key, mention.key); };
    if (std::any_of(region.context.begin(), region.context.end(), is_told)) continue;
    if (std::any_of(tests.begin(), tests.end(), is_told)) continue;
    tests.push_back({"Null", mention.key, {is_carried ? "false" : "true"}});
  }
  return tests;
}

// A pattern for each partition that the policies name: one that none of them names is not the principal's.
void RequestFacts::Place(access::Region& region, std::deque<std::string>& texts) const {
  const bool has_account = !account_.empty() && IsOfIam(region);
  if (partitions_.empty() && !has_account) return;
  std::vector<std::string_view> placed;
  for (const std::string_view resource : region.resources) {
    if (resource.substr(0, kAnyPartition.size()) != kAnyPartition) {
      placed.push_back(resource);
      continue;
    }
    std::string rest(resource.substr(kAnyPartition.size()));
    if (has_account && rest.compare(0, kAnyAccount.size(), kAnyAccount) == 0) {
      rest = "iam::" + std::string(account_) + ":" + rest.substr(kAnyAccount.size());
    }
    if (partitions_.empty()) placed.push_back(texts.emplace_back(std::string(kAnyPartition) + rest));
    for (const std::string_view partition : partitions_) {
      placed.push_back(texts.emplace_back("arn:" + std::string(partition) + ":" + rest));
    }
  }
  region.resources = std::move(placed);
}

std::vector<access::Region> RequestFacts::Settled(const access::Region& region, std::deque<std::string>& texts) const {
  access::Region placed = region;
  Place(placed, texts);
  std::vector<access::Region> settled;
  if (mentions_.empty()) return {std::move(placed)};
  const auto says_same = [](const std::vector<access::Test>& a, const std::vector<access::Test>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const access::Test& one, const access::Test& other) {
      return one.key == other.key && one.values == other.values;
    });
  };
  std::vector<std::vector<access::Test>> told;
  for (const std::string_view action : region.actions) {
    const catalog::ActionId id = catalog_.FindAction(action);
    std::vector<access::Test> tests = TestsOf(id, region);
    const auto at = std::find_if(told.begin(), told.end(), [&](const auto& one) { return says_same(one, tests); });
    if (at != told.end()) {
      access::Region& same = settled[static_cast<std::size_t>(at - told.begin())];
      same.actions.push_back(action);
      same.ids.push_back(id);
      continue;
    }
    access::Region& one = settled.emplace_back(placed);
    one.actions = {action};
    one.ids = {id};
    one.context.insert(one.context.end(), tests.begin(), tests.end());
    told.push_back(std::move(tests));
  }
  if (settled.empty()) settled.push_back(std::move(placed));
  return settled;
}

}  // namespace iampolicy::rules
