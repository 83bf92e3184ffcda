// Functions of collections and types.

#include "lib/carriers/terraform_functions.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "lib/syntax/json.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;
using text::Truth;

constexpr std::size_t kMostElements = 10'000;

bool IsOpen(Ref value) { return IsUnknown(value) || value->kind == Kind::kChoice; }

// The elements that an argument adds to a list: its own, one unknown for all of an unknown list, or those of both
// branches of a choice, each where its branch is taken.
void AddItems(const Arguments& arguments, Ref list, std::vector<Ref>& items, int depth = 0) {
  if (list->kind == Kind::kList) {
    items.insert(items.end(), list->items.begin(), list->items.end());
  } else if (list->kind == Kind::kChoice && depth < 3) {
    for (const bool goes : {true, false}) {
      std::vector<Ref> branch;
      AddItems(arguments, list->items[goes ? 0 : 1], branch, depth + 1);
      for (const Ref item : branch) items.push_back(arguments.evaluator.Under({{list->guard, goes}}, item));
    }
  } else if (IsOpen(list)) {
    items.push_back(list);
  }
}

void Flatten(Ref list, std::vector<Ref>& items, int depth) {
  for (const Ref item : list->items) {
    if (item->kind == Kind::kList && depth < 16) {
      Flatten(item, items, depth + 1);
    } else if (items.size() < kMostElements) {
      items.push_back(item);
    }
  }
}

bool Holds(const Pool& pool, const std::vector<Ref>& items, Ref value) {
  return std::any_of(items.begin(), items.end(), [&](Ref item) { return Equal(pool, item, value) == Truth::kTrue; });
}

std::vector<const Field*> Sorted(Ref object) {
  std::vector<const Field*> fields;
  for (const Field& field : object->fields) fields.push_back(&field);
  std::sort(fields.begin(), fields.end(), [](const Field* a, const Field* b) { return a->name < b->name; });
  return fields;
}

Ref Concat(const Arguments& a) {
  std::vector<Ref> items;
  for (const Ref list : a.values) {
    if (list->kind != Kind::kList && !IsOpen(list)) return a.Refuse();
    AddItems(a, list, items);
  }
  if (items.size() > kMostElements) items.resize(kMostElements);
  return a.pool().List(std::move(items), a.span);
}

Ref FlattenAll(const Arguments& a) {
  std::vector<Ref> list;
  AddItems(a, a[0], list);
  if (IsUnknown(a[0])) return a.evaluator.Derived(a[0], a.span);
  std::vector<Ref> open;
  for (const Ref item : list) {
    if (item->kind == Kind::kChoice) {
      AddItems(a, item, open);  // a list that is there under a condition
    } else {
      open.push_back(item);
    }
  }
  std::vector<Ref> items;
  Flatten(a.pool().List(std::move(open), a.span), items, 0);
  return a.pool().List(std::move(items), a.span);
}

Ref Merge(const Arguments& a) {
  std::vector<Field> fields;
  for (const Ref object : a.values) {
    if (IsNull(object)) continue;
    if (object->kind != Kind::kObject) return a.Refuse();
    for (const Field& field : object->fields) {
      const auto same = [&](const Field& one) { return one.name == field.name; };
      const auto found = std::find_if(fields.begin(), fields.end(), same);
      if (found != fields.end()) {
        *found = field;
      } else {
        fields.push_back(field);
      }
    }
    if (fields.size() > kMostElements) return a.Refuse();
  }
  return a.pool().Object(std::move(fields), a.span);
}

Ref ToSet(const Arguments& a) {
  const auto* items = a.Items(0);
  return items == nullptr ? a.Refuse() : a.pool().Set(*items, a.span);
}

