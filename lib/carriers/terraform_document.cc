#include "lib/carriers/terraform_document.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lib/carriers/extraction.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;
using Conditions = std::vector<std::pair<std::uint32_t, bool>>;

// A value below a name, or below two.
struct Entry {
  std::string outer;
  std::string inner;
  text::Span outer_place;
  text::Span inner_place;
  std::vector<Ref> items;
  Conditions conditions;
};

class Builder {
 public:
  explicit Builder(Evaluator& evaluator) : evaluator_(evaluator), pool_(evaluator.pool()) {}

  BuiltDocument Run(Ref arguments) {
    span_ = arguments->span;
    version_ = nullptr;
    Documents(FieldOf(arguments, "source_json"));
    Documents(FieldOf(arguments, "source_policy_documents"));
    const Ref version = FieldOf(arguments, "version");
    Version(version != nullptr && !IsNothing(version) ? version : pool_.Bytes("2012-10-17", span_));
    if (const Ref id = FieldOf(arguments, "policy_id"); id != nullptr && !IsNothing(id)) id_ = id;
    Statements(FieldOf(arguments, "statement"));
    Documents(FieldOf(arguments, "override_json"));
    Documents(FieldOf(arguments, "override_policy_documents"));
    std::vector<Field> fields = {{"Version", version_->span, version_}};
    if (id_ != nullptr) fields.push_back({"Id", id_->span, id_});
    std::vector<Ref> statements;
    for (const Statement& one : statements_) statements.push_back(one.value);
    if (!statements.empty()) fields.push_back({"Statement", span_, pool_.List(std::move(statements), span_)});
    return {pool_.Object(std::move(fields), span_), std::move(parts_)};
  }

 private:
  struct Statement {
    Ref value = nullptr;
    std::string sid;  ///< "" where there is none
  };

  static bool IsNothing(Ref value) {
    return IsNull(value) || value->kind == Kind::kAbsent || (IsString(value) && value->text.bytes.empty());
  }

  // The highest counts.
  void Version(Ref version) {
    const bool is_higher =
        version_ == nullptr || !IsString(version) || (IsString(version_) && version->text.bytes > version_->text.bytes);
    if (is_higher) version_ = version;
  }

  // A statement takes the place of the one with its Sid, where it is there.
  void Add(const Conditions& conditions, Ref statement) {
    const Ref name = statement->kind == Kind::kObject ? Member(statement, "sid") : nullptr;
    const std::string sid = name != nullptr && IsString(name) ? name->text.bytes : "";
    for (Statement& one : statements_) {
      if (sid.empty() || one.sid != sid) continue;
      one.value = evaluator_.Under(conditions, statement, one.value);
      return;
    }
    statements_.push_back({evaluator_.Under(conditions, statement), sid});
  }

  // Other documents, one or a list. What is not known may be any number of statements.
  void Documents(Ref documents) {
    if (documents == nullptr || IsNothing(documents)) return;
    if (documents->kind != Kind::kList && documents->kind != Kind::kChoice) return Document(documents, {});
    const auto elements = evaluator_.Elements(documents);
    if (!elements) return Document(documents, {});
    for (const Element& element : *elements) Document(element.value, element.conditions);
  }

