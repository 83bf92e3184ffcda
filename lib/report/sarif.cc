// SARIF 2.1.0 for code scanning services. Level is what a service acts on, so a possible finding has it one lower, as
// in the exit status; superseded findings are left out, as for people.

#include <iampolicy/report.h>
#include <iampolicy/version.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::JsonWriter;

constexpr std::string_view kSchema = "https://json.schemastore.org/sarif-2.1.0.json";
constexpr std::string_view kFingerprint = "iampolicyElement/v1";

std::string_view Level(const Finding& finding) {
  for (const Severity severity : {Severity::kError, Severity::kWarning}) {
    if (Reaches(finding, severity)) return Name(severity);
  }
  return Name(Severity::kNote);
}

// A URI reference for a file name: relative names stay relative, absolute ones become file URIs.
std::string Uri(std::string_view file) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string uri = file.starts_with('/') ? "file://" : "";
  while (file.starts_with("./")) file.remove_prefix(2);
  for (const char c : file) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                          std::string_view("-._~/").find(c) != std::string_view::npos;
    if (is_plain) {
      uri.push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      uri.push_back('%');
      uri.push_back(kDigits[byte >> 4]);
      uri.push_back(kDigits[byte & 0xF]);
    }
  }
  return uri;
}

// What the findings of a report refer to by number.
struct Index {
  std::vector<const Finding*> findings;
  std::vector<const RuleDescription*> rules;  // those found, by id
  std::vector<std::string_view> unknown;      // ids found that no description was given for
  std::vector<std::string_view> files;

  std::uint32_t rule(std::string_view id) const {
    const auto described = std::lower_bound(
        rules.begin(), rules.end(), id, [](const RuleDescription* rule, std::string_view x) { return rule->id < x; });
    if (described != rules.end() && (*described)->id == id) {
      return static_cast<std::uint32_t>(described - rules.begin());
    }
    const auto other = std::lower_bound(unknown.begin(), unknown.end(), id);
    return static_cast<std::uint32_t>(rules.size() + static_cast<std::size_t>(other - unknown.begin()));
  }
  std::uint32_t file(std::string_view name) const {
    return static_cast<std::uint32_t>(std::lower_bound(files.begin(), files.end(), name) - files.begin());
  }
};

void SortUnique(std::vector<std::string_view>& names) {
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
}

Index MakeIndex(const Report& report, std::span<const RuleDescription> rules) {
  Index index;
  std::vector<std::string_view> ids;
  for (const Finding& finding : report.findings) {
    if (!Counts(finding)) continue;
    index.findings.push_back(&finding);
    ids.push_back(finding.rule);
    index.files.push_back(finding.location.file);
    for (const Related& related : finding.related) index.files.push_back(related.location.file);
  }
  for (const Incomplete& incomplete : report.incomplete) index.files.push_back(incomplete.file);
  SortUnique(index.files);
  SortUnique(ids);
  for (const RuleDescription& rule : rules) {
    if (std::binary_search(ids.begin(), ids.end(), std::string_view(rule.id))) index.rules.push_back(&rule);
  }
  std::sort(index.rules.begin(), index.rules.end(),
            [](const RuleDescription* a, const RuleDescription* b) { return a->id < b->id; });
  for (const std::string_view id : ids) {
    if (index.rule(id) >= index.rules.size()) index.unknown.push_back(id);
  }
  return index;
}

// Some services rank findings tagged "security" by a number from 0 to 10.
std::string_view SecuritySeverity(Severity severity) {
  switch (severity) {
    case Severity::kError:
      return "8.0";
    case Severity::kWarning:
      return "5.0";
    case Severity::kNote:
      return "2.0";
  }
  return "";
}

std::string HelpMarkdown(const RuleDescription& rule) {
  std::string markdown = rule.why_markdown;
  for (const std::string& reference : rule.references) markdown += (markdown.empty() ? "- " : "\n- ") + reference;
  return markdown.empty() ? rule.summary : markdown;
}

void WriteText(JsonWriter& json, std::string_view name, std::string_view text) {
  json.Object(name, [&] { json.Member("text", text); });
}

void WriteRule(JsonWriter& json, const RuleDescription& rule) {
  json.Object([&] {
    json.Member("id", rule.id);
    WriteText(json, "shortDescription", rule.summary);
    WriteText(json, "fullDescription", rule.why_markdown.empty() ? rule.summary : rule.why_markdown);
    json.Object("help", [&] {
      json.Member("text", rule.help.empty() ? rule.summary : rule.help);
      json.Member("markdown", HelpMarkdown(rule));
    });
    for (const std::string& reference : rule.references) {
      if (!reference.starts_with("https://")) continue;
      json.Member("helpUri", reference);
      break;
    }
    json.Object("defaultConfiguration", [&] { json.Member("level", Name(rule.severity)); });
    json.Object("properties", [&] {
      std::vector<std::string> tags = {std::string(Name(rule.finding_class))};
      tags.insert(tags.end(), rule.tags.begin(), rule.tags.end());
      std::sort(tags.begin(), tags.end());
      tags.erase(std::unique(tags.begin(), tags.end()), tags.end());
      json.StringArray("tags", tags);
      if (!rule.aliases.empty()) json.StringArray("aliases", rule.aliases);
      if (rule.finding_class == FindingClass::kSecurity) {
        json.Member("security-severity", SecuritySeverity(rule.severity));
      }
    });
  });
}

