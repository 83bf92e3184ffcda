#include "lib/carriers/yaml_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "lib/carriers/serverless.h"
#include "lib/carriers/suppressions.h"
#include "lib/carriers/template.h"
#include "lib/carriers/wrapped.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::carriers {
namespace {

using syntax::kNone;
using syntax::NodeId;

bool Has(std::string_view text, std::string_view word) { return text.find(word) != std::string_view::npos; }

// Words that only a file for AWS has together: a broken one is worth saying.
bool IsMeantForAws(std::string_view text) {
  return Has(text, "AWS::") || Has(text, "AWSTemplateFormatVersion") || Has(text, "iamRoleStatements") ||
         (Has(text, "Statement") && Has(text, "Effect"));
}

class YamlFile {
 public:
  YamlFile(text::Sources& sources, const Source& source, const Options& options)
      : sources_(sources), source_(source), holes_(sources), host_{sources, source.name, options, holes_, result_} {}

  Extraction Run() {
    syntax::ParsedYaml parsed = syntax::ReadYaml(sources_, source_.text);
    if (!parsed.complete) {
      Broken(parsed.problems);
      return std::move(result_);
    }
    bool is_known = false;
    for (const syntax::Tree& tree : parsed.documents) is_known |= One(tree);
    Documents(values_, source_.name, result_).Distribute(parsed.problems, 0);
    if (!host_.options.disregard_suppressions && (is_known || !result_.documents.empty())) {
      YamlSuppressions(sources_, source_.text, parsed.documents, result_);
    }
    if (result_.documents.empty() && result_.incomplete.empty()) PassOver("holds no policy");
    return std::move(result_);
  }

 private:
  void PassOver(std::string reason) {
    result_.passed_over.push_back({std::string(source_.name), std::move(reason), false, {}, {}});
  }

  // Whether it is a file of a kind that is known here.
  bool One(const syntax::Tree& tree) {
    Budget budget = BudgetFor(tree);
    const View view(tree, sources_, budget);
    if (IsTemplate(view, tree.root())) {
      TemplateReader(host_, view, tree.root(), "").Run();
      return true;
    }
    if (IsServerless(view, tree.root())) {
      ReadServerless(host_, view, tree.root());
      return true;
    }
    Other(view, tree);
    return false;
  }

  // Policies in YAML that is neither: wrappers of whatever program reads them.
  void Other(const View& view, const syntax::Tree& tree) {
    if (!Has(sources_.Text(source_.text), "Statement")) return;
    class Documents documents(values_, source_.name, result_);
    Evaluator evaluator(view, values_, holes_, tree.root(), host_.options);
    evaluator.set_has_unseen_names();
    for (const Wrapped& found : FindWrapped(tree, tree.root(), "$", sources_)) {
      const std::string owner = found.owner.empty() ? found.path : found.owner;
      const Holder holder{owner, found.path, found.kind, found.resource_type, false};
      const std::uint32_t first = documents.count();
      documents.Add(evaluator.Evaluate(found.node), holder);
      // A text that only mentions statements is none.
      if (tree[found.node].kind != syntax::Kind::kString || documents.count() == first) continue;
      const Document& last = result_.documents.back();
      if (!last.readable || !IsPolicy(last.tree, last.root, sources_, true)) result_.documents.pop_back();
    }
  }

  void Broken(const std::vector<text::Problem>& problems) {
    const std::string_view text = sources_.Text(source_.text);
    text::Problem last;
    last.span = source_.text;
    last.kind = "bad-yaml";
    if (!problems.empty()) last = problems.back();
    if (Has(text, "{{ .Values") || Has(text, "{{- ") || Has(text, "{{ include")) {
      return PassOver("is a template of another program");
    }
    if (!IsMeantForAws(text)) {
      result_.passed_over.push_back({std::string(source_.name), "is not YAML", true, last.span, Describe(last)});
      return;
    }
    result_.errors.push_back({std::string(source_.name), last.span, Describe(last)});
    last.node = text::kNoNode;
    result_.problems.push_back(std::move(last));
  }

  text::Sources& sources_;
  const Source& source_;
  Extraction result_;
  Holes holes_;
  Host host_;
  Values values_{sources_};
};

}  // namespace

bool MayHoldPolicies(std::string_view text) {
  return Has(text, "AWS") || Has(text, "Statement") || Has(text, "Resources") || Has(text, "amRoleStatements") ||
         Has(text, "statements");
}

Extraction ExtractYaml(text::Sources& sources, const Source& source, const Options& options) {
  return YamlFile(sources, source, options).Run();
}

}  // namespace iampolicy::carriers