  void Document(Ref document, const Conditions& conditions) {
    if (IsNothing(document)) return;
    if (document->kind == Kind::kChoice && conditions.size() < 3) {
      for (const bool goes : {true, false}) {
        Conditions more = conditions;
        more.emplace_back(document->guard, goes);
        Document(document->items[goes ? 0 : 1], more);
      }
      return;
    }
    if (document->kind == Kind::kEncoded && document->resource != nullptr) parts_.push_back(document->resource);
    const Ref decoded = evaluator_.Decode(document);
    if (decoded == nullptr || decoded->kind != Kind::kObject) {
      const Ref unknown = IsUnknown(document) ? evaluator_.Derived(document, document->span)
                                              : pool_.Unknown("undefined:document", "", document->span);
      return Add(conditions, unknown);
    }
    if (const Ref version = Member(decoded, "version"); version != nullptr && IsString(version)) Version(version);
    if (const Ref id = Member(decoded, "id"); id != nullptr && !IsNothing(id)) id_ = id;
    const Ref statements = Member(decoded, "statement");
    if (statements == nullptr) return;
    const auto elements = evaluator_.Elements(
        statements->kind == Kind::kObject ? pool_.List({statements}, statements->span) : statements);
    if (!elements) return Add(conditions, evaluator_.Derived(statements, statements->span));
    for (const Element& element : *elements) {
      Conditions all = element.conditions;
      all.insert(all.end(), conditions.begin(), conditions.end());
      Add(all, element.value);
    }
  }

  // Names of members are read without regard to case.
  static Ref Member(Ref object, std::string_view name) {
    if (object->kind != Kind::kObject) return nullptr;
    for (const Field& field : object->fields) {
      if (text::EqualIgnoringCase(field.name, name)) return field.value;
    }
    return nullptr;
  }

  void Statements(Ref list) {
    if (list == nullptr || IsNothing(list)) return;
    const auto elements = evaluator_.Elements(list);
    if (!elements) return Add({}, evaluator_.Derived(list, list->span));
    for (const Element& element : *elements) {
      const bool is_known = element.value->kind == Kind::kObject;
      Add(element.conditions, is_known ? OneStatement(element.value) : element.value);
    }
  }

  Ref OneStatement(Ref from) {
    std::vector<Field> fields;
    const auto add = [&fields](std::string name, text::Span place, Ref value) {
      if (value != nullptr && value->kind != Kind::kAbsent) fields.push_back({std::move(name), place, value});
    };
    const auto place = [](const Field& field) { return field.key; };
    const auto argument = [&](std::string_view name) -> const Field* {
      for (const Field& field : from->fields) {
        if (field.name == name && !IsNothing(field.value)) return &field;
      }
      return nullptr;
    };
    if (const Field* sid = argument("sid")) add("Sid", place(*sid), AsText(sid->value));
    if (const Field* effect = argument("effect")) {
      add("Effect", place(*effect), AsText(effect->value));
    } else {
      add("Effect", from->span, pool_.Bytes("Allow", from->span));
    }
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSets = {{{"actions", "Action"},
                                                                                     {"not_actions", "NotAction"},
                                                                                     {"resources", "Resource"},
                                                                                     {"not_resources", "NotResource"}}};
    for (const auto& [from_name, to_name] : kSets) {
      const Field* set = argument(from_name);
      if (set == nullptr) continue;
      const bool has_variables = to_name == "Resource" || to_name == "NotResource";
      add(std::string(to_name), place(*set), Set(set->value, has_variables));
    }
    if (const Field* principals = argument("principals"))
      add("Principal", place(*principals), Principals(principals->value));
    if (const Field* principals = argument("not_principals")) {
      add("NotPrincipal", place(*principals), Principals(principals->value));
    }
    if (const Field* condition = argument("condition"))
      add("Condition", place(*condition), ConditionsOf(condition->value));
    for (const char* name : {"Action", "Resource", "Principal"}) OnlyOneOf(name, std::string("Not") + name, fields);
    return pool_.Object(std::move(fields), from->span);
  }

  // AWS takes one of the two only, so that an unknown one is null where the other is known. Of two unknown ones the
  // first is: it may be anything, and what is said of the second, that it leaves out all but a few, would be said of
  // nothing.
  void OnlyOneOf(std::string_view name, std::string_view other, std::vector<Field>& fields) {
    const auto find = [&](std::string_view one) {
      return std::find_if(fields.begin(), fields.end(), [one](const Field& field) { return field.name == one; });
    };
    const auto a = find(name);
    const auto b = find(other);
    if (a == fields.end() || b == fields.end()) return;
    if (IsOpen(b->value)) {
      fields.erase(b);
    } else if (IsOpen(a->value)) {
      fields.erase(a);
    }
  }

