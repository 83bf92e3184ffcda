#ifndef IAMPOLICY_LIB_RULES_EXAMPLES_H_
#define IAMPOLICY_LIB_RULES_EXAMPLES_H_

// The examples of a rule: they are its tests and its documentation.
//
//   {"policy": {...}, "finds": [{"at": "/Statement/Action", "message": "..."}]}
//
// Instead of `policy`: `text`, for what is not JSON: a string, or a list of strings and of {"repeat", "times"}, {"hex"}
// and {"$unknown"}; or `policies`, those of one principal: policies, or {"kind", "policy"} for a boundary or SCP; there
// `at` starts with the number of the policy; or `yaml`, a text of which the YAML reader's problems are judged; or
// `problem`, one of the file around policies: {"kind", "at": its text, "got", "expected"}. Beside: policyType (or
// kind), resourceType, title.

#include <cstdint>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/rules/engine.h"
#include "lib/rules/finding.h"
#include "lib/rules/json.h"
#include "lib/rules/pack.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {

struct ExampleRun {
  std::vector<Finding> findings;  ///< by place; `pointer` as `at` writes it
  std::string fault;              ///< why the example could not be run; "" where it was
};

/// Judges the example with the engine's rules. The files in findings are called policy.json.
ExampleRun RunExample(const Engine& engine, const Json& example, Memo& memo, Repairs repairs = Repairs::kWithout);

/// Compares what was found with `finds`: a line for each difference.
std::vector<std::string> Differences(const ExampleRun& run, const Json& example);

/// Findings about members of examples and of their `finds` that do not exist, and values they cannot have.
void CheckExampleMembers(const Json& rule, Diagnostics& diagnostics);

/// Findings about a rule whose `fix` no example shows: one where the edits leave less for the rule to find.
void CheckFix(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics);

/// Findings about a rule's examples: each that is not as written. `rule` is the rule in its file.
void TestExamples(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics);

/// Findings about examples that do not test the rule: none that finds, none that is silent, none with a message, or all
/// of them pass when the rule's `when` is negated, loses a conjunct, or its `unless` is dropped.
void CheckExamples(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_EXAMPLES_H_
