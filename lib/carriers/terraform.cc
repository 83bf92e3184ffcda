#include "lib/carriers/terraform.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "lib/carriers/notation.h"
#include "lib/carriers/suppressions.h"
#include "lib/carriers/terraform_evaluator.h"
#include "lib/carriers/terraform_identities.h"
#include "lib/carriers/terraform_locations.h"
#include "lib/carriers/terraform_module.h"
#include "lib/carriers/terraform_output.h"
#include "lib/carriers/terraform_templates.h"

namespace iampolicy::carriers {
namespace terraform {
namespace {

using Kind = Value::Kind;

constexpr std::string_view kPolicyDocument = "aws_iam_policy_document";

// The policies of one module.
class ModulePass {
 public:
  ModulePass(const Module& module, Evaluator& evaluator, Output& output, Templates& templates, Identities* identities)
      : module_(module), evaluator_(evaluator), output_(output), templates_(templates), identities_(identities) {}

  void Resources() {
    for (const Resource* resource : module_.order) {
      if (!resource->is_data && IsOfInterest(resource->type)) Managed(*resource);
    }
  }

  // Policy documents that no resource uses.
  void Documents() {
    std::vector<std::pair<const Resource*, const Instance*>> found;
    for (const Resource* resource : module_.order) {
      if (!resource->is_data || resource->type != kPolicyDocument) continue;
      for (const Instance& instance : evaluator_.Instances(module_, *resource)) found.emplace_back(resource, &instance);
    }
    // All are worked out first: each may turn out to be a part of another.
    for (const auto& [resource, instance] : found) {
      if (!output_.IsUsed(resource)) Document(*resource, *instance);
    }
    for (const auto& [resource, instance] : found) {
      if (output_.IsUsed(resource) || evaluator_.IsPart(resource)) continue;
      Carrier carrier;
      carrier.owner = module_.prefix + resource->address + instance->suffix;
      carrier.path = "json";
      const Ref document = Document(*resource, *instance);
      output_.Add(carrier, evaluator_.pool().Encoded(document, document->span), document->span);
    }
  }

 private:
  Ref Document(const Resource& resource, const Instance& instance) {
    return evaluator_.PolicyDocument(evaluator_.SeenBy(module_, resource, instance), resource, instance);
  }

  static bool IsOfInterest(std::string_view type) {
    return !LocationsOf(type).empty() || SynthesisOf(type) != nullptr || !PrincipalKindOf(type).empty() ||
           !AttachmentsOf(type).empty() || MembershipOf(type) != nullptr || ContainerOf(type) != nullptr ||
           type == kAnyResource;
  }

  void Managed(const Resource& resource) {
    for (const Instance& instance : evaluator_.Instances(module_, resource)) {
      ModulePass(evaluator_.SeenBy(module_, resource, instance), evaluator_, output_, templates_, identities_)
          .One(resource, instance);
    }
  }

  void One(const Resource& resource, const Instance& instance) {
    const std::string id = module_.prefix + resource.address + instance.suffix;
    Documented documents;
    for (const Location& location : LocationsOf(resource.type)) At(resource, instance, id, location, documents);
    if (const Synthesis* synthesis = SynthesisOf(resource.type)) Statement(resource, instance, id, *synthesis);
    if (const Container* container = ContainerOf(resource.type)) Inside(resource, instance, id, *container);
    if (resource.type == kAnyResource) {
      const Ref type = evaluator_.Argument(module_, resource.body, "type_name", instance.scope);
      templates_.NameState(id, type, resource.body.get().span);
    }
    if (identities_ != nullptr) Join(resource, instance, id, documents);
  }

  void Inside(const Resource& resource, const Instance& instance, const std::string& id, const Container& container) {
    const syntax::HclAttribute* given = Find(resource.body, container.argument);
    if (given == nullptr) {
      const syntax::HclAttribute* elsewhere = Find(resource.body, "template_url");
      if (elsewhere != nullptr) templates_.NotSeen(id, elsewhere->span);
      return;
    }
    const Ref value = evaluator_.Eval(module_, {resource.body.file, given->value}, instance.scope);
    const Ref parameters = evaluator_.Argument(module_, resource.body, "parameters", instance.scope);
    templates_.Read(container, id, value, parameters, PlaceOf(resource.body, given->value));
  }