  // Not known, or made by blocks of which there may be none.
  bool IsOpen(Ref value) {
    return IsUnknown(value) ||
           (value->kind == Kind::kChoice && pool_.guard(value->guard).name.substr(0, kAnyOf.size()) == kAnyOf);
  }

  // Values are strings in the end.
  Ref AsText(Ref value) {
    if (value->kind != Kind::kNumber && value->kind != Kind::kBool) return value;
    return pool_.String(pool_.ToText(value, value->span), value->span);
  }

  // `&{` is how a policy variable is written where `${` would be Terraform's own.
  Ref WithVariables(Ref value) {
    if (value->kind == Kind::kChoice) {
      return pool_.Choice(value->guard, WithVariables(value->items[0]), WithVariables(value->items[1]), value->span);
    }
    value = AsText(value);
    if (!IsString(value) || value->text.bytes.find("&{") == std::string::npos) return value;
    Text text = value->text;
    for (std::size_t at = text.bytes.find("&{"); at != std::string::npos; at = text.bytes.find("&{", at)) {
      text.bytes[at] = '$';
    }
    return pool_.String(std::move(text), value->span);
  }

  std::vector<Ref> Items(Ref list, bool has_variables) {
    std::vector<Ref> items;
    for (const Ref item : list->items) {
      if (IsNull(item)) continue;
      const Ref value = has_variables ? WithVariables(item) : AsText(item);
      const bool is_there = items.size() < 2'000 &&
                            std::any_of(items.begin(), items.end(), [value](Ref one) { return Same(one, value); });
      if (!is_there) items.push_back(value);
    }
    return items;
  }

  // nullptr where nothing is left; one value that is always there is not a list.
  Ref ScalarOrList(std::vector<Ref> items, text::Span span) {
    if (items.empty()) return nullptr;
    const auto is_conditional = [](Ref item) {
      return item->kind == Kind::kChoice &&
             (item->items[0]->kind == Kind::kAbsent || item->items[1]->kind == Kind::kAbsent);
    };
    if (items.size() == 1 && !is_conditional(items[0])) return items[0];
    return pool_.List(std::move(items), span);
  }

  Ref Set(Ref set, bool has_variables) {
    return evaluator_.OverChoices({set}, set->span, [&](const std::vector<Ref>& v) -> Ref {
      if (v[0]->kind != Kind::kList) return IsNothing(v[0]) ? pool_.Absent(set->span) : v[0];
      const Ref value = ScalarOrList(Items(v[0], has_variables), v[0]->span);
      return value != nullptr ? value : pool_.Absent(set->span);
    });
  }

  // Blocks with a name and values; of equal names the values add up.
  struct Shape {
    std::string_view outer;
    std::string_view inner;  ///< "" where there is only one name
    std::string_view values;
  };
  std::optional<std::vector<Entry>> Entries(Ref blocks, const Shape& shape) {
    const auto elements = evaluator_.Elements(blocks);
    if (!elements) return std::nullopt;
    std::vector<Entry> entries;
    for (const Element& element : *elements) {
      const Ref outer = FieldOf(element.value, shape.outer);
      const Ref inner = shape.inner.empty() ? outer : FieldOf(element.value, shape.inner);
      const Ref values = FieldOf(element.value, shape.values);
      if (outer == nullptr || inner == nullptr || values == nullptr) continue;
      Entry entry{pool_.ToText(outer, outer->span).bytes, "", outer->span, inner->span, {}, element.conditions};
      if (!shape.inner.empty()) entry.inner = pool_.ToText(inner, inner->span).bytes;
      if (values->kind == Kind::kList) {
        entry.items = Items(values, true);
      } else if (!IsNothing(values)) {
        entry.items.push_back(WithVariables(values));
      }
      entries.push_back(std::move(entry));
    }
    return entries;
  }