// Open values stay; of known ones the first of each.
Ref Distinct(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  std::vector<Ref> out;
  for (const Ref item : *items) {
    const bool is_there = std::any_of(out.begin(), out.end(), [&](Ref one) {
      return terraform::Same(one, item) || Equal(a.pool(), one, item) == Truth::kTrue;
    });
    if (!is_there) out.push_back(item);
    if (out.size() > 2'000) break;  // every element is compared with every other
  }
  return a.pool().List(std::move(out), a.span);
}

// A set becomes a list.
Ref ToList(const Arguments& a) {
  return a[0]->kind == Kind::kList && a[0]->is_set ? a.pool().List(a[0]->items, a.span) : a[0];
}

Ref Compact(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  std::vector<Ref> out;
  for (const Ref item : *items) {
    if (!IsNull(item) && !(IsString(item) && item->text.bytes.empty())) out.push_back(item);
  }
  return a.pool().List(std::move(out), a.span);
}

Ref Sort(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  std::vector<Ref> out = *items;
  if (std::all_of(out.begin(), out.end(), IsString)) {
    std::stable_sort(out.begin(), out.end(), [](Ref x, Ref y) { return x->text.bytes < y->text.bytes; });
  }
  return a.pool().List(std::move(out), a.span);
}

Ref Reverse(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  return a.pool().List({items->rbegin(), items->rend()}, a.span);
}

enum class Keep : std::uint8_t { kAll, kShared, kOnlyFirst };
Ref OfSets(const Arguments& a, Keep keep) {
  std::vector<Ref> out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto* items = a.Items(i);
    if (items == nullptr || items->size() > 2'000) return a.Refuse();
    if (i == 0 || keep == Keep::kAll) {
      out.insert(out.end(), items->begin(), items->end());
    } else {
      std::erase_if(out, [&](Ref one) { return Holds(a.pool(), *items, one) == (keep == Keep::kOnlyFirst); });
    }
  }
  return a.pool().Set(out, a.span);
}
Ref SetUnion(const Arguments& a) { return OfSets(a, Keep::kAll); }
Ref SetIntersection(const Arguments& a) { return OfSets(a, Keep::kShared); }
Ref SetSubtract(const Arguments& a) { return OfSets(a, Keep::kOnlyFirst); }

Ref SetProduct(const Arguments& a) {
  std::vector<std::vector<Ref>> rows(1);
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto* items = a.Items(i);
    if (items == nullptr || rows.size() * items->size() > kMostElements) return a.Refuse();
    std::vector<std::vector<Ref>> more;
    for (const std::vector<Ref>& row : rows) {
      for (const Ref item : *items) {
        more.push_back(row);
        more.back().push_back(item);
      }
    }
    rows = std::move(more);
  }
  std::vector<Ref> out;
  for (std::vector<Ref>& row : rows) out.push_back(a.pool().List(std::move(row), a.span));
  return a.pool().List(std::move(out), a.span);
}

Ref Keys(const Arguments& a) {
  if (a[0]->kind != Kind::kObject) return a.Refuse();
  std::vector<Ref> out;
  for (const Field* field : Sorted(a[0])) out.push_back(a.pool().Bytes(field->name, field->key));
  return a.pool().List(std::move(out), a.span);
}

Ref ValuesOf(const Arguments& a) {
  if (a[0]->kind != Kind::kObject) return a.Refuse();
  std::vector<Ref> out;
  for (const Field* field : Sorted(a[0])) out.push_back(field->value);
  return a.pool().List(std::move(out), a.span);
}

Ref Lookup(const Arguments& a) {
  const auto key = a.Known(1);
  if (IsUnknown(a[0])) return a.evaluator.Derived(a[0], a.span);
  if (!key || a[0]->kind != Kind::kObject) return IsOpen(a[1]) ? a.evaluator.Derived(a[1], a.span) : a.Refuse();
  if (const Ref found = FieldOf(a[0], *key)) return found;
  return a.size() > 2 ? a[2] : a.Refuse();
}

Ref ElementOf(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr || items->empty() || a[1]->kind != Kind::kNumber) return a.Refuse();
  const double index = NumberOf(a[1]);
  if (index < 0 || index > 1e9) return a.Refuse();
  return (*items)[static_cast<std::size_t>(index) % items->size()];
}