  struct Documented {
    std::vector<std::uint32_t> trust;
    std::vector<std::uint32_t> policies;
  };

  const syntax::HclAttribute* Find(const Body& body, std::string_view name) const {
    return FindAttribute(body, name, evaluator_.pool().sources());
  }

  // Where an expression starts, "${ }" around it not counted.
  static text::Span PlaceOf(const Body& body, syntax::HclId value) {
    const syntax::HclNode& node = body.file->nodes[value];
    if (node.kind == syntax::HclNode::Kind::kTemplate && node.count == 1) {
      const syntax::HclNode& only = body.file->nodes[body.file->Children(value)[0]];
      if (only.kind != syntax::HclNode::Kind::kText) return only.span;
    }
    return node.span;
  }

  bool IsMeant(const Resource& resource, const Instance& instance, const Location& location) {
    if (location.when_type.empty()) return true;
    const Ref type = evaluator_.Argument(module_, resource.body, "type", instance.scope);
    // The usual type where it is not given, or not known.
    const bool is_known = type != nullptr && IsString(type) && !evaluator_.pool().HasHole(type->text);
    return (is_known ? std::string_view(type->text.bytes) : "SERVICE_CONTROL_POLICY") == location.when_type;
  }

  void At(const Resource& resource, const Instance& instance, const std::string& id, const Location& location,
          Documented& documents) {
    if (!IsMeant(resource, instance, location)) return;
    Carrier carrier;
    carrier.owner = id;
    carrier.kind = location.kind;
    carrier.resource_type = location.resource_type;
    const auto add = [&](std::string path, Ref value, text::Span where) {
      carrier.path = std::move(path);
      const auto index = output_.Add(carrier, value, where);
      if (!index) return;
      output_.AddBearer(resource.file);
      (location.kind == PolicyKind::kTrust ? documents.trust : documents.policies).push_back(*index);
    };
    const auto add_argument = [&](const Body& body, const Scope* scope, std::string path, const auto& conditions) {
      const syntax::HclAttribute* given = Find(body, location.argument);
      if (given == nullptr) return;
      const Ref value = evaluator_.Eval(module_, {body.file, given->value}, scope);
      add(std::move(path), evaluator_.Under(conditions, value), PlaceOf(body, given->value));
    };
    const std::string argument(location.argument);
    const std::vector<std::pair<std::uint32_t, bool>> always;
    if (location.block.empty()) return add_argument(resource.body, instance.scope, argument, always);
    const std::string block(location.block);
    std::size_t i = 0;
    for (const Nested& nested : evaluator_.Blocks(module_, resource.body, location.block, instance.scope)) {
      add_argument(nested.body, nested.scope, block + "[" + std::to_string(i++) + "]." + argument, nested.conditions);
    }
    // Blocks may be written as a list of objects, or where there is only one as an object.
    const syntax::HclAttribute* list = i == 0 ? Find(resource.body, location.block) : nullptr;
    if (list == nullptr) return;
    const Ref blocks = evaluator_.Eval(module_, {resource.body.file, list->value}, instance.scope);
    if (const Ref only = blocks->kind == Kind::kObject ? FieldOf(blocks, location.argument) : nullptr) {
      return add(block + "." + argument, only, only->span);
    }
    const auto elements = evaluator_.Elements(blocks);
    if (!elements) return;
    for (const Element& element : *elements) {
      const Ref value = FieldOf(element.value, location.argument);
      const std::string path = block + "[" + std::to_string(i++) + "]." + argument;
      if (value != nullptr) add(path, evaluator_.Under(element.conditions, value), value->span);
    }
  }

