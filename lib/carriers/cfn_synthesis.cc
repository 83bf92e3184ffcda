// Permissions that are fields, as the statement that AWS makes of them.

#include "lib/carriers/cfn_synthesis.h"

#include <algorithm>
#include <array>
#include <utility>

#include "lib/carriers/documents.h"
#include "lib/syntax/json.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

struct ConditionField {
  std::string_view property;
  std::string_view condition_operator;
  std::string_view key;
};

struct Fields {
  std::string_view type;
  std::string_view resource_type;
  std::string_view action;
  std::string_view principal;
  std::string_view resource;
  std::string_view sid;     ///< "" where there is none
  std::string_view effect;  ///< "" where it is Allow
};

constexpr Fields kFields[] = {
    {"AWS::ACMPCA::Permission", "AWS::ACMPCA::CertificateAuthority", "Actions", "Principal", "CertificateAuthorityArn",
     "", ""},
    {"AWS::EntityResolution::PolicyStatement", "AWS::EntityResolution::PolicyStatement", "Action", "Principal", "Arn",
     "StatementId", "Effect"},
    {"AWS::Events::EventBusPolicy", "AWS::Events::EventBus", "Action", "Principal", "EventBusName", "StatementId", ""},
    {"AWS::Lambda::LayerVersionPermission", "AWS::Lambda::LayerVersion", "Action", "Principal", "LayerVersionArn", "",
     ""},
    {"AWS::Lambda::Permission", "AWS::Lambda::Function", "Action", "Principal", "FunctionName", "", ""},
    {"AWS::QBusiness::Permission", "AWS::QBusiness::Application", "Actions", "Principal", "ApplicationId",
     "StatementId", ""},
    {"AWS::Signer::ProfilePermission", "AWS::Signer::SigningProfile", "Action", "Principal", "ProfileName",
     "StatementId", ""},
};

// The keys as AWS writes them into the policy.
constexpr ConditionField kConditions[] = {
    {"SourceAccount", "StringEquals", "AWS:SourceAccount"},
    {"SourceArn", "ArnLike", "AWS:SourceArn"},
    {"PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"},
    {"EventSourceToken", "StringEquals", "lambda:EventSourceToken"},
    {"FunctionUrlAuthType", "StringEquals", "lambda:FunctionUrlAuthType"},
    {"InvokedViaFunctionUrl", "Bool", "lambda:InvokedViaFunctionUrl"},
    {"OrganizationId", "StringEquals", "aws:PrincipalOrgID"},
};

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

class Synthesizer {
 public:
  Synthesizer(Evaluator& evaluator, NodeId properties, text::Span where)
      : evaluator_(evaluator), properties_(properties), where_(where) {
    conditions_ = Object();
  }

  ValueId Document(const Fields& fields) {
    Value statement = Object();
    if (!fields.sid.empty()) AddProperty(statement, "Sid", fields.sid);
    if (fields.effect.empty() || !AddProperty(statement, "Effect", fields.effect)) {
      Add(statement, "Effect", Text("Allow"));
    }
    if (const auto principal = Property(fields.principal)) {
      Add(statement, "Principal", PrincipalFrom(evaluator_.values(), *principal, where_));
    }
    AddProperty(statement, "Action", fields.action);
    AddProperty(statement, "Resource", fields.resource);
    for (const ConditionField& field : kConditions) {
      if (const auto value = Property(field.property)) Condition(field.condition_operator, field.key, *value);
    }
    OwnConditions();
    if (!conditions_.members.empty()) Add(statement, "Condition", evaluator_.values().Add(conditions_));

    Value list = Object();
    list.kind = Kind::kList;
    list.members.push_back({{}, {}, evaluator_.values().Add(std::move(statement))});
    Value document = Object();
    Add(document, "Version", Text("2012-10-17"));
    Add(document, "Statement", evaluator_.values().Add(std::move(list)));
    return evaluator_.values().Add(std::move(document));
  }

