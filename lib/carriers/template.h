#ifndef IAMPOLICY_LIB_CARRIERS_TEMPLATE_H_
#define IAMPOLICY_LIB_CARRIERS_TEMPLATE_H_

// CloudFormation and SAM templates, read into a tree by whichever reader their notation needs.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lib/carriers/cfn_locations.h"
#include "lib/carriers/documents.h"
#include "lib/carriers/evaluator.h"
#include "lib/carriers/principals.h"

namespace iampolicy::carriers {

/// The file that a template stands in.
struct Host {
  text::Sources& sources;
  std::string_view file;
  const Options& options;
  Holes& holes;
  Extraction& result;
};

/// What expanding a tree may cost.
Budget BudgetFor(const syntax::Tree& tree);

/// Whether an object has Resources with types, or says that it is a template.
bool IsTemplate(const View& view, syntax::NodeId top);

class TemplateReader {
 public:
  /// `top`: the object that has Resources, Parameters and the like. `prefix`: before the names of owners.
  TemplateReader(Host& host, const View& view, syntax::NodeId top, std::string prefix, std::uint32_t depth = 0);

  Evaluator& evaluator() { return evaluator_; }
  Documents& documents() { return documents_; }
  void Run();
  /// One resource: its logical id, what stands below it, its type.
  void Read(syntax::NodeId key, syntax::NodeId node, std::string_view type);

 private:
  struct Resource {
    std::string id;
    std::string_view type;
    syntax::NodeId properties = syntax::kNone;
  };

  void Globals();
  void Resources(syntax::NodeId resources);
  void One(syntax::NodeId key, syntax::NodeId node);
  void Walk(syntax::NodeId node, std::string_view pattern, const std::string& path);
  void Branches(syntax::NodeId arguments, std::string_view pattern, const std::string& path);
  void Leaf(syntax::NodeId node, const std::string& path);
  void SamPolicies(syntax::NodeId node, const std::string& path);
  void Organization(syntax::NodeId node, Holder holder);
  void Nested(syntax::NodeId node);
  void Synthesized(syntax::NodeId key);
  void Metadata(syntax::NodeId owner, text::Span covers);
  void Elsewhere(syntax::NodeId key);
  void Note(text::Span at, std::string message);
  void Misplaced(syntax::NodeId node, const std::string& what);
  /// `what` may hold policies and lies elsewhere.
  void NotSeen(text::Span at, const std::string& what);
  bool JoinsEarlier(syntax::NodeId node, const Holder& holder);

  Host& host_;
  const View& view_;
  syntax::NodeId top_;
  std::string prefix_;
  std::uint32_t depth_;
  Values values_;
  Documents documents_;
  Evaluator evaluator_;
  Resource resource_;  // the one being read
  const PolicyLocation* row_ = nullptr;
  // Documents by the node they were read from: one that two resources share through an alias is one document.
  std::unordered_map<syntax::NodeId, std::vector<std::uint32_t>> read_;
  std::vector<std::uint32_t> shared_;  // documents that the resource being read shares with an earlier one
  std::vector<IamResource> iam_;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_TEMPLATE_H_
