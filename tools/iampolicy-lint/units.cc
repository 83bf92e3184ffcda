#include "tools/iampolicy-lint/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {
namespace {

// "boundary:FILE" -> its kind and FILE; FILE alone is an attached policy.
Member MemberOf(std::string_view text, const std::string& principal) {
  for (const PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kBoundary, PolicyKind::kTrust, PolicyKind::kScp}) {
    const std::string prefix = std::string(Name(kind)) + ":";
    if (text.starts_with(prefix)) return {std::string(text.substr(prefix.size())), kind, principal};
  }
  return {std::string(text), PolicyKind::kIdentity, principal};
}

std::optional<Unit> UnitOfPrincipal(const std::string& text) {
  const std::optional<std::pair<std::string, std::string>> pair = SplitPair(text);
  Unit unit;
  std::string_view rest = pair ? std::string_view(pair->second) : std::string_view();
  while (!rest.empty()) {
    const std::size_t comma = std::min(rest.find(','), rest.size());
    if (comma != 0) unit.push_back(MemberOf(rest.substr(0, comma), pair->first));
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
  if (!unit.empty()) return unit;
  Complain(fmt::format("--principal takes NAME=FILE,..., not `{}`", text));
  return std::nullopt;
}

// What a value of --principal stands for: itself, or the lines of a file.
std::optional<std::vector<std::string>> LinesOf(const std::string& text) {
  if (!text.starts_with('@')) return std::vector{text};
  const Result<std::string> bytes = ReadOrComplain(text.substr(1));
  if (!bytes) return std::nullopt;
  std::vector<std::string> lines;
  for (std::size_t begin = 0; begin < bytes->size();) {
    const std::size_t end = std::min(bytes->find('\n', begin), bytes->size());
    std::string line = bytes->substr(begin, end - begin);
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    if (!line.empty() && line[0] != '#') lines.push_back(std::move(line));
    begin = end + 1;
  }
  return lines;
}

}  // namespace

std::vector<Unit> UnitsOf(const std::vector<std::string>& files, PolicyKind kind) {
  std::vector<Unit> units;
  if (kind != PolicyKind::kUnknown) {
    for (const std::string& file : files) units.push_back({{file, kind, ""}});
    return units;
  }
  const std::vector<std::string_view> names(files.begin(), files.end());
  for (const std::vector<std::uint32_t>& indices : Analyzer::Units(names)) {
    Unit unit;
    for (const std::uint32_t i : indices) unit.push_back({files[i], kind, ""});
    units.push_back(std::move(unit));
  }
  return units;
}

std::optional<std::vector<Unit>> UnitsOfPrincipals(const std::vector<std::string>& texts) {
  std::vector<Unit> units;
  for (const std::string& text : texts) {
    const std::optional<std::vector<std::string>> lines = LinesOf(text);
    if (!lines) return std::nullopt;
    for (const std::string& line : *lines) {
      std::optional<Unit> unit = UnitOfPrincipal(line);
      if (!unit) return std::nullopt;
      units.push_back(std::move(*unit));
    }
  }
  return units;
}

UnitTexts ReadUnit(const Unit& unit, const std::string& resource_type) {
  UnitTexts read;
  read.texts.reserve(unit.size());
  for (const Member& member : unit) {
    Result<std::string> bytes = ReadWhole(member.file);
    if (!bytes) {
      read.unread.push_back({member.file, bytes.error().message});
      continue;
    }
    read.texts.push_back(std::move(bytes).value());
    read.inputs.push_back({.name = member.file,
                           .bytes = read.texts.back(),
                           .kind = member.kind,
                           .resource_type = resource_type,
                           .principal = member.principal});
  }
  return read;
}

void TemplateArguments::AddTo(Arguments& arguments) {
  arguments.Texts("--parameter", "NAME=VALUE", parameters, "the value of a CloudFormation parameter");
  arguments.Texts("--parameter-file", "FILE", parameter_files, "a file of CloudFormation parameters");
  arguments.Texts("--var-file", "FILE", var_files, "a file of Terraform variables");
}

bool TemplateArguments::Fill(Options& options) const {
  for (const std::vector<std::string>* files : {&parameter_files, &var_files}) {
    for (const std::string& file : *files) {
      if (!ReadOrComplain(file)) return false;
    }
  }
  options.parameter_files = parameter_files;
  options.var_files = var_files;
  const std::optional<Pairs> pairs = ToPairs("--parameter", parameters);
  if (pairs) options.parameters = *pairs;
  return pairs.has_value();
}

}  // namespace iampolicy::command
