// The answer of a check, in the shape of the corresponding calls of AWS, with the witness.

#ifdef __clang__
// RapidJSON's stack adds to a null pointer while it is empty.
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/prettywriter.h>
#include <rapidjson/stringbuffer.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include <string>

#include <iampolicy/compare.h>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

void WriteRequest(report::JsonWriter& writer, const Request& request) {
  writer.OptionalMember("principal", request.principal);
  writer.OptionalMember("principalAccount", request.account);
  writer.Member("action", request.action);
  writer.Member("resource", request.resource);
  writer.Object("context", [&] {
    for (const ContextKey& key : request.context) {
      if (!key.is_set && key.values.size() == 1) {
        writer.Member(key.name, key.values.front());
      } else {
        writer.StringArray(key.name, key.values);
      }
    }
  });
}

void WriteChange(report::JsonWriter& writer, const AccessChange& change) {
  writer.Object([&] {
    writer.Member("direction", change.direction == AccessChange::Direction::kAdded ? "added" : "removed");
    writer.Member("service", change.service);
    writer.Member("level", change.level);
    writer.Member("actionCount", change.action_count);
    writer.Member("isWholeLevel", change.is_whole_level);
    writer.StringArray("actions", change.actions);
    writer.StringArray("resources", change.resources);
    writer.StringArray("conditions", change.conditions);
    writer.StringArray("principals", change.principals);
    writer.StringArray("shared", change.shared);
    writer.Member("risk", change.risk);
    writer.Object("example", [&] { WriteRequest(writer, change.example); });
  });
}

}  // namespace

std::string ToJson(const CheckResult& result) {
  report::JsonWriter writer;
  writer.Object([&] {
    writer.Member("result", Name(result.verdict));
    writer.Member("message", result.message);
    writer.Array("reasons", [&] {
      for (const CheckReason& reason : result.reasons) {
        writer.Object([&] {
          writer.Member("statementIndex", reason.statement_index);
          writer.Member("statementId", reason.statement_id);
          writer.Member("description", reason.description);
        });
      }
    });
    if (result.verdict != Verdict::kFail || !result.witness) return;
    if (result.only_unknown_actions) writer.Member("onlyUnknownActions", true);
    if (result.existing_allows_more) writer.Member("existingAllowsMore", true);
    writer.Object("witness", [&] { WriteRequest(writer, *result.witness); });
  });
  return writer.Take();
}

std::string ToJson(const AccessDiff& diff) {
  report::JsonWriter writer;
  writer.Object([&] {
    writer.Member("equivalent", diff.equivalent);
    writer.OptionalMember("incomplete", diff.incomplete);
    writer.Array("changes", [&] {
      for (const AccessChange& change : diff.changes) WriteChange(writer, change);
    });
  });
  return writer.Take();
}

}  // namespace v0
}  // namespace iampolicy