  // Whether all entries are there under the same conditions: then what they make is.
  static bool ShareConditions(const std::vector<Entry>& entries) {
    return std::all_of(entries.begin(), entries.end(),
                       [&](const Entry& one) { return one.conditions == entries.front().conditions; });
  }

  // The values below each pair of names, in the order of the names' first use.
  std::vector<Entry> Grouped(const std::vector<Entry>& entries, bool with_conditions) {
    std::vector<Entry> groups;
    for (const Entry& entry : entries) {
      auto group = std::find_if(groups.begin(), groups.end(), [&entry](const Entry& one) {
        return one.outer == entry.outer && one.inner == entry.inner;
      });
      if (group == groups.end()) {
        groups.push_back(entry);
        groups.back().items.clear();
        group = groups.end() - 1;
      }
      for (const Ref item : entry.items) {
        group->items.push_back(with_conditions ? evaluator_.Under(entry.conditions, item) : item);
      }
      if (entry.items.empty() || !with_conditions) continue;
      // What may not be there at all must not leave an empty list behind.
      if (group->items.size() == entry.items.size() && group->conditions == entry.conditions) continue;
      group->conditions.clear();
    }
    return groups;
  }

  Ref GroupValue(Entry& group, bool with_conditions) {
    if (with_conditions && !group.conditions.empty() && group.items.size() == 1) return group.items[0];
    return ScalarOrList(std::move(group.items), group.inner_place);
  }

  Ref Principals(Ref blocks) {
    auto entries = Entries(blocks, {"type", "", "identifiers"});
    if (!entries) return evaluator_.Derived(blocks, blocks->span);
    if (entries->empty()) return nullptr;
    const bool shared = ShareConditions(*entries);
    std::vector<Entry> groups = Grouped(*entries, !shared);
    const auto is_everyone = [&](const Entry& group) {
      return group.outer == "*" && group.items.size() == 1 && IsString(group.items[0]) &&
             group.items[0]->text.bytes == "*";
    };
    Ref made = nullptr;
    if (groups.size() == 1 && is_everyone(groups[0])) {
      made = groups[0].items[0];
    } else {
      std::vector<Field> fields;
      for (Entry& group : groups) {
        const Ref value = GroupValue(group, !shared);
        if (value != nullptr) fields.push_back({group.outer, group.outer_place, value});
      }
      if (fields.empty()) return nullptr;
      made = pool_.Object(std::move(fields), blocks->span);
    }
    return shared ? evaluator_.Under(entries->front().conditions, made) : made;
  }

  Ref ConditionsOf(Ref blocks) {
    auto entries = Entries(blocks, {"test", "variable", "values"});
    if (!entries) return evaluator_.Derived(blocks, blocks->span);
    if (entries->empty()) return nullptr;
    const bool shared = ShareConditions(*entries);
    std::vector<Entry> groups = Grouped(*entries, !shared);
    std::vector<Field> operators;
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const auto before = std::find_if(groups.begin(), groups.begin() + static_cast<std::ptrdiff_t>(i),
                                       [&](const Entry& one) { return one.outer == groups[i].outer; });
      if (before != groups.begin() + static_cast<std::ptrdiff_t>(i)) continue;
      std::vector<Field> keys;
      for (std::size_t k = i; k < groups.size(); ++k) {
        if (groups[k].outer != groups[i].outer) continue;
        const Ref value = GroupValue(groups[k], !shared);
        keys.push_back(
            {groups[k].inner, groups[k].inner_place, value != nullptr ? value : pool_.List({}, groups[k].inner_place)});
      }
      operators.push_back(
          {groups[i].outer, groups[i].outer_place, pool_.Object(std::move(keys), groups[i].outer_place)});
    }
    const Ref made = pool_.Object(std::move(operators), blocks->span);
    return shared ? evaluator_.Under(entries->front().conditions, made) : made;
  }

  Evaluator& evaluator_;
  Pool& pool_;
  text::Span span_;
  Ref version_ = nullptr;
  Ref id_ = nullptr;
  std::vector<Statement> statements_;
  std::vector<const Resource*> parts_;
};

}  // namespace