  void Statement(const Resource& resource, const Instance& instance, const std::string& id,
                 const Synthesis& synthesis) {
    Carrier carrier;
    carrier.owner = id;
    carrier.kind = PolicyKind::kResource;
    carrier.resource_type = synthesis.resource_type;
    carrier.is_synthesized = true;
    const text::Span span = resource.body.get().span;
    const ArgumentOf argument = [&](std::string_view name) -> Ref {
      if (name != "condition") return evaluator_.Argument(module_, resource.body, name, instance.scope);
      std::vector<Ref> blocks;
      for (const Nested& nested : evaluator_.Blocks(module_, resource.body, name, instance.scope)) {
        std::vector<Field> fields;
        for (const syntax::HclAttribute& one : nested.body.get().attributes) {
          fields.push_back({std::string(evaluator_.pool().sources().Text(one.name)), one.name,
                            evaluator_.Eval(module_, {nested.body.file, one.value}, nested.scope)});
        }
        blocks.push_back(evaluator_.pool().Object(std::move(fields), nested.body.get().span));
      }
      return evaluator_.pool().List(std::move(blocks), span);
    };
    output_.Add(carrier, Synthesize(evaluator_, synthesis, argument, span), span);
  }

  // Who has what. What may not be there at all is nobody's.
  void Join(const Resource& resource, const Instance& instance, const std::string& id, const Documented& documents) {
    const auto argument = [&](std::string_view name) {
      return evaluator_.Argument(module_, resource.body, name, instance.scope);
    };
    if (const std::string_view kind = PrincipalKindOf(resource.type); !kind.empty()) {
      identities_->AddPrincipal(kind, id, argument("name"));
      for (const std::uint32_t one : documents.trust) identities_->AddTrust(id, one);
      for (const std::uint32_t one : documents.policies) identities_->AddOwn(id, one);
      for (const AttachmentRow& row : OwnAttachmentsOf(resource.type)) {
        if (const Ref policies = argument(row.policies)) identities_->AttachManagedTo(row, id, policies);
      }
    }
    if (resource.type == "aws_iam_policy") {
      for (const std::uint32_t one : documents.policies) identities_->AddPolicy(id, argument("name"), nullptr, one);
    }
    if (instance.is_assumed) return;
    if (const MembershipRow* row = MembershipOf(resource.type)) {
      const Ref users = argument(row->users);
      const Ref groups = argument(row->groups);
      if (users != nullptr && groups != nullptr) identities_->AddMembership(users, groups);
    }
    for (const AttachmentRow& row : AttachmentsOf(resource.type)) {
      const Ref principal = argument(row.principals);
      if (principal == nullptr) continue;
      if (row.policies.empty()) {
        for (const std::uint32_t document : documents.policies) identities_->Attach(row.kind, principal, document);
      } else if (const Ref policies = ArgumentAt(resource.body, row.policies, instance.scope)) {
        identities_->AttachManaged(row, id, principal, policies);
      }
    }
  }

  // An argument, blocks and dots before it: of each block the first.
  Ref ArgumentAt(const Body& body, std::string_view path, const Scope* scope) {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return evaluator_.Argument(module_, body, path, scope);
    const std::vector<Nested> blocks = evaluator_.Blocks(module_, body, path.substr(0, dot), scope);
    return blocks.empty() ? nullptr : ArgumentAt(blocks[0].body, path.substr(dot + 1), blocks[0].scope);
  }