void WriteRules(JsonWriter& json, const Index& index) {
  json.Array("rules", [&] {
    for (const RuleDescription* rule : index.rules) WriteRule(json, *rule);
    for (const std::string_view id : index.unknown) {
      json.Object([&] { json.Member("id", id); });
    }
  });
}

void WriteArtifact(JsonWriter& json, const Index& index, std::string_view file) {
  json.Object("artifactLocation", [&] {
    json.Member("uri", Uri(file));
    json.Member("index", index.file(file));
  });
}

void WriteRegion(JsonWriter& json, std::string_view name, const Location& location) {
  json.Object(name, [&] {
    json.Member("startLine", location.start.line);
    json.Member("startColumn", location.start.column);
    json.Member("endLine", location.end.line);
    json.Member("endColumn", location.end.column);
    json.Member("charOffset", location.start.character);
    json.Member("charLength", location.end.character - location.start.character);
  });
}

void WritePlace(JsonWriter& json, const Index& index, const Location& location, std::string_view line) {
  json.Object("physicalLocation", [&] {
    WriteArtifact(json, index, location.file);
    WriteRegion(json, "region", location);
    if (line.empty() || location.end.line != location.start.line) return;
    json.Object("contextRegion", [&] {
      json.Member("startLine", location.start.line);
      json.Member("endLine", location.end.line);
      WriteText(json, "snippet", line);
    });
  });
}

// The edits of a fix are all in the finding's file.
void WriteFix(JsonWriter& json, const Index& index, const Finding& finding) {
  json.Object([&] {
    WriteText(json, "description", finding.fix.title);
    json.Array("artifactChanges", [&] {
      json.Object([&] {
        WriteArtifact(json, index, finding.location.file);
        json.Array("replacements", [&] {
          for (const Edit& edit : finding.fix.edits) {
            json.Object([&] {
              WriteRegion(json, "deletedRegion", edit.location);
              if (!edit.text.empty()) WriteText(json, "insertedContent", edit.text);
            });
          }
        });
      });
    });
    json.Object("properties", [&] { json.Member("safety", Name(finding.fix.safety)); });
  });
}

void WriteResult(JsonWriter& json, const Index& index, const Finding& finding) {
  json.Object([&] {
    json.Member("ruleId", finding.rule);
    json.Member("ruleIndex", index.rule(finding.rule));
    json.Member("level", Level(finding));
    WriteText(json, "message", finding.help.empty() ? finding.message : finding.message + " (" + finding.help + ")");
    json.Array("locations", [&] {
      json.Object([&] {
        WritePlace(json, index, finding.location, finding.line_text);
        json.Array("logicalLocations", [&] {
          json.Object([&] { json.Member("fullyQualifiedName", finding.owner + "#" + finding.pointer); });
        });
      });
    });
    if (!finding.related.empty()) {
      json.Array("relatedLocations", [&] {
        for (const Related& related : finding.related) {
          json.Object([&] {
            WritePlace(json, index, related.location, related.line_text);
            if (!related.message.empty()) WriteText(json, "message", related.message);
          });
        }
      });
    }
    if (!finding.fix.edits.empty()) {
      json.Array("fixes", [&] { WriteFix(json, index, finding); });
    }
    if (!finding.fingerprint.empty()) {
      json.Object("partialFingerprints", [&] { json.Member(kFingerprint, finding.fingerprint); });
    }
    json.Object("properties", [&] {
      json.Member("class", Name(finding.finding_class));
      json.Member("certainty", Name(finding.certainty));
      json.Member("policyType", PolicyTypeName(finding.policy_kind));
      json.OptionalMember("owner", finding.owner);
      json.OptionalMember("when", finding.when);
    });
  });
}

void WriteInvocation(JsonWriter& json, const Report& report, const Index& index) {
  json.Array("invocations", [&] {
    json.Object([&] {
      json.Member("executionSuccessful", report.incomplete.empty());
      json.Array("toolExecutionNotifications", [&] {
        for (const Incomplete& incomplete : report.incomplete) {
          json.Object([&] {
            json.Member("level", "error");
            WriteText(json, "message", incomplete.reason);
            json.Array("locations", [&] {
              json.Object(
                  [&] { json.Object("physicalLocation", [&] { WriteArtifact(json, index, incomplete.file); }); });
            });
          });
        }
      });
    });
  });
}

void WriteRun(JsonWriter& json, const Report& report, const Index& index) {
  json.Object([&] {
    json.Object("tool", [&] {
      json.Object("driver", [&] {
        json.Member("name", "iampolicy-lint");
        json.Member("version", kVersion);
        json.Member("semanticVersion", kVersion);
        WriteRules(json, index);
      });
    });
    WriteInvocation(json, report, index);
    json.Member("columnKind", "unicodeCodePoints");
    json.Array("artifacts", [&] {
      for (const std::string_view file : index.files) {
        json.Object([&] { json.Object("location", [&] { json.Member("uri", Uri(file)); }); });
      }
    });
    json.Array("results", [&] {
      for (const Finding* finding : index.findings) WriteResult(json, index, *finding);
    });
  });
}

}  // namespace

std::string ToSarif(const Report& report, std::span<const RuleDescription> rules) {
  const Index index = MakeIndex(report, rules);
  JsonWriter json;
  json.Object([&] {
    json.Member("$schema", kSchema);
    json.Member("version", "2.1.0");
    json.Array("runs", [&] { WriteRun(json, report, index); });
  });
  return json.Take();
}

}  // namespace v0
}  // namespace iampolicy
