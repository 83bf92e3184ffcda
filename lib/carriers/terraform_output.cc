#include "lib/carriers/terraform_output.h"

#include <algorithm>
#include <utility>

#include "lib/syntax/json.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

constexpr std::size_t kMostQuestions = 6;  // that the choices of one document are gone through for

bool IsNothing(Ref value) {
  if (value->kind == Kind::kEncoded) return IsNull(value->items[0]);
  return IsNull(value) || value->kind == Kind::kAbsent || (IsString(value) && value->text.bytes.empty());
}

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

bool IsService(std::string_view principal) {
  return EndsWith(principal, ".amazonaws.com") || EndsWith(principal, ".amazonaws.com.cn") ||
         EndsWith(principal, ".api.aws");
}

}  // namespace

std::optional<std::uint32_t> Output::Push(const Carrier& carrier, syntax::Tree tree, text::Span span) {
  Document document;
  document.tree = std::move(tree);
  document.file = pool_.sources().Locate(span).file;
  document.span = span;
  document.owners.push_back(carrier.owner);
  document.path = carrier.path;
  document.kind = carrier.kind;
  document.kind_given = carrier.kind != PolicyKind::kUnknown;
  document.resource_type = carrier.resource_type;
  document.synthesized = carrier.is_synthesized;
  document.reconstructed = carrier.is_reconstructed;
  document.before_change = carrier.is_before_change;
  result_.documents.push_back(std::move(document));
  return static_cast<std::uint32_t>(result_.documents.size() - 1);
}

std::optional<std::uint32_t> Output::Earlier(const Carrier& carrier, Ref value, text::Span span) {
  const std::string what = carrier.path + " " + std::string(carrier.resource_type);
  auto& same_place = by_place_[{span.begin, what, static_cast<int>(carrier.kind)}];
  for (const auto& [index, other] : same_place) {
    if (other == nullptr || !Same(value, other)) continue;
    std::vector<std::string>& owners = result_.documents[index].owners;
    if (std::find(owners.begin(), owners.end(), carrier.owner) == owners.end()) owners.push_back(carrier.owner);
    return index;
  }
  // The next document to be added is this one.
  same_place.emplace_back(static_cast<std::uint32_t>(result_.documents.size()), value);
  return std::nullopt;
}

// What stands for a value as a document; an absent one where it is none.
Ref Output::DocumentOf(Ref value) {
  if (IsNothing(value)) return pool_.Absent(value->span);
  if (value->kind == Kind::kEncoded) {
    if (value->resource != nullptr) used_.insert(value->resource);
    return value->items[0];
  }
  if (value->kind == Kind::kChoice) {
    return pool_.Choice(value->guard, DocumentOf(value->items[0]), DocumentOf(value->items[1]), value->span);
  }
  if (!IsString(value)) return value;
  const Ref decoded = evaluator_.Decode(value);
  return decoded != nullptr ? decoded : value;
}

// Modules offer principals to whoever asks for them, by a dynamic block over a list that is not known. AWS takes none
// in an identity policy: whoever uses the module so gives none.
Ref Output::WithoutOfferedPrincipals(Ref value) {
  if (value->kind == Kind::kChoice || value->kind == Kind::kList) {
    Value copy = *value;
    for (Ref& item : copy.items) item = WithoutOfferedPrincipals(item);
    return pool_.Make(std::move(copy));
  }
  if (value->kind != Kind::kObject) return value;
  std::vector<Field> fields;
  for (const Field& field : value->fields) {
    const bool is_principal = field.name == "Principal" || field.name == "NotPrincipal";
    const bool is_offered = is_principal && field.value->kind == Kind::kChoice &&
                            pool_.guard(field.value->guard).name.substr(0, kAnyOf.size()) == kAnyOf;
    if (is_offered) continue;
    fields.push_back(field);
    if (field.name == "Statement") fields.back().value = WithoutOfferedPrincipals(field.value);
  }
  return fields.size() == value->fields.size() && FieldOf(value, "Statement") == nullptr
             ? value
             : pool_.Object(std::move(fields), value->span);
}

