#include "lib/rules/json.h"

#include <algorithm>
#include <charconv>

#include "lib/rules/finding.h"
#include "lib/text/suggest.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

void Print(const Json& value, std::size_t indent, std::size_t column, std::string& out) {
  constexpr std::size_t kWidth = 100;
  std::string compact;
  // One blank after commas and colons; strings untouched.
  bool in_string = false;
  const std::string flat = Minified(value.written());
  for (std::size_t i = 0; i < flat.size(); ++i) {
    const char c = flat[i];
    compact += c;
    if (in_string && c == '\\') compact += flat[++i];
    if (c == '"') in_string = !in_string;
    if (!in_string && (c == ',' || c == ':')) compact += ' ';
  }
  const bool nested = value.kind() == Kind::kObject || value.kind() == Kind::kList;
  // Objects are opened at the two upper levels, as people write policies.
  const bool open = nested && (column + compact.size() > kWidth || (value.kind() == Kind::kObject && indent < 4));
  if (!open || compact.size() == 2) {
    out += compact;
    return;
  }
  const bool is_object = value.kind() == Kind::kObject;
  out += is_object ? "{" : "[";
  bool first = true;
  const std::string margin(indent + 2, ' ');
  if (is_object) {
    for (const Json::Entry& entry : value.members()) {
      out += first ? "\n" : ",\n";
      first = false;
      const std::string key = std::string(entry.key.written()) + ": ";
      out += margin + key;
      Print(entry.value, indent + 2, indent + 2 + key.size(), out);
    }
  } else {
    for (const Json& element : value.elements()) {
      out += first ? "\n" : ",\n";
      first = false;
      out += margin;
      Print(element, indent + 2, indent + 2, out);
    }
  }
  out += "\n" + std::string(indent, ' ') + (is_object ? "}" : "]");
}

}  // namespace

Json Json::member(std::string_view name) const {
  if (!is(Kind::kObject)) return {};
  return {tree, sources, tree->Member(node, name, *sources)};
}

std::vector<Json> Json::elements() const {
  if (!present()) return {};
  if (kind() != Kind::kList) return {*this};
  std::vector<Json> out;
  for (syntax::NodeId at = tree->First(node); at != syntax::kNone; at = tree->Next(node, at)) {
    out.push_back({tree, sources, at});
  }
  return out;
}

std::vector<Json::Entry> Json::members() const {
  std::vector<Entry> out;
  if (!is(Kind::kObject)) return out;
  for (syntax::NodeId at = tree->First(node); at != syntax::kNone;) {
    const syntax::NodeId value = tree->Next(node, at);
    if (value == syntax::kNone) break;
    const Json key{tree, sources, at};
    out.push_back({key.text(), key, {tree, sources, value}});
    at = tree->Next(node, value);
  }
  return out;
}

std::optional<std::int64_t> Json::integer() const {
  if (!is(Kind::kNumber)) return std::nullopt;
  const std::string_view digits = text();
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20) {
      out += std::string("\\u00") + kHex[byte / 16] + kHex[byte % 16];
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string Minified(std::string_view json) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (!in_string && IsBlank(c)) continue;
    out += c;
    if (in_string && c == '\\' && i + 1 < json.size()) out += json[++i];
    if (c == '"') in_string = !in_string;
  }
  return out;
}

std::string Pretty(const Json& value) {
  std::string out;
  Print(value, 0, 0, out);
  return out + "\n";
}

void Diagnostics::Report(text::Span span, std::string message, std::string help) {
  Finding finding;
  finding.rule = "rule-file";
  finding.finding_class = FindingClass::kInvalid;
  finding.severity = Severity::kError;
  finding.message = std::move(message);
  finding.help = std::move(help);
  Place(sources_, span, finding.location, finding.line_text);
  // What two parts of the compiler look at is said once.
  const bool repeats = std::any_of(out_.begin(), out_.end(), [&](const Finding& other) {
    return other.location == finding.location && other.message == finding.message;
  });
  if (repeats) {
    ++count_;
    return;
  }
  out_.push_back(std::move(finding));
  ++count_;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view nearest = text::NearestOf(word, candidates);
  return nearest.empty() ? std::string() : "did you mean `" + std::string(nearest) + "`?";
}

}  // namespace iampolicy::rules
