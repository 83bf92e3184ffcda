// Comparison held to z3, an outside oracle. z3 gives up on some inclusions of patterns; where both answer, they must
// agree.
//
//   oracle [PAIRS [MILLISECONDS]]     pairs of generated policies, and the time z3 has for each

#include <cstdio>
#include <cstdlib>
#include <string>

#include <iampolicy/compare.h>

#include "tests/reference/evaluator.h"
#include "tests/reference/policy_generator.h"
#include "tests/z3/encoding.h"

int main(int count, char** arguments) {
  using iampolicy::reference::Json;
  using iampolicy::z3_oracle::Told;
  const unsigned long pairs = count > 1 ? std::strtoul(arguments[1], nullptr, 10) : 40;
  const auto milliseconds = static_cast<unsigned>(count > 2 ? std::strtoul(arguments[2], nullptr, 10) : 500);
  iampolicy::reference::Dice dice(0x5DEECE66Du);
  unsigned long decided = 0;
  unsigned long wrong = 0;
  for (unsigned long asked = 0; asked < pairs;) {
    const Json existing = iampolicy::reference::Document(iampolicy::reference::Statements(dice));
    const Json candidate = iampolicy::reference::Document(iampolicy::reference::Statements(dice));
    const Told told = iampolicy::z3_oracle::AskZ3(existing, candidate, milliseconds);
    if (told == Told::kNotEncoded) continue;
    ++asked;
    if (told == Told::kGaveUp) continue;
    ++decided;
    const std::string before = existing.Dump();
    const std::string after = candidate.Dump();
    const auto result = iampolicy::CheckNoNewAccess({.kind = iampolicy::PolicyKind::kIdentity, .text = before},
                                                    {.kind = iampolicy::PolicyKind::kIdentity, .text = after});
    const auto expected = told == Told::kWithin ? iampolicy::Verdict::kPass : iampolicy::Verdict::kFail;
    if (result.ok() && result->verdict == expected) continue;
    ++wrong;
    std::printf("z3: %s, iampolicy: %s\nexisting  %s\ncandidate %s\n", told == Told::kWithin ? "PASS" : "FAIL",
                result.ok() ? std::string(Name(result->verdict)).c_str() : "error", before.c_str(), after.c_str());
  }
  std::printf("%lu pairs, %lu decided by z3, %lu disagreements\n", pairs, decided, wrong);
  return wrong == 0 && decided > 0 ? 0 : 1;
}
