// file(), fileset() and templatefile(): texts beside the module, where the caller lets them be read.

#include <algorithm>

#include "lib/carriers/terraform_evaluator.h"
#include "lib/carriers/terraform_module.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers::terraform {
namespace {

constexpr std::size_t kMostFiles = 200;
constexpr std::size_t kMostBytes = 1u << 20;

// `*` stands for any characters, `?` for one.
bool Fits(std::string_view name, std::string_view pattern) {
  std::size_t star = std::string_view::npos;
  std::size_t after = 0;
  std::size_t n = 0;
  std::size_t p = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      after = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++after;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace

// A name that starts with ${path.module}, or is known as it stands; of those for the module's own directory only.
std::optional<std::string> Evaluator::NameOfFile(const Module& module, Ref path) const {
  if (!IsString(path) && !IsUnknown(path)) return std::nullopt;
  std::string name = IsString(path) ? path->text.bytes : "";
  std::string reason = IsString(path) ? "" : path->reason;
  if (name.size() >= 4 && name[0] == '\xF4') {
    const char32_t first = text::DecodeUtf8(name, 0).value;
    if (!pool_.sources().IsHole(first)) return std::nullopt;
    reason = pool_.sources().hole(first).reason;
    name.erase(0, 4);
    if (!name.empty() && name[0] != '/') return std::nullopt;
    name.erase(0, 1);
  } else if (IsString(path) && (name.empty() || name[0] == '/')) {
    return std::nullopt;
  }
  const bool is_here =
      reason.empty() || reason == "path:path.module" || (reason == "path:path.root" && !module.is_called);
  if (!is_here || name.find('\xF4') != std::string::npos) return std::nullopt;
  return FileBelow(module.directory, name);
}

std::optional<text::Span> Evaluator::TextNamed(const std::string& name) {
  if (!read_text_ || (texts_.size() >= kMostFiles && texts_.count(name) == 0)) return std::nullopt;
  const auto [known, is_new] = texts_.try_emplace(name);
  if (is_new) known->second = read_text_(name);
  if (known->second && known->second->size() > kMostBytes) return std::nullopt;
  return known->second;
}

std::optional<text::Span> Evaluator::TextOfFile(const Module& module, Ref path) {
  const auto name = NameOfFile(module, path);
  return name && !name->empty() ? TextNamed(*name) : std::nullopt;
}

// fileset(): the files of one directory whose names fit a pattern; `*` and `?` in the last step of it only.
Ref Evaluator::ListFiles(const Module& module, const std::vector<Ref>& values, text::Span span) {
  const bool has_pattern = values.size() == 2 && IsString(values[1]) && !pool_.HasHole(values[1]->text);
  const std::string pattern = has_pattern ? values[1]->text.bytes : "";
  const std::size_t last = pattern.rfind('/') == std::string::npos ? 0 : pattern.rfind('/') + 1;
  const std::string way = pattern.substr(0, last);
  const bool is_plain = has_pattern && way.find_first_of("*?[{") == std::string::npos &&
                        pattern.find_first_of("[{\\") == std::string::npos && pattern.find("**") == std::string::npos;
  const auto directory = is_plain ? NameOfFile(module, values[0]) : std::nullopt;
  const std::string slash = !directory || directory->empty() || directory->back() == '/' ? "" : "/";
  const auto listed = directory ? TextNamed(*directory + slash + way) : std::nullopt;
  if (!listed) {
    unknown_functions_.emplace(span.begin, "fileset");
    return pool_.Unknown("function:fileset", "", span);
  }
  std::vector<Ref> names;
  std::string_view rest = pool_.sources().Text(*listed);
  while (!rest.empty()) {
    const std::string_view name = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(name.size() + 1, rest.size()));
    if (Fits(name, std::string_view(pattern).substr(last))) names.push_back(pool_.Bytes(way + std::string(name), span));
  }
  return pool_.Set(names, span);
}

Ref Evaluator::ReadFile(const Module& module, const std::vector<Ref>& values, text::Span span) {
  const auto read = values.size() == 1 ? TextOfFile(module, values[0]) : std::nullopt;
  if (read && !text::FindInvalidUtf8(pool_.sources().Text(*read))) {
    return pool_.String(TextAt(pool_.sources(), *read), *read);
  }
  unknown_functions_.emplace(span.begin, "file");
  return pool_.Unknown("function:file", "", span);
}

// Only the variables that are handed to it are seen in a template.
Ref Evaluator::ReadTemplate(const Module& module, const std::vector<Ref>& values, text::Span span) {
  const auto read = values.size() == 2 ? TextOfFile(module, values[0]) : std::nullopt;
  if (read && values[1]->kind == Value::Kind::kObject) {
    auto found = templates_.find(read->begin);
    if (found == templates_.end()) {
      found = templates_.emplace(read->begin, syntax::ReadHclTemplate(pool_.sources(), *read)).first;
    }
    const syntax::HclFile& file = found->second;
    if (file.errors.empty() && !file.nodes.empty()) {
      const Scope* scope = nullptr;
      for (const Field& field : values[1]->fields) {
        names_.push_back(field.name);
        scope = Push(scope, names_.back(), field.value);
      }
      return Eval(nothing_, {&file, static_cast<syntax::HclId>(file.nodes.size() - 1)}, scope);
    }
  }
  unknown_functions_.emplace(span.begin, "templatefile");
  return pool_.Unknown("function:templatefile", "", span);
}

}  // namespace iampolicy::carriers::terraform
