// Any bytes as a question: the answer is one line of JSON, the same twice, and does not change where it must not: a
// policy given twice, and statements in another order, decide alike.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <iampolicy/access.h>

namespace {

using iampolicy::EvaluateJson;
using iampolicy::EvaluationAnswer;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::string DecisionOf(std::string_view answer) {
  const std::string_view member = "\"decision\":\"";
  const std::size_t at = answer.find(member);
  if (at == std::string_view::npos) return "";
  const std::size_t begin = at + member.size();
  return std::string(answer.substr(begin, answer.find('"', begin) - begin));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const EvaluationAnswer answer = EvaluateJson(text);
  Require(!answer.json.empty() && answer.json.front() == '{' && answer.json.back() == '}');
  Require(!answer.judged || !DecisionOf(answer.json).empty());
  Require(EvaluateJson(text).json == answer.json);

  // The same bytes as the text of policies of two kinds.
  const iampolicy::PolicyText once[] = {{iampolicy::PolicyKind::kIdentity, text},
                                        {iampolicy::PolicyKind::kResource, text}};
  const iampolicy::PolicyText twice[] = {{iampolicy::PolicyKind::kResource, text},
                                         {iampolicy::PolicyKind::kIdentity, text},
                                         {iampolicy::PolicyKind::kIdentity, text}};
  iampolicy::Request request;
  request.principal = "arn:aws:sts::111122223333:assumed-role/deployer/b1";
  request.account = "111122223333";
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::home/otter/n";
  request.resource_account = "111122223333";
  request.context = {{"aws:username", {"otter"}}, {"aws:TagKeys", {"a", "b"}, true}, {"aws:SourceIp", {"10.0.0.1"}}};
  const auto first = iampolicy::Evaluate(once, request);
  const auto second = iampolicy::Evaluate(twice, request);
  Require(first.ok() == second.ok());
  if (first.ok()) {
    Require(first->outcome == second->outcome);
    Require(!iampolicy::EvaluationText(*first).empty());
  }
  return 0;
}
