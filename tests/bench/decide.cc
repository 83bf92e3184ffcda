// One decision in process, the policies read before: how the times are spread over requests that reach every part.
//
//   bench_decide [POLICY...]     with no policies, one of an identity, its boundary, a resource and the organisation

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <iampolicy/access.h>

namespace {

constexpr const char* kIdentity = R"({"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": ["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"]},
  {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::home/${aws:username}/*",
   "Condition": {"Bool": {"aws:SecureTransport": "true"}}},
  {"Effect": "Allow", "Action": "sqs:*", "Resource": "arn:aws:sqs:*:111122223333:orders-*"},
  {"Effect": "Deny", "NotAction": ["iam:*", "sts:*", "s3:*", "sqs:*"], "Resource": "*",
   "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1", "eu-central-1"]}}},
  {"Effect": "Deny", "Action": "*", "Resource": "*",
   "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"},
                 "NotIpAddress": {"aws:SourceIp": ["10.0.0.0/8", "203.0.113.0/24"]}}}]})";
constexpr const char* kBoundary = R"({"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": ["s3:*", "sqs:*", "sns:*", "dynamodb:*"], "Resource": "*"}]})";
constexpr const char* kResource = R"({"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": "s3:GetObject",
   "Resource": "arn:aws:s3:::reports/*"},
  {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*",
   "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]})";
constexpr const char* kScp = R"({"Version": "2012-10-17", "Statement": [
  {"Effect": "Allow", "Action": "*", "Resource": "*"},
  {"Effect": "Deny", "Action": ["organizations:LeaveOrganization", "cloudtrail:StopLogging"], "Resource": "*"}]})";

std::string Read(const char* name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<iampolicy::Request> Requests() {
  std::vector<iampolicy::Request> requests;
  for (const char* action : {"s3:GetObject", "s3:PutObject", "sqs:SendMessage", "ec2:RunInstances"}) {
    for (const char* resource : {"arn:aws:s3:::reports/2026/a.csv", "arn:aws:s3:::home/otter/notes.txt",
                                 "arn:aws:sqs:eu-west-1:111122223333:orders-eu", "*"}) {
      for (const char* address : {"10.1.2.3", "198.51.100.9"}) {
        iampolicy::Request request;
        request.principal = "arn:aws:iam::111122223333:user/otter";
        request.account = request.resource_account = "111122223333";
        request.action = action;
        request.resource = resource;
        request.context = {{"aws:username", {"otter"}},
                           {"aws:SecureTransport", {"true"}},
                           {"aws:SourceIp", {address}},
                           {"aws:MultiFactorAuthPresent", {"false"}},
                           {"aws:RequestedRegion", {"eu-west-1"}}};
        requests.push_back(std::move(request));
      }
    }
  }
  return requests;
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> texts;
  std::vector<iampolicy::PolicyText> policies;
  for (int i = 1; i < count; ++i) texts.push_back(Read(arguments[i]));
  for (const std::string& text : texts) policies.push_back({iampolicy::PolicyKind::kIdentity, text});
  if (policies.empty()) {
    policies = {{iampolicy::PolicyKind::kIdentity, kIdentity},
                {iampolicy::PolicyKind::kBoundary, kBoundary},
                {iampolicy::PolicyKind::kResource, kResource},
                {iampolicy::PolicyKind::kScp, kScp, "root"}};
  }
  const auto set = iampolicy::PolicySet::Make(policies);
  if (!set.ok()) {
    std::fprintf(stderr, "%s\n", set.error().message.c_str());
    return 2;
  }
  constexpr int kRounds = 2000;
  std::vector<double> times;  // microseconds a decision, each the mean over the rounds of one request
  std::size_t outcomes[3] = {};
  for (const iampolicy::Request& request : Requests()) {
    const auto start = std::chrono::steady_clock::now();
    std::size_t allowed = 0;
    for (int i = 0; i < kRounds; ++i) {
      const auto outcome = set->Decide(request);
      allowed += outcome.ok() && *outcome == iampolicy::Outcome::kAllowed ? 1 : 0;
    }
    times.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - start).count() /
                    kRounds);
    const auto outcome = set->Decide(request);
    if (outcome.ok()) ++outcomes[static_cast<std::size_t>(*outcome)];
    if (allowed != 0 && allowed != kRounds) return 1;  // the same request twice
  }
  std::sort(times.begin(), times.end());
  std::printf("%zu requests, %d times each: median %.2f us, most %.2f us a decision\n", times.size(), kRounds,
              times[times.size() / 2], times.back());
  std::printf("%zu allowed, %zu implicitly denied, %zu explicitly denied\n", outcomes[1], outcomes[0], outcomes[2]);
  return 0;
}
