// file() and templatefile(): texts beside the module, where the caller lets them be read.

#include "lib/carriers/terraform_evaluator.h"
#include "lib/carriers/terraform_module.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers::terraform {
namespace {

constexpr std::size_t kMostFiles = 200;
constexpr std::size_t kMostBytes = 1u << 20;

}  // namespace

// A name that starts with ${path.module}, or is known as it stands; of those for the module's own directory only.
std::optional<text::Span> Evaluator::TextOfFile(const Module& module, Ref path) {
  if (!read_text_ || !IsString(path)) return std::nullopt;
  std::string name = path->text.bytes;
  if (name.size() > 4 && name[0] == '\xF4') {
    const char32_t first = text::DecodeUtf8(name, 0).value;
    if (!pool_.sources().IsHole(first)) return std::nullopt;
    const std::string& reason = pool_.sources().hole(first).reason;
    const bool is_here = reason == "path:path.module" || (reason == "path:path.root" && !module.is_called);
    if (!is_here || name[4] != '/') return std::nullopt;
    name.erase(0, 5);
  }
  if (name.empty() || name[0] == '/' || name.find('\xF4') != std::string::npos) return std::nullopt;
  name = FileBelow(module.directory, name);
  if (texts_.size() >= kMostFiles && texts_.count(name) == 0) return std::nullopt;
  const auto [known, is_new] = texts_.try_emplace(name);
  if (is_new) known->second = read_text_(name);
  if (known->second && known->second->size() > kMostBytes) return std::nullopt;
  return known->second;
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