Ref IndexOf(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  for (std::size_t i = 0; i < items->size(); ++i) {
    if (Equal(a.pool(), (*items)[i], a[1]) == Truth::kTrue) return a.pool().Number(static_cast<double>(i), a.span);
  }
  return a.Refuse();
}

Ref Contains(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  Truth found = Truth::kFalse;
  for (const Ref item : *items) found = text::Or(found, Equal(a.pool(), item, a[1]));
  if (found == Truth::kUnknown) return a.pool().Unknown("function:contains", "", a.span);
  return a.pool().Bool(found == Truth::kTrue, a.span);
}

Ref Length(const Arguments& a) {
  const bool is_list = a[0]->kind == Kind::kList;
  if (is_list && std::any_of(a[0]->items.begin(), a[0]->items.end(), IsOpen)) {
    return a.pool().Unknown("function:length", "", a.span);
  }
  if (is_list) return a.pool().Number(static_cast<double>(a[0]->items.size()), a.span);
  if (a[0]->kind == Kind::kObject) return a.pool().Number(static_cast<double>(a[0]->fields.size()), a.span);
  const auto known = a.Known(0);
  return known ? a.pool().Number(static_cast<double>(known->size()), a.span) : a.Refuse();
}

Ref ZipMap(const Arguments& a) {
  const auto* keys = a.Items(0);
  const auto* values = a.Items(1);
  if (keys == nullptr || values == nullptr || keys->size() != values->size()) return a.Refuse();
  std::vector<Field> fields;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    fields.push_back({a.pool().ToText((*keys)[i], a.span).bytes, (*keys)[i]->span, (*values)[i]});
  }
  return a.pool().Object(std::move(fields), a.span);
}

Ref Range(const Arguments& a) {
  double begin = 0;
  double end = NumberOf(a[0]);
  double step = 1;
  if (a.size() > 1) {
    begin = end;
    end = NumberOf(a[1]);
    step = begin <= end ? 1 : -1;
  }
  if (a.size() > 2) step = NumberOf(a[2]);
  if (step == 0 || (end - begin) / step > 1024) return a.Refuse();
  std::vector<Ref> out;
  for (double at = begin; step > 0 ? at < end : at > end; at += step) out.push_back(a.pool().Number(at, a.span));
  return a.pool().List(std::move(out), a.span);
}

Ref Slice(const Arguments& a) {
  const auto* items = a.Items(0);
  const double begin = NumberOf(a[1]);
  const double end = NumberOf(a[2]);
  if (items == nullptr || begin < 0 || end < begin || end > static_cast<double>(items->size())) return a.Refuse();
  return a.pool().List(
      {items->begin() + static_cast<std::ptrdiff_t>(begin), items->begin() + static_cast<std::ptrdiff_t>(end)}, a.span);
}

Ref ChunkList(const Arguments& a) {
  const auto* items = a.Items(0);
  const double size = NumberOf(a[1]);
  if (items == nullptr || size < 1 || size > 1e6) return a.Refuse();
  std::vector<Ref> out;
  std::vector<Ref> chunk;
  for (const Ref item : *items) {
    chunk.push_back(item);
    if (chunk.size() >= static_cast<std::size_t>(size)) out.push_back(a.pool().List(std::exchange(chunk, {}), a.span));
  }
  if (!chunk.empty()) out.push_back(a.pool().List(std::move(chunk), a.span));
  return a.pool().List(std::move(out), a.span);
}

Ref Coalesce(const Arguments& a) {
  for (const Ref value : a.values) {
    const bool is_nothing = IsNull(value) || (IsString(value) && value->text.bytes.empty());
    if (!is_nothing) return value;
  }
  return a.Refuse();
}

Ref CoalesceList(const Arguments& a) {
  for (const Ref value : a.values) {
    if (value->kind != Kind::kList || !value->items.empty()) return value;
  }
  return a.Refuse();
}

