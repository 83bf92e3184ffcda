// The answer of the ValidatePolicy API, so that scripts written for it keep working: its issue codes, its paths, its
// columns from 0 and offsets in characters.

#include <iampolicy/report.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::JsonWriter;

constexpr std::string_view kTool = "access-analyzer:";
constexpr std::string_view kSyntaxError = "access-analyzer:JSON_SYNTAX_ERROR";

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

bool IsSyntaxError(const Finding& finding) {
  return std::find(finding.aliases.begin(), finding.aliases.end(), kSyntaxError) != finding.aliases.end();
}

/// A place of a finding, and which element it is of: equal for the entries of one list and for the same element of
/// several statements.
struct Place {
  const std::vector<PathElement>* path;
  const Location* location;
  std::size_t element = 0;
};

bool IsSameElement(const std::vector<PathElement>& a, const std::vector<PathElement>& b) {
  const auto next_name = [](auto at, auto end) {
    return std::find_if(at, end, [](const PathElement& step) { return step.kind != PathElement::Kind::kIndex; });
  };
  auto left = next_name(a.begin(), a.end());
  auto right = next_name(b.begin(), b.end());
  while (left != a.end() && right != b.end() && left->name == right->name) {
    left = next_name(left + 1, a.end());
    right = next_name(right + 1, b.end());
  }
  return left == a.end() && right == b.end();
}

/// All places of the finding. Elements come in the order of the rule, the action before what it is wrong with; the
/// entries of one element in that of the file.
std::vector<Place> PlacesOf(const Finding& finding) {
  std::vector<Place> places = {{&finding.path, &finding.location}};
  for (const Related& related : finding.related) {
    if (!related.path.empty()) places.push_back({&related.path, &related.location});
  }
  std::vector<const std::vector<PathElement>*> elements;
  for (Place& place : places) {
    place.element = static_cast<std::size_t>(
        std::find_if(elements.begin(), elements.end(),
                     [&](const std::vector<PathElement>* path) { return IsSameElement(*path, *place.path); }) -
        elements.begin());
    if (place.element == elements.size()) elements.push_back(place.path);
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) {
    if (a.element != b.element) return a.element < b.element;
    return a.location->start.offset < b.location->start.offset;
  });
  return places;
}

void WriteFinding(JsonWriter& json, const Finding& finding, std::string_view code) {
  json.Object([&] {
    json.Member("findingType", finding.finding_type);
    json.Member("issueCode", code);
    json.Member("findingDetails", finding.message);
    json.Member("learnMoreLink", finding.learn_more);
    json.Array("locations", [&] {
      // In a text that is no JSON the API names no element.
      if (IsSyntaxError(finding)) return WriteLocation(json, {}, finding.location);
      for (const Place& place : PlacesOf(finding)) WriteLocation(json, *place.path, *place.location);
    });
  });
}

/// The texts in which the API does not get past a syntax error, in order; it tells the first of each and nothing else.
class UnreadTexts {
 public:
  explicit UnreadTexts(const Report& report) {
    for (const Finding& finding : report.findings) {
      if (IsSyntaxError(finding)) first_.try_emplace(KeyOf(finding), &finding);
    }
  }
  bool PassesOver(const Finding& finding) const {
    const auto found = first_.find(KeyOf(finding));
    return found != first_.end() && found->second != &finding;
  }

 private:
  using Key = std::pair<std::string_view, std::string_view>;
  static Key KeyOf(const Finding& finding) { return {finding.location.file, finding.owner}; }
  std::map<Key, const Finding*> first_;
};

}  // namespace

std::string ToAccessAnalyzer(const Report& report) {
  const UnreadTexts unread(report);
  JsonWriter json;
  json.Object([&] {
    json.Array("findings", [&] {
      for (const Finding& finding : report.findings) {
        if (unread.PassesOver(finding)) continue;
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
