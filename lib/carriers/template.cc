// See template.h. A walk down the paths of cfn_locations.h; whatever is found at the end of one is resolved and kept.

#include "lib/carriers/template.h"

#include <algorithm>
#include <utility>

#include "lib/carriers/cfn_attachments.h"
#include "lib/carriers/cfn_synthesis.h"
#include "lib/carriers/suppressions.h"
#include "lib/syntax/json.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::uint32_t kMostTemplates = 3;  // templates inside templates

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// The name a pattern starts with, and what follows it.
std::pair<std::string_view, std::string_view> FirstName(std::string_view pattern) {
  const std::string_view name = pattern.substr(0, pattern.find_first_of(".["));
  std::string_view rest = pattern.substr(name.size());
  if (!rest.empty() && rest[0] == '.') rest.remove_prefix(1);
  return {name, rest};
}

std::string_view AfterBrackets(std::string_view pattern) {
  pattern.remove_prefix(2);
  if (!pattern.empty() && pattern[0] == '.') pattern.remove_prefix(1);
  return pattern;
}

}  // namespace

Budget BudgetFor(const syntax::Tree& tree) { return Budget(200'000 + 8 * std::uint64_t{tree.size()}); }

bool IsTemplate(const View& view, NodeId top) {
  if (!view.IsObject(top)) return false;
  if (view.Find(top, "AWSTemplateFormatVersion") != kNone) return true;
  const NodeId resources = view.Find(top, "Resources");
  if (resources == kNone || !view.IsObject(resources)) return false;
  for (const auto& [key, value] : view.Members(resources)) {
    if (StartsWith(view.Text(key), "Fn::ForEach")) return true;
    const NodeId type = view.Find(value, "Type");
    if (type != kNone && view.Text(type).find("::") != std::string_view::npos) return true;
  }
  return false;
}

TemplateReader::TemplateReader(Host& host, const View& view, NodeId top, std::string prefix, std::uint32_t depth)
    : host_(host),
      view_(view),
      top_(top),
      prefix_(std::move(prefix)),
      depth_(depth),
      values_(host.sources),
      documents_(values_, host.file, host.result),
      evaluator_(view, values_, host.holes, top, host.options) {
  // Loops make names of their own.
  if (const NodeId resources = view.Find(top, "Resources"); resources != kNone) {
    for (const auto& [key, value] : view.Members(resources)) {
      if (StartsWith(view.Text(key), "Fn::ForEach")) evaluator_.set_has_unseen_names();
    }
  }
  // A macro may add resources; so does SAM for the roles of its functions.
  const NodeId transform = view.Find(top, "Transform");
  if (transform != kNone && view.Text(transform) != "AWS::LanguageExtensions") evaluator_.set_has_unseen_names();
}

void TemplateReader::Note(text::Span at, std::string message) {
  host_.result.notes.push_back({std::string(host_.file), at, std::move(message)});
}

void TemplateReader::NotSeen(text::Span at, const std::string& what) {
  host_.result.notes.push_back({std::string(host_.file), at, what + ": not seen", what});
}

// What should be an object, and policies below it, and is none: nothing there was read.
void TemplateReader::Misplaced(NodeId node, const std::string& what) {
  const std::string_view found = view_.IsList(node) ? "a list" : "a value";
  host_.result.errors.push_back(
      {std::string(host_.file), view_.Span(node), "`" + what + "` is " + std::string(found) + ", expected an object"});
}

void TemplateReader::Run() {
  Metadata(top_, view_.Span(top_));
  Globals();
  const NodeId resources = view_.Find(top_, "Resources");
  if (resources != kNone && (view_.IsObject(resources) || view_.KindOf(resources) == Kind::kNull)) {
    Resources(resources);
  } else if (resources != kNone) {
    Misplaced(resources, "Resources");
  }
  JoinIdentities(view_, iam_, host_.result);
  for (text::Problem& problem : evaluator_.problems()) host_.result.problems.push_back(std::move(problem));
  if (view_.budget().is_exhausted()) {
    host_.result.incomplete.push_back({std::string(host_.file), "expands to more values than are read"});
  }
}

// What SAM gives every function or API that does not say otherwise.
void TemplateReader::Globals() {
  constexpr std::pair<std::string_view, std::string_view> kGlobals[] = {{"Function", "AWS::Serverless::Function"},
                                                                        {"Api", "AWS::Serverless::Api"}};
  const NodeId globals = view_.Find(top_, "Globals");
  if (globals == kNone) return;
  for (const auto& [name, type] : kGlobals) {
    const NodeId node = view_.Find(globals, name);
    if (node == kNone) continue;
    resource_ = {"Globals." + std::string(name), type, node};
    for (const PolicyLocation& row : LocationsOf(type)) {
      if (row.form == Form::kSamPolicies) continue;  // SAM allows none there
      row_ = &row;
      Walk(node, row.property, "");
    }
  }
}

void TemplateReader::Resources(NodeId resources) {
  for (const auto& [key, node] : view_.Members(resources)) {
    if (!view_.budget().Spend()) return;
    const std::string_view name = view_.Text(key);
    if (StartsWith(name, "Fn::ForEach")) {
      evaluator_.ForEach(node, [this](NodeId body) { Resources(body); });
    } else if (StartsWith(name, "Fn::")) {
      NotSeen(view_.tree()[key].span, "what `" + std::string(name) + "` adds to the resources");
    } else {
      One(key, node);
    }
  }
}

void TemplateReader::One(NodeId key, NodeId node) {
  const NodeId type = view_.Find(node, "Type");
  if (type != kNone && view_.IsText(type)) Read(key, node, view_.Text(type));
}

void TemplateReader::Read(NodeId key, NodeId node, std::string_view type) {
  resource_.id = prefix_ + std::string(host_.sources.Text(evaluator_.Key(key)));
  resource_.type = type;
  resource_.properties = view_.Find(node, "Properties");
  Metadata(node, {view_.tree()[key].span.begin, view_.Span(node).end});
  if (resource_.properties == kNone) return;
  const Kind kind = view_.KindOf(resource_.properties);
  if (kind != Kind::kObject && kind != Kind::kNull && !LocationsOf(type).empty()) {
    Misplaced(resource_.properties, "Properties");
  }
  const std::uint32_t first = documents_.count();
  shared_.clear();
  for (const PolicyLocation& row : LocationsOf(resource_.type)) {
    row_ = &row;
    Walk(resource_.properties, row.property, "Properties");
  }
  Synthesized(key);
  Elsewhere(key);
  if (!IsIamResource(resource_.type)) return;
  const bool is_function = resource_.type == "AWS::Serverless::Function";
  const NodeId defaults = is_function ? view_.FindPath(top_, "Globals.Function") : kNone;
  AttachManaged(evaluator_, {host_.file, resource_.id, resource_.type, resource_.properties, defaults}, host_.result);
  IamResource iam{resource_.id, resource_.type, resource_.properties, {}, {}};
  if (const NodeId condition = view_.Find(node, "Condition"); condition != kNone) iam.condition = view_.Text(condition);
  iam.documents = shared_;
  for (std::uint32_t i = first; i < documents_.count(); ++i) iam.documents.push_back(i);
  iam_.push_back(std::move(iam));
}

// Resources that bring policies of their own, made by other programs or written in other files.
void TemplateReader::Elsewhere(NodeId key) {
  const text::Span at = view_.tree()[key].span;
  const std::string named = " `" + resource_.id + "`";
  constexpr std::string_view kModule = "::MODULE";
  const std::string_view type = resource_.type;
  if (type == "AWS::Serverless::Connector") NotSeen(at, "policies of the connector" + named);
  if (type == "AWS::CloudFormation::Stack" || type == "AWS::Serverless::Application") {
    NotSeen(at, "nested stack" + named);
  }
  if (type.size() > kModule.size() && type.substr(type.size() - kModule.size()) == kModule) {
    NotSeen(at, "module" + named);
  }
  if (type == "AWS::Serverless::Function") {
    // AWS SAM lets the services that events come from call the function.
    if (const NodeId events = view_.FindPath(resource_.properties, "Events"); events != kNone) {
      NotSeen(view_.tree()[events].span, "permissions for events, which AWS SAM makes");
    }
  }
  if (type != "AWS::Serverless::Api") return;
  // Lists of accounts, addresses and VPCs that AWS SAM makes statements of.
  const NodeId lists = view_.FindPath(resource_.properties, "Auth.ResourcePolicy");
  if (lists == kNone) return;
  for (const auto& [name, value] : view_.Members(lists)) {
    if (view_.Text(name) != "CustomStatements") {
      NotSeen(view_.tree()[name].span, "statements of `" + std::string(view_.Text(name)) + "` of" + named);
    }
  }
}

void TemplateReader::Walk(NodeId node, std::string_view pattern, const std::string& path) {
  node = view_.Follow(node);
  if (!view_.budget().Spend()) return;
  if (const auto function = evaluator_.FunctionOf(node)) {
    if (function->name == "Fn::If") return Branches(function->argument, pattern, path);
    if (!pattern.empty()) {
      if (function->name == "Ref" && view_.Text(function->argument) == "AWS::NoValue") return;
      return NotSeen(view_.Span(node), "`" + path + "` of `" + resource_.id + "`");
    }
  }
  if (pattern.empty()) return Leaf(node, path);
  if (StartsWith(pattern, "[]")) {
    const std::string_view rest = AfterBrackets(pattern);
    if (!view_.IsList(node)) return Walk(node, rest, path);
    std::size_t index = 0;
    for (const NodeId element : view_.Elements(node)) Walk(element, rest, path + "[" + std::to_string(index++) + "]");
    return;
  }
  const auto [name, rest] = FirstName(pattern);
  const std::string before = path.empty() ? path : path + ".";
  if (name == "*") {
    for (const auto& [key, value] : view_.Members(node)) Walk(value, rest, before + std::string(view_.Text(key)));
    return;
  }
  const NodeId child = view_.Find(node, name);
  if (child != kNone) Walk(child, rest, before + std::string(name));
}

// A choice at or above a document: each branch has documents of its own.
void TemplateReader::Branches(NodeId arguments, std::string_view pattern, const std::string& path) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const std::string condition = evaluator_.ConditionOf(arguments);
  const text::Truth holds = evaluator_.Decide(condition);
  for (std::size_t branch = 1; branch <= 2 && branch < list.size(); ++branch) {
    if (holds == text::ToTruth(branch == 2)) continue;
    const Evaluator::Assume assume(evaluator_, condition, branch == 1);
    Walk(list[branch], pattern, path + ".Fn::If[" + std::to_string(branch) + "]");
  }
}

// The same text at the same path of another resource: one more owner.
bool TemplateReader::JoinsEarlier(NodeId node, const Holder& holder) {
  if (evaluator_.in_loop() || evaluator_.has_assumptions()) return false;
  const auto found = read_.find(node);
  if (found == read_.end()) return false;
  for (const std::uint32_t index : found->second) {
    Document& document = host_.result.documents[index];
    if (document.path != holder.path || document.kind != holder.kind) continue;
    if (document.resource_type != holder.resource_type) continue;
    document.owners.push_back(holder.owner);
    shared_.push_back(index);
    return true;
  }
  return false;
}

void TemplateReader::Leaf(NodeId node, const std::string& path) {
  if (row_->form == Form::kSamPolicies) return SamPolicies(node, path);
  if (row_->form == Form::kTemplate) return Nested(node);
  const Holder holder{resource_.id, path, row_->kind, ResourceTypeOf(*row_), false};
  if (row_->form == Form::kOrganization) return Organization(node, holder);
  if (JoinsEarlier(node, holder)) return;
  const std::uint32_t first = documents_.count();
  const ValueId mark = values_.size();
  const ValueId value = evaluator_.Evaluate(node);
  if (row_->form == Form::kStatements) {
    documents_.AddStatements(value, holder);
  } else {
    documents_.Add(value, holder);
  }
  values_.Truncate(mark);
  if (!evaluator_.in_loop() && !evaluator_.has_assumptions() && documents_.count() == first + 1) {
    read_[node].push_back(first);
  }
}

void TemplateReader::Organization(NodeId node, Holder holder) {
  const ValueId mark = values_.size();
  const NodeId type = view_.Find(resource_.properties, "Type");
  const ValueId name = type == kNone ? 0 : evaluator_.Evaluate(type);
  const std::string_view text = type != kNone && values_.IsKnownText(name) ? values_.Text(name) : std::string_view();
  if (text == "SERVICE_CONTROL_POLICY" || text == "RESOURCE_CONTROL_POLICY") {
    holder.kind = text[0] == 'S' ? PolicyKind::kScp : PolicyKind::kRcp;
    documents_.Add(evaluator_.Evaluate(node), holder);
  } else if (text.empty()) {
    Note(view_.Span(node), "whether `" + resource_.id + "` is a service control policy is not known from the template");
  }
  values_.Truncate(mark);
}

void TemplateReader::SamPolicies(NodeId node, const std::string& path) {
  const NodeId role = view_.Find(resource_.properties, "Role");
  if (role != kNone && !evaluator_.FunctionOf(role) && view_.KindOf(role) != Kind::kNull) return;  // they are ignored
  if (role != kNone && evaluator_.FunctionOf(role) && evaluator_.FunctionOf(role)->name == "Fn::GetAtt") return;
  const auto one = [&](NodeId item, const std::string& where) {
    const auto function = evaluator_.FunctionOf(item);
    if (function && function->name == "Fn::If") return Branches(function->argument, "", where);
    if (view_.IsObject(item) && view_.Find(item, "Statement") != kNone) {
      const ValueId mark = values_.size();
      documents_.Add(evaluator_.Evaluate(item), {resource_.id, where, row_->kind, ResourceTypeOf(*row_), false});
      values_.Truncate(mark);
    } else if (view_.IsText(item) || function) {
      const AttachedTo to{host_.file, resource_.id, resource_.type, resource_.properties, kNone};
      AttachNames(evaluator_, to, item, where, As::kPolicy, host_.result);
    } else if (view_.IsObject(item)) {
      for (const auto& [key, value] : view_.Members(item)) {
        NotSeen(view_.tree()[key].span, "policy template `" + std::string(view_.Text(key)) + "`");
      }
    }
  };
  if (!view_.IsList(node)) return one(node, path);
  std::size_t index = 0;
  for (const NodeId item : view_.Elements(node)) one(item, path + "[" + std::to_string(index++) + "]");
}

void TemplateReader::Nested(NodeId node) {
  const ValueId mark = values_.size();
  const ValueId value = evaluator_.Evaluate(node);
  const bool is_text = values_[value].kind == Kind::kString;
  const text::Span text = values_[value].origin.empty() ? values_[value].text : values_[value].origin;
  values_.Truncate(mark);
  const std::string_view bytes = host_.sources.Text(text);
  const std::size_t ink = bytes.find_first_not_of(" \t\r\n");
  if (!is_text || depth_ >= kMostTemplates || ink == std::string_view::npos) {
    return NotSeen(view_.Span(node), "template inside `" + resource_.id + "`");
  }
  std::vector<syntax::Tree> trees;
  if (bytes[ink] == '{') {
    syntax::Parsed parsed = ReadJson(host_.sources, text, syntax::kHostLimits);
    if (parsed.complete) trees.push_back(std::move(parsed.tree));
  } else {
    syntax::ParsedYaml parsed = syntax::ReadYaml(host_.sources, text);
    if (parsed.complete) trees = std::move(parsed.documents);
  }
  if (trees.empty()) Note(view_.Span(node), "the template inside `" + resource_.id + "` could not be read");
  const std::string prefix = resource_.id + "/";
  for (const syntax::Tree& tree : trees) {
    Budget budget = BudgetFor(tree);
    const View view(tree, host_.sources, budget);
    if (IsTemplate(view, tree.root())) TemplateReader(host_, view, tree.root(), prefix, depth_ + 1).Run();
  }
}

void TemplateReader::Synthesized(NodeId key) {
  const ValueId mark = values_.size();
  const text::Span where = view_.tree()[key].span;
  if (const auto made = Synthesize(evaluator_, resource_.type, resource_.properties, where)) {
    documents_.Add(made->document, {resource_.id, "", PolicyKind::kResource, made->resource_type, true});
  }
  values_.Truncate(mark);
}

// Metadata: {iampolicy-lint: {ignore: [{rule: ..., reason: ...}]}}.
void TemplateReader::Metadata(NodeId owner, text::Span covers) {
  const NodeId ignore = view_.FindPath(owner, "Metadata.iampolicy-lint.ignore");
  if (ignore == kNone || host_.options.disregard_suppressions) return;
  const auto one = [&](NodeId item) {
    const NodeId rule = view_.Find(item, "rule");
    const NodeId reason = view_.Find(item, "reason");
    const std::string_view name = rule == kNone ? std::string_view() : view_.Text(rule);
    const std::string_view why = reason == kNone ? std::string_view() : view_.Text(reason);
    AddSuppression(name, why, view_.Span(item), covers, host_.result);
  };
  if (!view_.IsList(ignore)) return one(ignore);
  for (const NodeId item : view_.Elements(ignore)) one(item);
}

}  // namespace iampolicy::carriers
