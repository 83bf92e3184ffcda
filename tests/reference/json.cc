// Documents as plain JSON values; see evaluator.h.

#include <cstddef>
#include <utility>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

Json Json::String(std::string text) {
  Json json;
  json.kind = Kind::kString;
  json.text = std::move(text);
  return json;
}

Json Json::List(std::vector<Json> items) {
  Json json;
  json.kind = Kind::kList;
  json.items = std::move(items);
  return json;
}

Json Json::Object(std::vector<std::pair<std::string, Json>> members) {
  Json json;
  json.kind = Kind::kObject;
  for (auto& [name, value] : members) {
    json.names.push_back(name);
    json.items.push_back(std::move(value));
  }
  return json;
}

const Json* Json::Member(const std::string& name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return &items[i];
  }
  return nullptr;
}

std::vector<std::pair<std::string, Json>> Json::Members() const {
  std::vector<std::pair<std::string, Json>> members;
  for (std::size_t i = 0; i < names.size(); ++i) members.emplace_back(names[i], items[i]);
  return members;
}

std::string Json::Dump() const {
  const auto quoted = [](const std::string& value) {
    std::string out = "\"";
    for (const char c : value) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    return out + "\"";
  };
  std::string out;
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
    case Kind::kNumber:
      return text;
    case Kind::kString:
      return quoted(text);
    case Kind::kList:
      for (const Json& item : items) out += (out.empty() ? "" : ", ") + item.Dump();
      return "[" + out + "]";
    case Kind::kObject:
      for (const auto& [name, value] : Members()) out += (out.empty() ? "" : ", ") + quoted(name) + ": " + value.Dump();
      return "{" + out + "}";
  }
  return out;
}

}  // namespace iampolicy::reference