Ref One(const Arguments& a) {
  if (a[0]->kind != Kind::kList || a[0]->items.size() > 1) return a.Refuse();
  return a[0]->items.empty() ? a.pool().Null(a.span) : a[0]->items[0];
}

// Whether Terraform would refuse the value, or anything in it.
bool IsRefused(Ref value) {
  if (value->kind == Kind::kUnknown) return value->is_error;
  if (value->weight > 10'000) return false;
  return std::any_of(value->items.begin(), value->items.end(), IsRefused) ||
         std::any_of(value->fields.begin(), value->fields.end(),
                     [](const Field& field) { return IsRefused(field.value); });
}

Ref Try(const Arguments& a) {
  for (const Ref value : a.values) {
    if (!IsRefused(value)) return value;
  }
  return a.values.back();
}

Ref Can(const Arguments& a) {
  if (IsUnknown(a[0]) && !IsRefused(a[0])) return a.pool().Unknown("function:can", "", a.span);
  return a.pool().Bool(!IsRefused(a[0]), a.span);
}

Ref Same(const Arguments& a) { return a[0]; }

Ref JsonEncode(const Arguments& a) { return a.pool().Encoded(a[0], a.span); }

Ref JsonDecode(const Arguments& a) {
  const Ref value = a.evaluator.Decode(a[0]);
  return value != nullptr ? value : a.Refuse();
}

Ref AllTrue(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  Truth all = Truth::kTrue;
  for (const Ref item : *items)
    all = text::And(all, item->kind == Kind::kBool ? text::ToTruth(item->truth) : Truth::kUnknown);
  if (all == Truth::kUnknown) return a.pool().Unknown("function:alltrue", "", a.span);
  return a.pool().Bool(all == Truth::kTrue, a.span);
}

Ref AnyTrue(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr) return a.Refuse();
  Truth any = Truth::kFalse;
  for (const Ref item : *items)
    any = text::Or(any, item->kind == Kind::kBool ? text::ToTruth(item->truth) : Truth::kUnknown);
  if (any == Truth::kUnknown) return a.pool().Unknown("function:anytrue", "", a.span);
  return a.pool().Bool(any == Truth::kTrue, a.span);
}

Ref ToBool(const Arguments& a) {
  const auto text = a.Known(0);
  if (text == "true" || text == "false") return a.pool().Bool(text == "true", a.span);
  return IsNull(a[0]) ? a[0] : a.Refuse();
}

// Values whose key is among those that are looked for.
Ref MatchKeys(const Arguments& a) {
  const auto* values = a.Items(0);
  const auto* keys = a.Items(1);
  const auto* wanted = a.Items(2);
  if (values == nullptr || keys == nullptr || wanted == nullptr || values->size() != keys->size()) return a.Refuse();
  std::vector<Ref> out;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    if (Holds(a.pool(), *wanted, (*keys)[i])) out.push_back((*values)[i]);
  }
  return a.pool().List(std::move(out), a.span);
}

// {a = [x, y]} -> {x = [a], y = [a]}.
Ref Transpose(const Arguments& a) {
  if (a[0]->kind != Kind::kObject) return a.Refuse();
  std::map<std::string, std::vector<Ref>> lists;
  for (const Field* field : Sorted(a[0])) {
    if (field->value->kind != Kind::kList) return a.Refuse();
    for (const Ref item : field->value->items) {
      if (!IsString(item) || a.pool().HasHole(item->text)) return a.Refuse();
      lists[item->text.bytes].push_back(a.pool().Bytes(field->name, field->key));
    }
  }
  std::vector<Field> fields;
  for (auto& [name, items] : lists) fields.push_back({name, a.span, a.pool().List(std::move(items), a.span)});
  return a.pool().Object(std::move(fields), a.span);
}

Ref Sum(const Arguments& a) {
  const auto* items = a.Items(0);
  if (items == nullptr || items->empty()) return a.Refuse();
  double sum = 0;
  for (const Ref item : *items) {
    if (IsOpen(item)) return a.pool().Unknown("function:sum", "", a.span);
    if (item->kind != Kind::kNumber) return a.Refuse();
    sum += NumberOf(item);
  }
  return a.pool().Number(sum, a.span);
}

