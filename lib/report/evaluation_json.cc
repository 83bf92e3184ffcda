// See evaluation.h.

#ifdef __clang__
// RapidJSON's stack adds to a null pointer while it is empty.
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include <string>
#include <string_view>

#include "lib/report/evaluation.h"

namespace iampolicy::report {
namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void Text(Writer& writer, std::string_view text) {
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void Member(Writer& writer, std::string_view name, std::string_view text) {
  Text(writer, name);
  Text(writer, text);
}

void Start(Writer& writer, std::string_view id) {
  writer.StartObject();
  if (id.empty()) return;
  Text(writer, "id");
  writer.RawValue(id.data(), id.size(), rapidjson::kStringType);
}

void Statement(Writer& writer, const StatementResult& statement) {
  writer.StartObject();
  Text(writer, "policy");
  writer.Uint(statement.policy);
  Text(writer, "statement");
  writer.Uint(statement.statement);
  Member(writer, "kind", Name(statement.kind));
  if (!statement.level.empty()) Member(writer, "level", statement.level);
  if (!statement.sid.empty()) Member(writer, "sid", statement.sid);
  Member(writer, "effect", statement.allow ? "Allow" : "Deny");
  Text(writer, "applies");
  writer.Bool(statement.applies);
  Text(writer, "decides");
  writer.Bool(statement.decides);
  if (!statement.why.empty()) Member(writer, "why", statement.why);
  writer.EndObject();
}

}  // namespace

std::string EvaluationJson(std::string_view id, const Decision& decision) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  Start(writer, id);
  Member(writer, "decision", Name(decision.outcome));
  Member(writer, "reason", decision.reason);
  Text(writer, "statements");
  writer.StartArray();
  for (const StatementResult& statement : decision.statements) Statement(writer, statement);
  writer.EndArray();
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

std::string EvaluationErrorJson(std::string_view id, std::string_view message) {
  rapidjson::StringBuffer buffer;
  Writer writer(buffer);
  Start(writer, id);
  Member(writer, "error", message);
  writer.EndObject();
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace iampolicy::report
