// The answer of the ValidatePolicy API, so that scripts written for it keep working: its issue codes, its paths, its
// columns from 0 and offsets in characters.

#include <iampolicy/report.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::JsonWriter;

constexpr std::string_view kTool = "access-analyzer:";

void WriteElement(JsonWriter& json, const PathElement& element) {
  json.Object([&] {
    switch (element.kind) {
      case PathElement::Kind::kValue:
        json.Member("value", element.name);
        break;
      case PathElement::Kind::kKey:
        json.Member("key", element.name);
        break;
      case PathElement::Kind::kIndex:
        json.Member("index", element.index);
        break;
      case PathElement::Kind::kSubstring:
        json.Object("substring", [&] {
          json.Member("start", element.start);
          json.Member("length", element.length);
        });
        break;
    }
  });
}

void WritePosition(JsonWriter& json, std::string_view name, const Position& position) {
  json.Object(name, [&] {
    json.Member("line", position.line);
    json.Member("column", position.column - 1);
    json.Member("offset", position.character);
  });
}

void WriteLocation(JsonWriter& json, const std::vector<PathElement>& path, const Location& location) {
  json.Object([&] {
    json.Array("path", [&] {
      for (const PathElement& element : path) WriteElement(json, element);
    });
    json.Object("span", [&] {
      WritePosition(json, "start", location.start);
      WritePosition(json, "end", location.end);
    });
  });
}

/// All places of the finding, in the order of the file.
void WriteLocations(JsonWriter& json, const Finding& finding) {
  struct Place {
    const std::vector<PathElement>* path;
    const Location* location;
  };
  std::vector<Place> places = {{&finding.path, &finding.location}};
  for (const Related& related : finding.related) {
    if (!related.path.empty()) places.push_back({&related.path, &related.location});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const Place& a, const Place& b) { return a.location->start.offset < b.location->start.offset; });
  for (const Place& place : places) WriteLocation(json, *place.path, *place.location);
}

void WriteFinding(JsonWriter& json, const Finding& finding, std::string_view code) {
  json.Object([&] {
    json.Member("findingType", finding.finding_type);
    json.Member("issueCode", code);
    json.Member("findingDetails", finding.message);
    json.Member("learnMoreLink", finding.learn_more);
    json.Array("locations", [&] { WriteLocations(json, finding); });
  });
}

}  // namespace

std::string ToAccessAnalyzer(const Report& report) {
  JsonWriter json;
  json.Object([&] {
    json.Array("findings", [&] {
      for (const Finding& finding : report.findings) {
        for (const std::string_view alias : finding.aliases) {
          if (alias.starts_with(kTool)) WriteFinding(json, finding, alias.substr(kTool.size()));
        }
      }
    });
  });
  return json.Take();
}

}  // namespace v0
}  // namespace iampolicy
