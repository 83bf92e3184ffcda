#include "lib/prove_fix.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "lib/access/checks.h"
#include "lib/policy/build.h"

namespace iampolicy {
inline namespace v0 {
namespace {

constexpr std::size_t kMostReadAgain = std::size_t{16} << 20;

const Input* FindInput(std::span<const Input> inputs, std::string_view name) {
  const auto found = std::find_if(inputs.begin(), inputs.end(), [name](const Input& one) { return one.name == name; });
  return found == inputs.end() ? nullptr : &*found;
}

/// The bytes with the edits made; nullopt where they are not all in this file and in order.
std::optional<std::string> Edited(const Input& input, const std::vector<Edit>& edits) {
  std::string out;
  std::size_t at = 0;
  for (const Edit& edit : edits) {
    const std::size_t begin = edit.location.start.offset;
    const std::size_t end = edit.location.end.offset;
    if (edit.location.file != input.name || begin < at || end < begin || end > input.bytes.size()) return std::nullopt;
    out += input.bytes.substr(at, begin - at);
    out += edit.text;
    at = end;
  }
  return out + std::string(input.bytes.substr(at));
}

/// A policy with what it was built of.
struct Built {
  const policy::Policy& policy;
  const syntax::Tree& tree;
  const text::Sources& sources;

  std::string_view written(syntax::NodeId node) const { return sources.Text(tree[node].span); }
};

/// The statement alone, as one that allows: what a Deny refuses is compared as if it were allowed.
policy::Policy Alone(const policy::Policy& policy, std::size_t statement) {
  policy::Policy out;
  out.kind = policy.kind;
  out.resource_type = policy.resource_type;
  out.version = policy.version;
  out.is_object = true;
  out.statements.items.push_back(policy.statements.items[statement]);
  out.statements.items.front().effect = policy::Effect::kAllow;
  return out;
}

class Meaning {
 public:
  Meaning(const Built& before, const Built& after, const catalog::Catalog& catalog)
      : before_(before), after_(after), catalog_(catalog) {}

  // Statement by statement: only those that are written differently can mean something else. Comparing whole policies
  // would prove a little more, and take a hundred times as long where there are many statements.
  bool IsKept(FixSafety safety) const {
    const auto& olds = before_.policy.statements.items;
    const auto& news = after_.policy.statements.items;
    const bool has_variables = before_.written(before_.policy.node).find("${") != std::string_view::npos;
    if (has_variables && before_.policy.has_variables() != after_.policy.has_variables()) return false;
    std::size_t first = 0;
    while (first < std::min(olds.size(), news.size()) && IsSameText(first, first)) ++first;
    std::size_t last = 0;
    while (last < std::min(olds.size(), news.size()) - first &&
           IsSameText(olds.size() - 1 - last, news.size() - 1 - last)) {
      ++last;
    }
    const std::size_t changed = olds.size() - last - first;
    const std::size_t become = news.size() - last - first;
    if (changed == 1 && become == 0) return MayGo(first, safety);
    return changed == become && changed <= 1 && (changed == 0 || MayBecome(first, safety));
  }

 private:
  bool IsSameText(std::size_t old_one, std::size_t new_one) const {
    return before_.written(before_.policy.statements.items[old_one].node) ==
           after_.written(after_.policy.statements.items[new_one].node);
  }

  bool IsWithin(const policy::Policy& inner, const policy::Policy& outer) const {
    access::Access access(access::Stack::Of(inner), catalog_, after_.sources);
    return access.NewAccessOver(access::Stack::Of(outer)).found == text::Truth::kFalse;
  }

  bool MayBecome(std::size_t at, FixSafety safety) const {
    const policy::Effect effect = before_.policy.statements.items[at].effect;
    if (effect != after_.policy.statements.items[at].effect || effect == policy::Effect::kUnknown) return false;
    const policy::Policy was = Alone(before_.policy, at);
    const policy::Policy is = Alone(after_.policy, at);
    const bool is_allow = effect == policy::Effect::kAllow;
    // An Allow may shrink and a Deny grow.
    if (!(is_allow ? IsWithin(is, was) : IsWithin(was, is))) return false;
    return safety == FixSafety::kNarrowing || (is_allow ? IsWithin(was, is) : IsWithin(is, was));
  }

  // A statement that goes must be held by another of its effect; an Allow may go where that only narrows.
  bool MayGo(std::size_t gone, FixSafety safety) const {
    const policy::Statement& statement = before_.policy.statements.items[gone];
    if (statement.effect == policy::Effect::kUnknown) return false;
    if (statement.effect == policy::Effect::kAllow && safety == FixSafety::kNarrowing) return true;
    const policy::Policy was = Alone(before_.policy, gone);
    std::size_t asked = 0;
    for (std::size_t i = 0; i < after_.policy.statements.items.size() && asked < kMostAsked; ++i) {
      const policy::Statement& other = after_.policy.statements.items[i];
      const bool is_alike = other.effect == statement.effect &&
                            other.actions.items.size() == statement.actions.items.size() &&
                            other.not_actions.items.size() == statement.not_actions.items.size() &&
                            other.resources.items.size() == statement.resources.items.size() &&
                            other.conditions.items.size() == statement.conditions.items.size();
      if (!is_alike) continue;
      ++asked;
      if (IsWithin(was, Alone(after_.policy, i))) return true;
    }
    return false;
  }

  static constexpr std::size_t kMostAsked = 16;

  const Built& before_;
  const Built& after_;
  const catalog::Catalog& catalog_;
};

}  // namespace

bool FixProver::Holds(const carriers::Extraction& before, const text::Sources& sources, std::size_t document,
                      const Fix& fix) {
  if (fix.edits.empty()) return false;
  const Input* input = FindInput(inputs_, fix.edits[0].location.file);
  const std::optional<std::string> edited = input == nullptr ? std::nullopt : Edited(*input, fix.edits);
  if (!edited) return false;
  std::string key = std::to_string(document) + " " + std::string(Name(fix.safety));
  for (const Edit& edit : fix.edits) {
    key +=
        " " + std::to_string(edit.location.start.offset) + "-" + std::to_string(edit.location.end.offset) + edit.text;
  }
  const auto [known, is_new] = known_.try_emplace(std::move(key), false);
  if (is_new) known->second = Prove(before, sources, document, fix, *edited);
  return known->second;
}

bool FixProver::Prove(const carriers::Extraction& before, const text::Sources& sources, std::size_t document,
                      const Fix& fix, const std::string& edited) {
  text::Sources again;
  std::vector<carriers::Source> texts;
  for (const Input& input : inputs_) {
    const std::string_view bytes = input.name == fix.edits[0].location.file ? std::string_view(edited) : input.bytes;
    read_again_ += bytes.size();
    const auto span = again.AddFile(input.name, bytes);
    if (!span) return false;
    texts.push_back({input.name, *span, input.kind, input.resource_type});
  }
  if (read_again_ > kMostReadAgain) return false;
  const carriers::Extraction after = carriers::Extract(again, texts, options_, read_file_);
  if (after.documents.size() != before.documents.size() || after.errors.size() > before.errors.size() ||
      after.incomplete.size() > before.incomplete.size() || after.problems.size() > before.problems.size()) {
    return false;
  }
  const carriers::Document& old_document = before.documents[document];
  const carriers::Document& new_document = after.documents[document];
  const bool is_same = new_document.readable && new_document.file == old_document.file &&
                       new_document.path == old_document.path && new_document.owners == old_document.owners &&
                       new_document.problems.size() <= old_document.problems.size();
  if (!is_same || policy::Worlds(new_document.tree, new_document.root) != 1) return false;
  const auto build = [](const carriers::Document& one, const text::Sources& texts_of) {
    return policy::Build(one.tree, one.root, texts_of, {one.kind, one.resource_type, one.file}, 0);
  };
  const policy::Policy old_policy = build(old_document, sources);
  const policy::Policy new_policy = build(new_document, again);
  if (new_policy.kind != old_policy.kind || new_policy.problems.size() > old_policy.problems.size()) return false;
  if (old_policy.has_unknowns || new_policy.has_unknowns) return false;
  if (fix.safety == FixSafety::kSuggestion) return true;
  const Built was{old_policy, old_document.tree, sources};
  const Built is{new_policy, new_document.tree, again};
  return Meaning(was, is, catalog_).IsKept(fix.safety);
}

}  // namespace v0
}  // namespace iampolicy
