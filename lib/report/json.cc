// The report as one JSON object: everything that is known of a finding, superseded ones included. Members may be added;
// none is ever removed or renamed.

#include <iampolicy/report.h>
#include <iampolicy/version.h>

#include <cstdint>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::JsonWriter;

void WritePosition(JsonWriter& json, std::string_view name, const Position& position) {
  json.Object(name, [&] {
    json.Member("line", position.line);
    json.Member("column", position.column);
    json.Member("offset", position.offset);
  });
}

void WriteLocation(JsonWriter& json, const Location& location) {
  WritePosition(json, "start", location.start);
  WritePosition(json, "end", location.end);
}

void WriteRelated(JsonWriter& json, const Related& related) {
  json.Object([&] {
    json.Member("message", related.message);
    json.Member("file", related.location.file);
    json.Member("pointer", related.pointer);
    WriteLocation(json, related.location);
  });
}

void WriteFix(JsonWriter& json, const Fix& fix) {
  json.Object("fix", [&] {
    json.Member("safety", Name(fix.safety));
    json.Member("title", fix.title);
    json.Array("edits", [&] {
      for (const Edit& edit : fix.edits) {
        json.Object([&] {
          json.Member("file", edit.location.file);
          WriteLocation(json, edit.location);
          json.Member("text", edit.text);
        });
      }
    });
  });
}

void WriteFinding(JsonWriter& json, const Finding& finding) {
  json.Object([&] {
    json.Member("rule", finding.rule);
    json.Member("class", Name(finding.finding_class));
    json.Member("severity", Name(finding.severity));
    json.Member("certainty", Name(finding.certainty));
    json.Member("message", finding.message);
    json.Member("help", finding.help);
    json.Member("file", finding.location.file);
    json.Member("owner", finding.owner);
    json.Member("policyType", PolicyTypeName(finding.policy_kind));
    json.Member("kind", Name(finding.policy_kind));
    json.Member("pointer", finding.pointer);
    WriteLocation(json, finding.location);
    json.StringArray("aliases", finding.aliases);
    json.Array("related", [&] {
      for (const Related& related : finding.related) WriteRelated(json, related);
    });
    json.Member("fingerprint", finding.fingerprint);
    json.OptionalMember("when", finding.when);
    json.OptionalMember("supersededBy", finding.superseded_by);
    if (!finding.fix.edits.empty()) WriteFix(json, finding.fix);
  });
}

void WriteLevels(JsonWriter& json, const std::array<std::uint32_t, 5>& by_level) {
  json.Object("actionsByLevel", [&] {
    json.Member("List", by_level[0]);
    json.Member("Read", by_level[1]);
    json.Member("Write", by_level[2]);
    json.Member("Permissions management", by_level[3]);
    json.Member("Tagging", by_level[4]);
  });
}

void WriteBreadth(JsonWriter& json, const Breadth& breadth) {
  json.Member("actions", breadth.actions);
  json.Member("services", breadth.services);
  WriteLevels(json, breadth.by_level);
  json.Member("reach", Name(breadth.reach));
  json.Member("audience", Name(breadth.audience));
  json.Member("conditioned", breadth.conditioned);
  json.Member("unconditioned", breadth.unconditioned);
  json.Member("atLeast", breadth.at_least);
}

void WriteScore(JsonWriter& json, const Score& score) {
  json.Member("total", score.total);
  json.Member("atLeast", score.at_least);
  json.Array("terms", [&] {
    for (const ScoreTerm& term : score.terms) {
      json.Object([&] {
        json.Member("statement", term.statement);
        WriteLevels(json, term.by_level);
        json.Member("reach", Name(term.reach));
        json.Member("reachWeight", term.reach_weight);
        json.Member("audience", Name(term.audience));
        json.Member("audienceWeight", term.audience_weight);
        json.Member("conditioned", term.conditioned);
        json.Member("points", term.points);
      });
    }
  });
}

void WritePolicy(JsonWriter& json, const PolicySummary& policy) {
  json.Object([&] {
    json.Member("file", policy.file);
    json.Member("owner", policy.owner);
    json.Member("policyType", PolicyTypeName(policy.kind));
    json.Member("kind", Name(policy.kind));
    json.Member("inferred", policy.inferred);
    json.Member("resourceType", policy.resource_type);
    json.Member("path", policy.pointer);
    json.Member("line", policy.line);
    json.Member("unknowns", policy.has_unknowns);
    json.Object("breadth", [&] { WriteBreadth(json, policy.breadth); });
    json.Array("statements", [&] {
      for (const Breadth& statement : policy.statements) json.Object([&] { WriteBreadth(json, statement); });
    });
    json.Object("score", [&] { WriteScore(json, policy.score); });
  });
}

void WriteSummary(JsonWriter& json, const Report& report) {
  std::uint32_t with_unknowns = 0;
  for (const PolicySummary& policy : report.policies) with_unknowns += policy.has_unknowns ? 1 : 0;
  json.Object("summary", [&] {
    json.Member("policies", report.policies.size());
    json.Member("withUnknowns", with_unknowns);
    json.Array("passedOver", [&] {
      for (const PassedOver& passed : report.passed_over) {
        json.Object([&] {
          json.Member("reason", passed.reason);
          json.Member("count", passed.count);
        });
      }
    });
    json.Array("notSeen", [&] {
      for (const NotSeen& one : report.not_seen) {
        json.Object([&] {
          json.Member("what", one.what);
          json.Member("count", one.count);
        });
      }
    });
  });
}

}  // namespace

std::string ToJson(const Report& report) {
  JsonWriter json;
  json.Object([&] {
    json.Member("version", kVersion);
    json.Object("catalog", [&] { json.Member("date", report.catalog_date); });
    json.Member("files", report.files);
    json.Member("policies", report.policies.size());
    json.Array("findings", [&] {
      for (const Finding& finding : report.findings) {
        if (!finding.opt_in) WriteFinding(json, finding);
      }
    });
    json.Array("incomplete", [&] {
      for (const Incomplete& incomplete : report.incomplete) {
        json.Object([&] {
          json.Member("file", incomplete.file);
          json.Member("reason", incomplete.reason);
        });
      }
    });
    WriteSummary(json, report);
    json.Array("policySummaries", [&] {
      for (const PolicySummary& policy : report.policies) WritePolicy(json, policy);
    });
  });
  return json.Take();
}

}  // namespace v0
}  // namespace iampolicy