BuiltDocument BuildPolicyDocument(Evaluator& evaluator, Ref arguments) { return Builder(evaluator).Run(arguments); }

// Nested blocks as the list that a plan has for them.
Ref Evaluator::BlocksAsList(const Module& module, const Body& body, std::string_view type, const Scope* scope) {
  std::vector<Ref> items;
  text::Span span = body.get().span;
  for (Nested nested : Blocks(module, body, type, scope)) {
    // It stands for as many as there may be, and there may be none.
    if (nested.unknown_each != nullptr) {
      nested.conditions.emplace_back(GuardOfBlocks(module, nested, type, scope), true);
    }
    if (items.empty()) span = nested.body.get().span;
    span.end = std::max(span.end, nested.body.get().span.end);
    items.push_back(Under(nested.conditions, DocumentArguments(module, nested.body, nested.scope)));
  }
  return pool_.List(std::move(items), span);
}

std::uint32_t Evaluator::GuardOfBlocks(const Module& module, const Nested& nested, std::string_view type,
                                       const Scope* scope) {
  const text::Span span = nested.body.file->nodes[nested.unknown_each->value].span;
  std::string key = module.prefix + "any " + std::to_string(span.begin);
  if (scope != nullptr) key += "#" + std::to_string(scope->id);
  const std::string_view text = pool_.sources().Text(span);
  const std::string_view question = type == "statement" ? kAnyStatement : kAnyOf;
  return pool_.Guard(std::string(question) + std::string(text.substr(0, text.find('\n'))), key, span);
}

Ref Evaluator::DocumentArguments(const Module& module, const Body& body, const Scope* scope) {
  constexpr std::array<std::string_view, 17> kArguments = {"actions",
                                                           "effect",
                                                           "identifiers",
                                                           "not_actions",
                                                           "not_resources",
                                                           "override_json",
                                                           "override_policy_documents",
                                                           "policy_id",
                                                           "resources",
                                                           "sid",
                                                           "source_json",
                                                           "source_policy_documents",
                                                           "test",
                                                           "type",
                                                           "values",
                                                           "variable",
                                                           "version"};
  constexpr std::array<std::string_view, 4> kBlocks = {"condition", "not_principals", "principals", "statement"};
  std::vector<Field> fields;
  for (const syntax::HclAttribute& attribute : body.get().attributes) {
    const std::string_view name = pool_.sources().Text(attribute.name);
    if (std::find(kArguments.begin(), kArguments.end(), name) == kArguments.end()) continue;
    fields.push_back({std::string(name), attribute.name, Eval(module, {body.file, attribute.value}, scope)});
  }
  for (const std::string_view type : kBlocks) {
    const Ref list = BlocksAsList(module, body, type, scope);
    if (!list->items.empty()) fields.push_back({std::string(type), list->span, list});
  }
  return pool_.Object(std::move(fields), body.get().span);
}

Ref Evaluator::PolicyDocument(const Module& module, const Resource& resource, const Instance& instance) {
  const std::string name = resource.address + instance.suffix;
  // By its place: a name may be given twice.
  Memo& memo = memo_[{&module, "document." + name + "@" + std::to_string(resource.body.get().span.begin)}];
  if (memo.value != nullptr) return memo.value;
  const text::Span span = resource.body.get().span;
  if (memo.is_open || depth_ > 200) return pool_.Unknown("cycle:" + name, "", span);
  memo.is_open = true;
  ++depth_;
  BuiltDocument built = BuildPolicyDocument(*this, DocumentArguments(module, resource.body, instance.scope));
  --depth_;
  parts_.insert(built.parts.begin(), built.parts.end());
  memo.is_open = false;
  memo.value = built.document;
  return memo.value;
}

}  // namespace iampolicy::carriers::terraform
