#include "lib/carriers/terraform_templates.h"

#include <utility>
#include <vector>

#include "lib/carriers/cfn_locations.h"
#include "lib/carriers/template.h"
#include "lib/syntax/json.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

constexpr std::string_view kApiPolicy = "x-amazon-apigateway-policy";

bool IsNothing(Ref value) {
  return IsNull(value) || value->kind == Kind::kAbsent || (IsString(value) && value->text.bytes.empty());
}

// YAML may be read as JSON is; a text that starts like JSON is JSON.
std::vector<syntax::Tree> TreesOf(text::Sources& sources, text::Span text) {
  std::vector<syntax::Tree> trees;
  const std::string_view bytes = sources.Text(text);
  const std::size_t ink = bytes.find_first_not_of(" \t\r\n");
  if (ink == std::string_view::npos) return trees;
  if (bytes[ink] == '{') {
    syntax::Parsed parsed = syntax::ReadJson(sources, text, syntax::kHostLimits);
    if (parsed.complete) trees.push_back(std::move(parsed.tree));
    return trees;
  }
  syntax::ParsedYaml parsed = syntax::ReadYaml(sources, text);
  if (parsed.complete) trees = std::move(parsed.documents);
  return trees;
}

}  // namespace

void Templates::NotSeen(const std::string& id, text::Span where) { Name("template inside `" + id + "`", where); }

void Templates::NameState(const std::string& id, Ref type, text::Span where) {
  const bool is_known = type != nullptr && IsString(type) && !evaluator_.pool().HasHole(type->text);
  if (is_known && carriers::LocationsOf(type->text.bytes).empty()) return;
  Name("desired state of `" + id + "`", where);
}

void Templates::Name(const std::string& what, text::Span where) {
  result_.notes.push_back(
      {std::string(evaluator_.pool().sources().Locate(where).file), where, what + ": not seen", what});
}

// Values given to the template's parameters go before those that the caller knows.
Options Templates::WithParameters(Ref parameters) const {
  Options options = options_;
  if (parameters == nullptr || parameters->kind != Kind::kObject) return options;
  for (const Field& field : parameters->fields) {
    const bool is_known = IsString(field.value) && !evaluator_.pool().HasHole(field.value->text);
    if (is_known) options.parameters.emplace_back(field.name, field.value->text.bytes);
  }
  return options;
}

void Templates::Read(const Container& container, const std::string& id, Ref value, Ref parameters, text::Span where) {
  if (IsNothing(value)) return;
  if (value->kind == Kind::kChoice) {
    for (const Ref one : value->items) Read(container, id, one, parameters, where);
    return;
  }
  if (!IsString(value) && value->kind != Kind::kEncoded) return NotSeen(id, where);
  // A reader of templates knows nothing of choices: written out, one is a part that is not known.
  Text text = evaluator_.pool().ToText(value, value->span);
  text::Sources& sources = evaluator_.pool().sources();
  const auto span = sources.AddDerived(std::move(text.bytes), std::move(text.runs));
  const std::vector<syntax::Tree> trees = span ? TreesOf(sources, *span) : std::vector<syntax::Tree>();
  if (trees.empty()) NotSeen(id, where);
  const Options options = WithParameters(parameters);
  for (const syntax::Tree& tree : trees) {
    if (container.is_api) {
      Api(container, id, evaluator_.pool().FromTree(tree, tree.root()), where);
    } else {
      Template(id, tree, options, where);
    }
  }
}

void Templates::Api(const Container& container, const std::string& id, Ref description, text::Span where) {
  if (IsUnknown(description)) return NotSeen(id, where);
  const Ref policy = FieldOf(description, kApiPolicy);
  if (policy == nullptr) return;
  Carrier carrier;
  carrier.owner = id;
  carrier.path = std::string(container.argument) + "." + std::string(kApiPolicy);
  carrier.kind = PolicyKind::kResource;
  carrier.resource_type = "AWS::ApiGateway::RestApi";
  output_.Add(carrier, policy, policy->span);
}

void Templates::Template(const std::string& id, const syntax::Tree& tree, const Options& options, text::Span where) {
  text::Sources& sources = evaluator_.pool().sources();
  Budget budget = BudgetFor(tree);
  const View view(tree, sources, budget);
  if (!view.IsObject(tree.root())) return NotSeen(id, where);
  const std::string_view file = sources.Locate(tree[tree.root()].span).file;
  Host host{sources, file, options, holes_, result_};
  TemplateReader(host, view, tree.root(), id + "/", 1).Run();
}

}  // namespace iampolicy::carriers::terraform
