#ifndef IAMPOLICY_LIB_POLICY_POLICY_H_
#define IAMPOLICY_LIB_POLICY_POLICY_H_

// What the author wrote: a tolerant AST. There is always a Policy plus problems, so a statement with a bad Effect still
// has its actions. Scalars and lists look alike; every value keeps its node and span. Leaves are text with holes.
// Source: IAM User Guide, "Grammar of the IAM JSON policy language" and "IAM JSON policy element reference".

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/policy/arn.h"
#include "lib/policy/condition.h"
#include "lib/policy/leaf.h"
#include "lib/policy/principal.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"
#include "lib/text/span.h"

namespace iampolicy::policy {

/// An entry of Action or NotAction.
struct Action {
  Leaf leaf;
  std::string_view service;   ///< before the first colon, as written; "" where there is no colon
  std::string_view name;      ///< after it; the whole text where there is no colon
  bool has_wildcard = false;  ///< `*` or `?` anywhere
  bool is_star = false;       ///< takes every action: nothing but stars, at most one colon among them
};

/// An entry of Resource or NotResource.
struct Resource {
  Leaf leaf;
  Arn arn;  ///< arn.present is false for "*" and what is no ARN
  bool has_wildcard = false;
  bool has_variable = false;  ///< a policy variable in a document whose version has them
  bool is_star = false;       ///< nothing but stars
};

enum class Effect : std::uint8_t { kMissing, kAllow, kDeny, kUnknown, kOther };

struct Statement {
  syntax::NodeId node = syntax::kNone;
  text::Span span;
  std::uint32_t index = 0;  ///< position in the list of statements, 0-based
  Leaf sid;
  Effect effect = Effect::kMissing;
  Leaf effect_leaf;
  List<Action> actions, not_actions;
  List<Resource> resources, not_resources;
  Principals principals, not_principals;
  Conditions conditions;
  bool may_hold_more = false;  ///< a part that is not known may add elements
};

enum class Version : std::uint8_t { kMissing, k2008, k2012, kUnknown, kOther };

struct Policy {
  PolicyKind kind = PolicyKind::kUnknown;
  bool kind_inferred = true;
  std::string resource_type;  ///< "AWS::S3::Bucket", ...; "" where not known
  syntax::NodeId node = syntax::kNone;
  text::Span span;
  Version version = Version::kMissing;
  Leaf version_leaf;
  Leaf id;
  List<Statement> statements;
  bool is_object = false;
  bool has_unknowns = false;
  std::vector<text::Problem> problems;  ///< kinds of PolicyProblems(), in order of place

  /// Variables exist only in 2012-10-17; an unknown version may be it.
  bool has_variables() const { return version == Version::k2012 || version == Version::kUnknown; }
};

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_POLICY_H_