Ref YamlDecode(const Arguments& a) {
  const Ref text = a[0];
  if (!IsString(text)) return a.Refuse();
  const auto span = a.pool().sources().AddDerived(text->text.bytes, text->text.runs);
  if (!span) return a.Refuse();
  const syntax::ParsedYaml parsed = syntax::ReadYaml(a.pool().sources(), *span, syntax::kDocumentLimits);
  if (!parsed.complete || parsed.documents.size() != 1) return a.Refuse();
  return a.pool().FromTree(parsed.documents[0], parsed.documents[0].root());
}

constexpr std::array<Function, 43> kFunctions = {{{"alltrue", Needs::kKnown, 1, AllTrue},
                                                  {"anytrue", Needs::kKnown, 1, AnyTrue},
                                                  {"can", Needs::kAny, 1, Can},
                                                  {"chunklist", Needs::kKnown, 2, ChunkList},
                                                  {"coalesce", Needs::kAny, 1, Coalesce},
                                                  {"coalescelist", Needs::kAny, 1, CoalesceList},
                                                  {"compact", Needs::kKnown, 1, Compact},
                                                  {"concat", Needs::kAny, 0, Concat},
                                                  {"contains", Needs::kKnown, 2, Contains},
                                                  {"defaults", Needs::kAny, 1, Same},
                                                  {"distinct", Needs::kKnown, 1, Distinct},
                                                  {"element", Needs::kKnown, 2, ElementOf},
                                                  {"ephemeralasnull", Needs::kAny, 1, Same},
                                                  {"flatten", Needs::kAny, 1, FlattenAll},
                                                  {"index", Needs::kKnown, 2, IndexOf},
                                                  {"jsondecode", Needs::kKnown, 1, JsonDecode},
                                                  {"jsonencode", Needs::kAny, 1, JsonEncode},
                                                  {"keys", Needs::kKnown, 1, Keys},
                                                  {"length", Needs::kKnown, 1, Length},
                                                  {"lookup", Needs::kKnown, 2, Lookup},
                                                  {"matchkeys", Needs::kKnown, 3, MatchKeys},
                                                  {"merge", Needs::kKnown, 0, Merge},
                                                  {"nonsensitive", Needs::kAny, 1, Same},
                                                  {"one", Needs::kKnown, 1, One},
                                                  {"range", Needs::kKnown, 1, Range},
                                                  {"reverse", Needs::kKnown, 1, Reverse},
                                                  {"sensitive", Needs::kAny, 1, Same},
                                                  {"setintersection", Needs::kKnown, 1, SetIntersection},
                                                  {"setproduct", Needs::kKnown, 1, SetProduct},
                                                  {"setsubtract", Needs::kKnown, 2, SetSubtract},
                                                  {"setunion", Needs::kKnown, 1, SetUnion},
                                                  {"slice", Needs::kKnown, 3, Slice},
                                                  {"sort", Needs::kKnown, 1, Sort},
                                                  {"sum", Needs::kKnown, 1, Sum},
                                                  {"tobool", Needs::kKnown, 1, ToBool},
                                                  {"tolist", Needs::kKnown, 1, ToList},
                                                  {"tomap", Needs::kAny, 1, Same},
                                                  {"toset", Needs::kKnown, 1, ToSet},
                                                  {"transpose", Needs::kKnown, 1, Transpose},
                                                  {"try", Needs::kAny, 1, Try},
                                                  {"values", Needs::kKnown, 1, ValuesOf},
                                                  {"yamldecode", Needs::kKnown, 1, YamlDecode},
                                                  {"zipmap", Needs::kKnown, 2, ZipMap}}};

}  // namespace

const Function* FindCollectionFunction(std::string_view name) {
  const auto* const found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [name](const Function& one) { return one.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

}  // namespace iampolicy::carriers::terraform
