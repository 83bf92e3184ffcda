#include "lib/report/request_text.h"

#include "lib/report/display.h"

namespace iampolicy::report {

std::string Joined(const std::vector<std::string>& values, std::string_view separator) {
  std::string text;
  for (const std::string& value : values) {
    if (!text.empty()) text += separator;
    text += value;
  }
  return text;
}

void AddLine(std::string& out, std::string_view text) { out += Printable(text) + "\n"; }

std::string ValueOf(const ContextKey& key) {
  const std::string value = key.is_set || key.values.size() != 1 ? "{" + Joined(key.values, ", ") + "}" : key.values[0];
  return value.empty() ? "\"\"" : value;
}

void AddRequest(std::string& out, const Request& request, std::string_view indent) {
  const auto line = [&](std::string_view name, std::string_view value) {
    std::string text(indent);
    text += name;
    text += std::string(10 - name.size(), ' ');
    text += value;
    AddLine(out, text);
  };
  if (!request.principal.empty()) line("principal", request.principal);
  line("action", request.action);
  line("resource", request.resource);
  for (const ContextKey& key : request.context) line("context", key.name + " = " + ValueOf(key));
}

}  // namespace iampolicy::report
