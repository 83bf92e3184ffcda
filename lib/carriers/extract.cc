// The dispatcher: each text goes to the carrier that knows it.

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "lib/carriers/account.h"
#include "lib/carriers/carrier.h"
#include "lib/carriers/decode.h"
#include "lib/carriers/plain.h"
#include "lib/carriers/plan.h"
#include "lib/carriers/pulumi.h"
#include "lib/carriers/serverless.h"
#include "lib/carriers/template.h"
#include "lib/carriers/terraform.h"
#include "lib/carriers/yaml_file.h"
#include "lib/syntax/host_kinds.h"
#include "lib/syntax/json.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::carriers {
namespace {

template <class T>
void Move(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

// Indices of identities count from the documents that were there before.
void Add(Extraction found, Extraction& all) {
  const auto first = static_cast<std::uint32_t>(all.documents.size());
  for (Identity& identity : found.identities) {
    for (auto* list : {&identity.attached, &identity.boundary, &identity.scps, &identity.trust}) {
      for (std::uint32_t& index : *list) index += first;
    }
  }
  Move(found.documents, all.documents);
  Move(found.identities, all.identities);
  Move(found.suppressions, all.suppressions);
  Move(found.problems, all.problems);
  Move(found.incomplete, all.incomplete);
  Move(found.passed_over, all.passed_over);
  Move(found.notes, all.notes);
  Move(found.errors, all.errors);
}

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

bool IsTerraform(std::string_view name) {
  return EndsWith(name, ".tf") || EndsWith(name, ".tofu") || EndsWith(name, ".tf.json") || EndsWith(name, ".tofu.json");
}

bool IsYamlName(std::string_view name) { return EndsWith(name, ".yaml") || EndsWith(name, ".yml"); }

// What the AWS CDK writes beside the templates: their resources once more.
bool IsConstructTree(const View& view, syntax::NodeId root) {
  if (!view.IsObject(root) || view.Find(root, "tree") == syntax::kNone) return false;
  const syntax::NodeId version = view.Find(root, "version");
  return version != syntax::kNone && view.Text(version).substr(0, 5) == "tree-";
}

// What a text starts with, past a byte order mark and blanks; 0 where there is nothing.
char FirstInk(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? '\0' : text[at];
}

/// One text of the unit that is no Terraform source.
class File {
 public:
  File(text::Sources& sources, const Source& source, const Options& options)
      : sources_(sources), source_(source), options_(options), account_(sources, source.name) {}

  Extraction Run() {
    if (source_.kind != PolicyKind::kUnknown) return ExtractPlain(sources_, source_);
    if (auto converted = FromUtf16(sources_.Text(source_.text))) {
      if (const auto span = sources_.AddConverted(source_.name, *std::move(converted))) source_.text = *span;
    }
    const std::string_view text = sources_.Text(source_.text);
    if (text.substr(0, 4) == "PK\x03\x04") {
      return Unreadable("is a binary plan: convert it with `terraform show -json`");
    }
    const char first = FirstInk(text);
    if (first == '{' || first == '[' || first == '"') return JsonOrYaml();
    const bool is_template = text.find("\nResources:") != std::string_view::npos ||
                             text.substr(0, 10) == "Resources:" ||
                             text.find("AWSTemplateFormatVersion:") != std::string_view::npos;
    if (first != '\0' && (IsYamlName(source_.name) || is_template)) return Yaml();
    return Json();
  }

 private:
  Extraction Unreadable(std::string reason) const {
    Extraction result;
    result.incomplete.push_back({std::string(source_.name), std::move(reason)});
    return result;
  }

  // YAML is a superset of JSON, but not for its reader here: JSON comes first, and the name decides which of the two
  // is to blame.
  Extraction JsonOrYaml() {
    if (!IsYamlName(source_.name)) return Json();
    Extraction json = Json();
    const bool is_read = std::all_of(json.documents.begin(), json.documents.end(),
                                     [](const Document& document) { return document.readable; });
    const bool is_unreadable = std::any_of(json.passed_over.begin(), json.passed_over.end(),
                                           [](const PassedOver& one) { return one.is_unreadable; });
    if (is_read && !is_unreadable && json.incomplete.empty()) return json;
    return ExtractYaml(sources_, source_, options_);
  }

  Extraction Yaml() const {
    if (MayHoldPolicies(sources_.Text(source_.text))) return ExtractYaml(sources_, source_, options_);
    Extraction result;
    result.passed_over.push_back({std::string(source_.name), "holds no policy", false, {}, {}});
    return result;
  }

  Extraction Json() {
    Holes holes(sources_);
    const auto take = [&](const syntax::Parsed& value, const std::string& path, Extraction& result) {
      const std::size_t first = result.documents.size();
      if (!Take(value.tree, path, holes, result)) return false;
      Values values(sources_);
      Documents(values, source_.name, result)
          .Distribute(value.problems, static_cast<std::uint32_t>(first), {&value.tree, 1});
      return true;
    };
    Extraction result = ExtractJson(sources_, source_, take);
    account_.Join(result);
    return result;
  }

  bool Take(const syntax::Tree& tree, const std::string& path, Holes& holes, Extraction& result) {
    if (IsPlan(tree, sources_)) {
      Add(ExtractPlan(sources_, source_, tree, options_), result);
      return true;
    }
    if (IsAccount(tree, tree.root(), sources_)) {
      account_.Read(tree, tree.root(), path, result);
      return true;
    }
    if (AccountPages(tree, path, result)) return true;
    if (ReadAttached(sources_, source_.name, tree, tree.root(), path, result)) return true;
    if (IsPulumi(tree, tree.root(), sources_)) {
      ReadPulumi(sources_, source_.name, tree, tree.root(), result);
      return true;
    }
    Budget budget = BudgetFor(tree);
    const View view(tree, sources_, budget);
    if (IsConstructTree(view, tree.root())) {
      result.passed_over.push_back({std::string(source_.name), "repeats templates (construct tree)", false, {}, {}});
      return true;
    }
    Host host{sources_, source_.name, options_, holes, result};
    if (IsTemplate(view, tree.root())) {
      TemplateReader(host, view, tree.root(), "").Run();
      return true;
    }
    if (!IsServerless(view, tree.root())) return false;
    ReadServerless(host, view, tree.root());
    return true;
  }

  // Pages of account details as the elements of an array.
  bool AccountPages(const syntax::Tree& tree, const std::string& path, Extraction& result) {
    const syntax::NodeId root = tree.root();
    if (tree[root].kind != syntax::Kind::kList) return false;
    bool is_taken = false;
    std::size_t index = 0;
    for (syntax::NodeId page = tree.First(root); page != syntax::kNone; page = tree.Next(root, page)) {
      const std::string here = path + "[" + std::to_string(index++) + "]";
      if (!IsAccount(tree, page, sources_)) continue;
      account_.Read(tree, page, here, result);
      is_taken = true;
    }
    return is_taken;
  }

  text::Sources& sources_;
  Source source_;
  const Options& options_;
  AccountReader account_;
};

// JSON first, as everywhere; else YAML.
std::optional<syntax::Tree> ReadParameters(text::Sources& sources, text::Span text) {
  syntax::Parsed json = syntax::ReadJson(sources, text);
  if (json.complete) return std::move(json.tree);
  syntax::ParsedYaml yaml = syntax::ReadYaml(sources, text);
  if (!yaml.complete || yaml.documents.size() != 1) return std::nullopt;
  return std::move(yaml.documents[0]);
}

// Parameters from files, after those that were named: [{"ParameterKey", "ParameterValue"}], {"Parameters": {...}},
// {"name": "value"} or ["name=value"].
void AddParameters(text::Sources& sources, const std::string& name, const ReadFile& read_file, Options& options,
                   Extraction& result) {
  std::optional<std::string> bytes = read_file ? read_file(name) : std::nullopt;
  const auto span = bytes ? sources.AddConverted(name, *std::move(bytes)) : std::nullopt;
  const std::optional<syntax::Tree> tree = span ? ReadParameters(sources, *span) : std::nullopt;
  const std::size_t before = options.parameters.size();
  if (tree) {
    Budget budget = BudgetFor(*tree);
    const View view(*tree, sources, budget);
    const auto add = [&](std::string_view key, std::string_view value) {
      options.parameters.insert(options.parameters.begin(), {std::string(key), std::string(value)});
    };
    for (const syntax::NodeId one : view.Elements(tree->root())) {
      const std::string_view text = view.Text(one);
      const syntax::NodeId key = view.Find(one, "ParameterKey");
      const syntax::NodeId value = view.Find(one, "ParameterValue");
      if (key != syntax::kNone && value != syntax::kNone) {
        add(view.Text(key), view.Text(value));
      } else if (text.find('=') != std::string_view::npos) {
        add(text.substr(0, text.find('=')), text.substr(text.find('=') + 1));
      }
    }
    const syntax::NodeId inside = view.Find(tree->root(), "Parameters");
    for (const auto& [key, value] : view.Members(inside == syntax::kNone ? tree->root() : inside)) {
      if ((*tree)[value].extent == 1) add(view.Text(key), view.Text(value));
    }
  }
  const bool is_empty = tree && (*tree)[tree->root()].extent == 1;
  if (options.parameters.size() > before || is_empty) return;
  result.incomplete.push_back({name,
                               "holds no parameters, expected `[{\"ParameterKey\": ..., \"ParameterValue\": ...}]` "
                               "or `{\"Parameters\": {...}}`"});
}

// A policy of which nothing is known is no policy without findings.
void NameUnknown(const text::Sources& sources, std::vector<Document>& documents) {
  for (Document& document : documents) {
    if (!document.readable || document.tree.empty()) continue;
    const syntax::Node& root = document.tree[document.root];
    if (root.kind != syntax::Kind::kUnknown) continue;
    text::Problem problem;
    problem.kind = syntax::kUnknownDocument;
    problem.span = document.span;
    problem.got = sources.hole(root.link).reason;
    problem.node = document.root;
    document.problems.push_back(std::move(problem));
  }
}

}  // namespace

Extraction Extract(text::Sources& sources, std::span<const Source> unit, const Options& given,
                   const ReadFile& read_file) {
  Extraction all;
  Options options = given;
  for (const std::string& name : given.parameter_files) AddParameters(sources, name, read_file, options, all);
  std::vector<Source> terraform;
  for (const Source& source : unit) {
    if (source.kind == PolicyKind::kUnknown && IsTerraform(source.name)) {
      terraform.push_back(source);
    } else {
      Add(File(sources, source, options).Run(), all);
    }
  }
  if (!terraform.empty()) Add(ExtractTerraform(sources, terraform, options, read_file), all);
  NameUnknown(sources, all.documents);
  return all;
}

}  // namespace iampolicy::carriers
