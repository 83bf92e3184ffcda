#include "lib/carriers/yaml_file.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

/// Texts of files that another program fills in: `{{ name }}` (Ansible and its like) and `${name}`, unless that may be
/// a policy variable: those have a colon, or stand for one of the characters *, ? and $.
class Blanks {
 public:
  explicit Blanks(Evaluator& evaluator) : evaluator_(evaluator) {}

  std::optional<ValueId> Read(NodeId id) {
    const syntax::Node& node = evaluator_.view().tree()[id];
    const std::string_view bytes = evaluator_.sources().Text(node.text);
    std::vector<Part> parts;
    std::size_t done = 0;
    for (std::size_t at = 0; at + 1 < bytes.size(); ++at) {
      const std::size_t end = at + LengthOfBlank(bytes.substr(at, kLongestBlank));
      if (end == at) continue;
      Literal(Within(node.text, done, at), parts);
      const text::Span where = Within(node.text, at, end);
      const std::string reason = "variable:" + std::string(bytes.substr(at, end - at));
      parts.push_back({evaluator_.Unknown(where, reason, {}, reason), where});
      done = end;
      at = end - 1;
    }
    if (parts.empty()) return std::nullopt;
    Literal(Within(node.text, done, bytes.size()), parts);
    return evaluator_.Concatenate(node.span, std::move(parts));
  }

 private:
  static constexpr std::size_t kLongestBlank = 256;  // so that text full of open braces is read once

  // Of the blank that the text starts with; 0 where it starts with none.
  static std::size_t LengthOfBlank(std::string_view text) {
    if (text.substr(0, 2) == "{{" && text.substr(0, 10) != "{{resolve:") {
      const std::size_t end = text.find("}}");
      return end == std::string_view::npos ? 0 : end + 2;
    }
    if (text.substr(0, 2) != "${") return 0;
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) return 0;
    const std::string_view name = text.substr(2, end - 2);
    const bool is_variable = name.find(':') != std::string_view::npos || name == "*" || name == "?" || name == "$";
    return is_variable || name.empty() ? 0 : end + 1;
  }

  static text::Span Within(text::Span span, std::size_t begin, std::size_t end) {
    return {span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)};
  }

  void Literal(text::Span text, std::vector<Part>& parts) {
    if (text.empty()) return;
    Value value;
    value.kind = syntax::Kind::kString;
    value.span = text;
    value.text = text;
    parts.push_back({evaluator_.values().Add(std::move(value)), {}});
  }

  Evaluator& evaluator_;
};

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
    Documents(values_, source_.name, result_).Distribute(parsed.problems, 0, parsed.documents);
    if (!host_.options.disregard_suppressions && (is_known || !result_.documents.empty())) {
      YamlSuppressions(sources_, source_.text, parsed.documents, result_);
    }
    if (SaysNothing(result_)) PassOver("holds no policy");
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
    Blanks blanks(evaluator);
    evaluator.set_literal([&blanks](NodeId id, bool) { return blanks.Read(id); });
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
    const bool is_filled_in =
        Has(text, "{{ .Values") || Has(text, "{{- ") || Has(text, "{{ include") || Has(text, "{% ");
    if (is_filled_in && !Has(text, "AWS::")) return PassOver("is a template of another program");
    if (is_filled_in) last.expected = "the text that another program makes of this template";
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