 private:
  Value Object() const {
    Value value;
    value.kind = Kind::kObject;
    value.span = where_;
    return value;
  }
  text::Span Made(std::string_view bytes) { return MadeText(evaluator_.sources(), bytes, where_); }
  ValueId Text(std::string_view bytes) {
    Value value;
    value.kind = Kind::kString;
    value.span = where_;
    value.text = Made(bytes);
    return evaluator_.values().Add(std::move(value));
  }
  void Add(Value& object, std::string_view name, ValueId value) {
    object.members.push_back({where_, Made(name), value});
  }

  std::optional<ValueId> Property(std::string_view name) {
    const NodeId node = evaluator_.view().Find(properties_, name);
    if (node == kNone) return std::nullopt;
    const ValueId value = evaluator_.Evaluate(node);
    const Kind kind = evaluator_.values()[value].kind;
    return kind == Kind::kNull || kind == Kind::kAbsent ? std::nullopt : std::optional<ValueId>(value);
  }
  bool AddProperty(Value& object, std::string_view name, std::string_view property) {
    const auto value = Property(property);
    if (value) Add(object, name, *value);
    return value.has_value();
  }

  void Condition(std::string_view condition_operator, std::string_view key, ValueId value) {
    Value keys = Object();
    for (std::size_t i = 0; i < conditions_.members.size(); ++i) {
      const Member& member = conditions_.members[i];
      if (evaluator_.sources().Text(member.key) != condition_operator) continue;
      keys = evaluator_.values()[member.value];
      conditions_.members.erase(conditions_.members.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
    Add(keys, key, value);
    Add(conditions_, condition_operator, evaluator_.values().Add(std::move(keys)));
  }

  // A condition that is written out: {Type, Key, Value} of an event bus, a list of {ConditionOperator, ConditionKey,
  // ConditionValues} of Amazon Q, JSON text of entity resolution.
  void OwnConditions() {
    const View& view = evaluator_.view();
    if (const NodeId one = view.Find(properties_, "Condition"); one != kNone) {
      const NodeId type = view.Find(one, "Type");
      const NodeId key = view.Find(one, "Key");
      const NodeId value = view.Find(one, "Value");
      if (type != kNone && key != kNone && value != kNone) {
        Condition(view.Text(type), view.Text(key), evaluator_.Evaluate(value));
      }
    }
    const NodeId list = view.Find(properties_, "Conditions");
    if (list == kNone) return;
    for (const NodeId one : view.Elements(list)) {
      const NodeId type = view.Find(one, "ConditionOperator");
      const NodeId key = view.Find(one, "ConditionKey");
      const NodeId value = view.Find(one, "ConditionValues");
      if (type != kNone && key != kNone && value != kNone) {
        Condition(view.Text(type), view.Text(key), evaluator_.Evaluate(value));
      }
    }
  }

  Evaluator& evaluator_;
  NodeId properties_;
  text::Span where_;
  Value conditions_;
};

}  // namespace

ValueId PrincipalFrom(Values& values, ValueId principal, text::Span where) {
  const bool is_known = values.IsKnownText(principal);
  const std::string_view text = is_known ? values.Text(principal) : std::string_view();
  if (text == "*") return principal;
  const bool is_service = EndsWith(text, ".amazonaws.com") || EndsWith(text, ".amazonaws.com.cn") ||
                          EndsWith(text, ".api.aws") || EndsWith(text, ".amazon.com");
  Value object;
  object.kind = Kind::kObject;
  object.span = values[principal].span;
  const text::Span key = MadeText(values.sources(), is_service ? "Service" : "AWS", where);
  object.members.push_back({where, key, principal});
  return values.Add(std::move(object));
}

std::optional<Synthesis> Synthesize(Evaluator& evaluator, std::string_view type, NodeId properties, text::Span where) {
  const auto* const fields =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Fields& row) { return row.type == type; });
  if (fields == std::end(kFields)) return std::nullopt;
  if (evaluator.view().Find(properties, "Statement") != kNone) return std::nullopt;  // it has one written out
  return Synthesis{Synthesizer(evaluator, properties, where).Document(*fields), fields->resource_type};
}

}  // namespace iampolicy::carriers
