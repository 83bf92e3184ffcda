#include "lib/carriers/cfn_attachments.h"

#include <algorithm>

#include "lib/carriers/managed_policies.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

class Attacher {
 public:
  Attacher(Evaluator& evaluator, const AttachedTo& to, Extraction& result)
      : evaluator_(evaluator), values_(evaluator.values()), to_(to), result_(result) {}

  void Run(NodeId node, const std::string& path, As as) {
    const ValueId mark = values_.size();
    Visit(evaluator_.Evaluate(node), path, text::Truth::kTrue, as == As::kBoundary);
    values_.Truncate(mark);
  }

 private:
  // `truth`: unknown inside a choice, which may go the other way.
  void Visit(ValueId id, const std::string& path, text::Truth truth, bool is_boundary) {
    const Value value = values_[id];
    switch (value.kind) {
      case Kind::kList:
        for (std::size_t i = 0; i < value.members.size(); ++i) {
          Visit(value.members[i].value, path + "[" + std::to_string(i) + "]", truth, is_boundary);
        }
        break;
      case Kind::kChoice:
        for (std::size_t i = 0; i < value.members.size(); ++i) {
          const std::string branch = path + ".Fn::If[" + std::to_string(i + 1) + "]";
          Visit(value.members[i].value, branch, text::Truth::kUnknown, is_boundary);
        }
        break;
      case Kind::kString:
        Named(value, path, truth, is_boundary);
        break;
      case Kind::kUnknown:
        Unknown(value, is_boundary);
        break;
      default:
        break;
    }
  }

  void Named(const Value& value, const std::string& path, text::Truth truth, bool is_boundary) {
    const Attachment attachment{to_.file, to_.owner, path, to_.type, value.span, is_boundary};
    const auto document =
        AttachByName(evaluator_.sources(), evaluator_.sources().Text(value.text), attachment, result_);
    if (!document) return;
    for (text::Problem& problem : result_.documents[*document].problems) problem.truth = truth;
  }

  // Neither a policy of the template nor one whose name is known.
  void Unknown(const Value& value, bool is_boundary) {
    const std::string& reason = evaluator_.sources().hole(value.hole).reason;
    if (reason.substr(0, 4) == "ref:" || reason.substr(0, 7) == "getatt:") return;
    const std::string what = (is_boundary ? "permissions boundary `" : "managed policy `") + reason + "`";
    result_.notes.push_back({std::string(to_.file), value.span, what + " is not seen", what});
  }

  Evaluator& evaluator_;
  Values& values_;
  const AttachedTo& to_;
  Extraction& result_;
};

}  // namespace

void AttachNames(Evaluator& evaluator, const AttachedTo& to, NodeId node, const std::string& path, As as,
                 Extraction& result) {
  Attacher(evaluator, to, result).Run(node, path, as);
}

void AttachManaged(Evaluator& evaluator, const AttachedTo& to, Extraction& result) {
  Attacher attacher(evaluator, to, result);
  const View& view = evaluator.view();
  // Permission sets of IAM Identity Center have their own word.
  for (const std::string_view list : {"ManagedPolicyArns", "ManagedPolicies"}) {
    const NodeId node = view.Find(to.properties, list);
    if (node != kNone) attacher.Run(node, "Properties." + std::string(list), As::kPolicy);
  }
  // Policies of the account that a permission set names; where they are is not said.
  const NodeId references = view.Find(to.properties, "CustomerManagedPolicyReferences");
  for (const NodeId one : references == kNone ? std::vector<NodeId>() : view.Elements(references)) {
    const NodeId name = view.Find(one, "Name");
    if (name != kNone) attacher.Run(name, "Properties.CustomerManagedPolicyReferences", As::kPolicy);
  }
  NodeId boundary = view.Find(to.properties, "PermissionsBoundary");
  if (boundary == kNone && to.defaults != kNone) boundary = view.Find(to.defaults, "PermissionsBoundary");
  if (boundary == kNone) return;
  const NodeId arn = view.Find(boundary, "ManagedPolicyArn");
  attacher.Run(arn == kNone ? boundary : arn, "Properties.PermissionsBoundary", As::kBoundary);
}

}  // namespace iampolicy::carriers