  const Module& module_;
  Evaluator& evaluator_;
  Output& output_;
  Templates& templates_;
  Identities* identities_;
};

// A comment that stands alone covers what starts next, one at the end of a line what starts first on that line: all of
// it.
void Suppressions(const text::Sources& sources, const File& file, Extraction& result) {
  if (file.hcl.blocks.empty()) return;
  for (const syntax::HclComment& comment : file.hcl.comments) {
    const std::string_view text = sources.Text(comment.span);
    const std::size_t mark = text.find(kCommentMark);
    if (mark == std::string_view::npos || text.find_first_not_of("#/* \t") != mark) continue;
    std::string_view words = text.substr(mark + kCommentMark.size());
    if (text.substr(0, 2) == "/*") words = words.substr(0, words.rfind("*/"));
    std::uint32_t from = comment.span.end;
    std::uint32_t until = 0xFFFFFFFF;
    if (!comment.is_alone) {
      // Back to the start of the line.
      const text::Span before{file.hcl.blocks[0].span.begin, comment.span.begin};
      const std::size_t line = sources.Text(before).find_last_of("\r\n");
      from = line == std::string_view::npos ? before.begin : before.begin + static_cast<std::uint32_t>(line) + 1;
      until = comment.span.begin;
    }
    text::Span covers = comment.span;
    bool is_found = false;
    for (const text::Span element : file.hcl.elements) {
      if (element.begin < from || element.begin >= until || element.empty()) continue;
      const bool is_better =
          !is_found || element.begin < covers.begin || (element.begin == covers.begin && element.end > covers.end);
      if (is_better) covers = element;
      is_found = true;
    }
    ReadSuppression(words, comment.span, covers, result);
  }
}

class Unit {
 public:
  Unit(text::Sources& sources, const Options& options, const ReadFile& read_file)
      : sources_(sources),
        options_(options),
        pool_(sources),
        evaluator_(pool_, [&sources, &read_file](const std::string& name) { return TextOf(sources, read_file, name); }),
        loader_(sources, read_file, result_) {}

  Extraction Run(std::span<const Source> files) {
    Module& root = loader_.Load(files);
    std::uint64_t bytes = 0;
    for (const Source& file : files) bytes += file.text.size();
    pool_.Allow(bytes);
    for (const std::string& name : options_.var_files) loader_.ReadVariables(name, root, evaluator_);
    Output output(evaluator_, result_);
    Identities identities(pool_, result_);
    Templates templates(evaluator_, output, options_, result_);
    ModulePass pass(root, evaluator_, output, templates, &identities);
    pass.Resources();
    Called(root, output);
    pass.Documents();
    identities.Finish();
    if (!options_.disregard_suppressions) {
      for (const File* file : root.files) Suppressions(sources_, *file, result_);
      SuppressionsOfCalled(root, result_.suppressions.size(), result_.problems.size());
    }
    Notes(root);
    PassOver(root, output);
    return std::move(result_);
  }

 private:
  // Comments in called modules hold for what they carry with the values of this one, too. What is wrong with one is
  // said where that module is looked at.
  void SuppressionsOfCalled(const Module& root, std::size_t own, std::size_t problems) {
    std::vector<const Module*> todo = {&root};
    std::set<const File*> seen(root.files.begin(), root.files.end());
    while (!todo.empty()) {
      const Module* const module = todo.back();
      todo.pop_back();
      for (const auto& [name, child] : module->children) todo.push_back(child);
      for (const File* file : module->files) {
        if (seen.insert(file).second) Suppressions(sources_, *file, result_);
      }
    }
    result_.problems.resize(problems);
    for (std::size_t i = own; i < result_.suppressions.size(); ++i) result_.suppressions[i].is_of_another_unit = true;
  }

  static std::optional<text::Span> TextOf(text::Sources& sources, const ReadFile& read_file, const std::string& name) {
    std::optional<std::string> bytes = read_file ? read_file(name) : std::nullopt;
    return bytes ? sources.AddConverted(name, *std::move(bytes)) : std::nullopt;
  }

  // Called modules: what they carry only with the values that this module gives them.
  void Called(const Module& caller, Output& output) {
    for (const auto& [name, child] : caller.children) {
      const std::set<std::string>& known = Alone(*child);
      Extraction called;
      Output called_output(evaluator_, called);
      Templates templates(evaluator_, called_output, options_, called);
      const std::vector<ModuleInstance> instances = evaluator_.ModuleInstances(caller, name);
      for (const ModuleInstance& one : instances) {
        ModulePass(*one.module, evaluator_, called_output, templates, nullptr).Resources();
      }
      output.AddUsed(called_output);
      for (Document& document : called.documents) {
        if (known.count(Signature(document)) == 0) result_.documents.push_back(std::move(document));
      }
      for (const ModuleInstance& one : instances) Called(*one.module, output);
    }
  }

