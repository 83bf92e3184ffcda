// The ids of one other tool, each with what stands for it here.

#include <iampolicy/rules.h>

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "lib/report/json_writer.h"
#include "lib/rules/other_tools.h"

namespace iampolicy {
inline namespace v0 {
namespace {

/// The id without its tool; "" where it is of another.
std::string_view CodeOf(std::string_view id, std::string_view tool) {
  const bool is_of_tool = id.size() > tool.size() && id.starts_with(tool) && id[tool.size()] == ':';
  return is_of_tool ? id.substr(tool.size() + 1) : std::string_view();
}

}  // namespace

std::vector<CodeInfo> RuleSet::Codes(std::string_view tool) const {
  std::vector<CodeInfo> out;
  for (const RuleInfo& rule : List()) {
    for (const std::string& alias : rule.description.aliases) {
      const std::string_view code = CodeOf(alias, tool);
      if (code.empty()) continue;
      out.push_back({std::string(code), rule.description.id, rule.description.summary, rule.finding_type, rule.needs,
                     rule.opt_in ? "opt-in" : "on"});
    }
  }
  for (const rules::RetiredCode& retired : rules::RetiredCodes()) {
    const std::string_view code = CodeOf(retired.id, tool);
    if (!code.empty()) out.push_back({std::string(code), "", std::string(retired.summary), "", {}, "retired"});
  }
  std::sort(out.begin(), out.end(),
            [](const CodeInfo& a, const CodeInfo& b) { return std::tie(a.code, a.rule) < std::tie(b.code, b.rule); });
  return out;
}

std::string ToJson(std::span<const CodeInfo> codes) {
  report::JsonWriter json;
  json.Object([&] {
    json.Array("codes", [&] {
      for (const CodeInfo& code : codes) {
        json.Object([&] {
          json.Member("code", code.code);
          json.Member("rule", code.rule);
          json.Member("summary", code.summary);
          json.Member("findingType", code.finding_type);
          json.StringArray("needs", code.needs);
          json.Member("status", code.status);
        });
      }
    });
  });
  return json.Take();
}

}  // namespace v0
}  // namespace iampolicy