void Output::AddQuestions(Ref value, std::set<std::uint32_t>& questions) const {
  if (value->kind == Kind::kChoice) questions.insert(value->guard);
  for (const Ref item : value->items) AddQuestions(item, questions);
  for (const Field& field : value->fields) AddQuestions(field.value, questions);
}

// Where a document asks more than can be gone through, whether its statements are there is asked of all at once, and if
// that is still too much, not at all.
Ref Output::WithFewerQuestions(Ref document) {
  std::set<std::uint32_t> questions;
  AddQuestions(document, questions);
  if (questions.size() <= kMostQuestions) return document;
  const auto is_of_statements = [this](std::uint32_t one) { return AsksForStatements(pool_.guard(one).name); };
  const auto count = std::count_if(questions.begin(), questions.end(), is_of_statements);
  if (count == 0) return document;
  if (questions.size() - static_cast<std::size_t>(count) >= kMostQuestions) return WithOneQuestion(document, {});
  const std::string name = std::string(kAnyStatement) + "the dynamic blocks";
  return WithOneQuestion(document, pool_.Guard(name, name, document->span));
}

Ref Output::WithOneQuestion(Ref value, std::optional<std::uint32_t> question) {
  if (value->kind == Kind::kChoice && AsksForStatements(pool_.guard(value->guard).name)) {
    const Ref then = WithOneQuestion(value->items[0], question);
    return question ? pool_.Choice(*question, then, value->items[1], value->span) : then;
  }
  const Ref statements = value->kind == Kind::kObject ? FieldOf(value, "Statement") : nullptr;
  if (value->kind != Kind::kChoice && value->kind != Kind::kList && statements == nullptr) return value;
  Value copy = *value;
  for (Ref& item : copy.items) item = WithOneQuestion(item, question);
  for (Field& field : copy.fields) {
    if (field.value == statements) field.value = WithOneQuestion(statements, question);
  }
  return pool_.Make(std::move(copy));
}

std::optional<std::uint32_t> Output::Add(const Carrier& carrier, Ref value, text::Span where) {
  if (IsNothing(value)) return std::nullopt;
  if (IsString(value)) {
    const auto text = pool_.sources().AddDerived(value->text.bytes, value->text.runs);
    return text ? AddParsed(carrier, *text, value, where) : std::nullopt;
  }
  Ref document = DocumentOf(value);
  if (document->kind == Kind::kAbsent) return std::nullopt;
  const bool is_of_principal = carrier.kind == PolicyKind::kIdentity || carrier.kind == PolicyKind::kSession;
  if (is_of_principal && value->resource != nullptr) document = WithoutOfferedPrincipals(document);
  document = WithFewerQuestions(document);
  text::Span span = IsUnknown(document) && value->kind != Kind::kEncoded ? where : document->span;
  if (document->kind == Kind::kChoice) {
    const Ref then = document->items[0];
    const Ref otherwise = document->items[1];
    span = otherwise->kind == Kind::kAbsent ? then->span : then->kind == Kind::kAbsent ? otherwise->span : where;
  }
  if (const auto earlier = Earlier(carrier, document, span)) return earlier;
  return Push(carrier, pool_.ToTree(document), span);
}

std::optional<std::uint32_t> Output::AddText(const Carrier& carrier, text::Span text) {
  if (text.empty()) return std::nullopt;
  return AddParsed(carrier, text, nullptr, text);
}