  // What a module carries by itself.
  const std::set<std::string>& Alone(const Module& module) {
    const auto [known, is_new] = alone_.try_emplace(module.directory);
    if (!is_new) return known->second;
    Extraction alone;
    Output output(evaluator_, alone);
    Templates templates(evaluator_, output, options_, alone);
    ModulePass(loader_.Alone(module), evaluator_, output, templates, nullptr).Resources();
    for (const Document& document : alone.documents) known->second.insert(Signature(document));
    return known->second;
  }

  std::string Signature(const Document& document) const {
    const std::string text = document.tree.empty() ? std::string(sources_.Text(document.span))
                                                   : ToNotation(document.tree, document.root, sources_);
    return document.path + " " + std::to_string(sources_.Locate(document.span).start.offset) + " " +
           std::string(document.file) + " " + text;
  }

  void Notes(const Module& root) {
    const auto is_of_root = [&](std::string_view name) {
      return std::any_of(root.files.begin(), root.files.end(), [name](const File* file) { return file->name == name; });
    };
    for (const auto& [place, name] : evaluator_.unknown_functions()) {
      const text::Span span{place, place + static_cast<std::uint32_t>(name.size())};
      const std::string_view file = sources_.Locate(span).file;
      if (is_of_root(file))
        result_.notes.push_back({std::string(file), span, "what `" + name + "` returns is not known"});
    }
    if (pool_.is_exhausted() && !root.files.empty()) {
      result_.incomplete.push_back({root.files.front()->name, "its expressions ask for more than can be worked out"});
    }
  }

  // Files in which nothing was found.
  void PassOver(const Module& root, const Output& output) {
    for (const File* file : root.files) {
      if (output.IsBearer(file)) continue;
      const auto is_here = [file](const auto& one) { return one.file == file->name; };
      const bool has_any = std::any_of(result_.documents.begin(), result_.documents.end(), is_here) ||
                           std::any_of(result_.errors.begin(), result_.errors.end(), is_here);
      if (!has_any) result_.passed_over.push_back({file->name, "holds no policy", false, {}, {}});
    }
  }

  text::Sources& sources_;
  const Options& options_;
  Extraction result_;
  Pool pool_;
  Evaluator evaluator_;
  Loader loader_;
  std::map<std::string, std::set<std::string>> alone_;  // by directory
};

template <class T>
void Move(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace
}  // namespace terraform

bool IsTerraformName(std::string_view name) { return terraform::IsSourceName(name); }

Extraction ExtractTerraform(text::Sources& sources, std::span<const Source> files, const Options& options,
                            const ReadFile& read_file) {
  std::map<std::string_view, std::vector<Source>> directories;
  for (const Source& file : files) {
    const std::size_t slash = file.name.rfind('/');
    directories[slash == std::string_view::npos ? "" : file.name.substr(0, slash)].push_back(file);
  }
  Extraction all;
  for (const auto& [directory, module] : directories) {
    Extraction one = terraform::Unit(sources, options, read_file).Run(module);
    const auto first = static_cast<std::uint32_t>(all.documents.size());
    for (Identity& identity : one.identities) {
      for (auto* list : {&identity.attached, &identity.boundary, &identity.scps, &identity.trust}) {
        for (std::uint32_t& index : *list) index += first;
      }
    }
    terraform::Move(one.documents, all.documents);
    terraform::Move(one.identities, all.identities);
    terraform::Move(one.suppressions, all.suppressions);
    terraform::Move(one.problems, all.problems);
    terraform::Move(one.incomplete, all.incomplete);
    terraform::Move(one.passed_over, all.passed_over);
    terraform::Move(one.notes, all.notes);
    terraform::Move(one.errors, all.errors);
  }
  return all;
}

}  // namespace iampolicy::carriers