std::optional<std::uint32_t> Output::AddParsed(const Carrier& carrier, text::Span text, Ref value, text::Span where) {
  syntax::Parsed parsed = syntax::ReadJson(pool_.sources(), text);
  const bool is_open = value != nullptr && pool_.HasHole(value->text);
  // Two resources that read one file, or share one local, carry the same document.
  const text::Span place = parsed.complete ? pool_.sources().InFile(parsed.tree[0].span) : where;
  if (value != nullptr) {
    if (const auto earlier = Earlier(carrier, value, place)) return earlier;
  }
  if ((!parsed.complete || parsed.tree[0].kind == syntax::Kind::kUnknown) && is_open) {
    // An unknown part outside of strings and values: what the text is depends on it.
    const Ref unknown = pool_.Unknown("function:text", "", where);
    const std::size_t hole = value->text.bytes.find('\xF4');
    const bool is_all = value->text.bytes.size() == 4 && hole == 0;
    return Push(carrier, pool_.ToTree(is_all ? value : unknown), where);
  }
  const text::Span span = parsed.complete ? parsed.tree[0].span : text;
  const auto index = Push(carrier, std::move(parsed.tree), span);
  Document& document = result_.documents[*index];
  document.readable = parsed.complete;
  document.problems = std::move(parsed.problems);
  return index;
}

Ref Synthesize(Evaluator& evaluator, const Synthesis& synthesis, const ArgumentOf& argument, text::Span span) {
  Pool& pool = evaluator.pool();
  const auto given = [&](std::string_view name) -> Ref {
    const Ref value = name.empty() ? nullptr : argument(name);
    return value == nullptr || IsNothing(value) ? nullptr : value;
  };
  std::vector<Field> statement;
  const auto add = [&](std::string name, Ref value) {
    if (value != nullptr) statement.push_back({std::move(name), value->span, value});
  };
  add("Sid", given(synthesis.sid));
  add("Effect", pool.Bytes("Allow", span));
  if (const Ref principal = given("principal")) {
    const bool is_known = IsString(principal) && !pool.HasHole(principal->text);
    const std::string_view text = is_known ? std::string_view(principal->text.bytes) : std::string_view();
    if (text == "*") {
      add("Principal", principal);
    } else {
      add("Principal",
          pool.Object({{IsService(text) ? "Service" : "AWS", principal->span, principal}}, principal->span));
    }
  }
  const Ref action = given(synthesis.action);
  add("Action",
      action != nullptr || synthesis.default_action.empty() ? action : pool.Bytes(synthesis.default_action, span));
  Ref resource = given(synthesis.resource);
  const Ref qualifier = given(synthesis.qualifier);
  if (resource != nullptr && qualifier != nullptr) {
    resource = evaluator.OverChoices({resource, qualifier}, resource->span, [&](const std::vector<Ref>& v) {
      Text text;
      Append(text, pool.ToText(v[0], v[0]->span));
      AppendBytes(text, ":", v[1]->span);
      Append(text, pool.ToText(v[1], v[1]->span));
      return pool.String(std::move(text), v[0]->span);
    });
  }
  add("Resource", resource);
  std::vector<Field> operators;
  const auto condition = [&](std::string op, std::string key, Ref value) {
    const auto found =
        std::find_if(operators.begin(), operators.end(), [&](const Field& one) { return one.name == op; });
    if (found == operators.end()) {
      operators.push_back(
          {std::move(op), value->span, pool.Object({{std::move(key), value->span, value}}, value->span)});
      return;
    }
    std::vector<Field> keys = found->value->fields;
    keys.push_back({std::move(key), value->span, value});
    found->value = pool.Object(std::move(keys), found->value->span);
  };
  for (const SynthesizedCondition& one : SynthesizedConditionsOf(synthesis.type)) {
    if (const Ref value = given(one.argument)) condition(std::string(one.op), std::string(one.key), value);
  }
  if (const Ref block = given("condition"); block != nullptr && block->kind == Kind::kList) {
    for (const Ref one : block->items) {
      const Ref op = FieldOf(one, "type");
      const Ref key = FieldOf(one, "key");
      const Ref value = FieldOf(one, "value");
      if (op == nullptr || key == nullptr || value == nullptr) continue;
      condition(pool.ToText(op, op->span).bytes, pool.ToText(key, key->span).bytes, value);
    }
  }
  if (!operators.empty()) add("Condition", pool.Object(std::move(operators), span));
  const Ref statements = pool.List({pool.Object(std::move(statement), span)}, span);
  return pool.Object({{"Version", span, pool.Bytes("2012-10-17", span)}, {"Statement", span, statements}}, span);
}

}  // namespace iampolicy::carriers::terraform
