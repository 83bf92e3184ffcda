// What could be narrowed: actions that can be limited to resources, resources that together leave nothing out, roles
// of any name.

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/fit.h"
#include "lib/access/reach.h"
#include "lib/rules/denied.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Statement;
using text::ToTruth;

/// Calls `take` for the actions that Denies leave (denied.h), that the argument lists and that can be limited to
/// resources, until it returns false. Walks the two lists of ranges side by side, without copies.
template <class Take>
void ForEachScopable(Study& study, const Subject& subject, Argument argument, Take take) {
  const catalog::Ids& ids = study.Names(subject);
  const catalog::Ids nothing;
  const catalog::Ids& denied = subject.policy == &study.policy() ? Denied(study) : nothing;
  std::uint32_t listed = 0;
  for (const catalog::IdRange range : ids) {
    listed = FirstEndingAfter(argument, range.begin, listed);
    for (std::uint32_t i = listed; i < argument.range_count() && argument.range(i).begin < range.end; ++i) {
      const catalog::ActionId end = std::min(range.end, argument.range(i).end);
      for (catalog::ActionId id = std::max(range.begin, argument.range(i).begin); id < end; ++id) {
        const bool scopable = !study.catalog().action_resource_types(id).empty() && !catalog::Has(denied, id);
        if (scopable && !take(id)) return;
      }
    }
  }
}

Truth CouldBeScoped(Study& study, const Subject& subject, Argument argument) {
  bool found = false;
  ForEachScopable(study, subject, argument, [&](catalog::ActionId) {
    found = true;
    return false;
  });
  if (found) return Truth::kTrue;
  const bool open =
      subject.action != nullptr ? subject.action->leaf.has_hole : Study::HasUnknownActions(*subject.statement);
  return open ? Truth::kUnknown : Truth::kFalse;
}

/// Whether the action's name tells the type, hyphens and case aside: s3:ListBucket works on a bucket before all.
bool NamesType(std::string_view action, std::string_view type) {
  std::string name;
  for (const char c : type) {
    if (c != '-' && c != '_') name += c;
  }
  return text::FoldAscii(action).find(text::FoldAscii(name)) != std::string::npos;
}

/// What the action works on before all: the type that must be given, else the one with the longest name that the
/// action's name tells; kNone where neither is there.
catalog::ResourceTypeId MainType(const catalog::Catalog& catalog, catalog::ActionId id) {
  catalog::ResourceTypeId main = catalog::kNone;
  std::size_t length = 0;
  for (const catalog::ResourceTypeId type : catalog.action_resource_types(id)) {
    if (catalog.resource_required(id, type)) return type;
    const std::string_view name = catalog.resource_type_name(type);
    if (name.size() <= length || !NamesType(catalog.action_name(id), name)) continue;
    main = type;
    length = name.size();
  }
  return main;
}

/// The format of what the action works on before all, else of the first type.
std::string_view FormatOf(const catalog::Catalog& catalog, catalog::ActionId id) {
  const catalog::ResourceTypeId main = MainType(catalog, id);
  return catalog.arn_formats(main == catalog::kNone ? catalog.action_resource_types(id).front() : main).front();
}

std::string FillScoped(Study& study, const Subject& subject, Argument argument, std::string_view placeholder) {
  std::uint32_t count = 0;
  std::string examples;
  ForEachScopable(study, subject, argument, [&](catalog::ActionId id) {
    if (++count > 2) return true;
    if (count == 2) examples += ", ";
    examples.append("`").append(study.catalog().FullName(id)).append("` (`");
    examples.append(FormatOf(study.catalog(), id)).append("`)");
    return true;
  });
  if (placeholder == "count") return std::to_string(count) + (count == 1 ? " action" : " actions");
  return count > 2 ? examples + " and " + std::to_string(count - 2) + " more" : examples;
}

/// Which types the resources of one statement take whole, each asked once: in every region and account.
class CoveredTypes {
 public:
  CoveredTypes(const policy::Policy& policy, const Statement& statement, const catalog::Catalog& catalog)
      : catalog_(catalog) {
    for (const policy::Resource& resource : statement.resources.items) {
      if (resource.leaf.has_hole || resource.has_variable) continue;
      if (!resource.has_wildcard && resource.arn.fields >= 6) continue;
      const bool has_partition = resource.arn.present && !resource.arn.partition.empty();
      wide_.push_back({access::CompletedPattern(policy, resource), has_partition ? resource.arn.partition : "*"});
    }
  }

  /// What the action works on before all is taken whole, and each type that must be given. Of an action on any of many
  /// types, as ec2:CreateTags, every type is.
  bool Cover(catalog::ActionId id) {
    const catalog::ResourceTypeId main = MainType(catalog_, id);
    if (main != catalog::kNone && !IsWhole(main)) return false;
    for (const catalog::ResourceTypeId type : catalog_.action_resource_types(id)) {
      if ((main == catalog::kNone || catalog_.resource_required(id, type)) && !IsWhole(type)) return false;
    }
    return true;
  }

 private:
  struct Wide {
    std::string pattern;
    std::string_view partition;
  };
  bool IsWhole(catalog::ResourceTypeId type) {
    const auto found = std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one.first == type; });
    if (found != known_.end()) return found->second;
    const auto formats = catalog_.arn_formats(type);
    const bool covers = std::all_of(formats.begin(), formats.end(), [&](std::string_view format) {
      return std::any_of(wide_.begin(), wide_.end(), [&](const Wide& wide) {
        return text::CoversGlob(wide.pattern, access::FormatGlob(format, wide.partition));
      });
    });
    known_.emplace_back(type, covers);
    return covers;
  }

  const catalog::Catalog catalog_;
  std::vector<Wide> wide_;
  std::vector<std::pair<catalog::ResourceTypeId, bool>> known_;
};

Truth AmountsToEverything(Study& study, const Subject& subject, Argument) {
  const Statement& statement = *subject.statement;
  const auto& items = statement.resources.items;
  if (items.empty() || statement.not_resources.present()) return Truth::kFalse;
  if (std::any_of(items.begin(), items.end(), [](const auto& entry) { return entry.is_star; })) return Truth::kFalse;
  const Reach reach = access::StatementReach(*subject.policy, statement, study.catalog());
  if (reach == Reach::kEverything) return Truth::kTrue;
  if (reach < Reach::kType) return Truth::kFalse;
  bool any = false;
  CoveredTypes covered(*subject.policy, statement, study.catalog());
  for (const catalog::IdRange range : study.Names(statement)) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (study.catalog().action_resource_types(id).empty()) continue;
      if (!covered.Cover(id)) return Truth::kFalse;
      any = true;
    }
  }
  if (!any) return Truth::kFalse;
  return Study::HasUnknownActions(statement) ? Truth::kUnknown : Truth::kTrue;
}

// ---- roles left open ----

constexpr std::string_view kWildcards = "*?";

/// "AWSLambda-team-*" says which service the role is for: the convention of roles that AWS consoles make.
bool NamesService(std::string_view role, const catalog::Catalog& catalog) {
  std::string letters;
  for (const char c : role) {
    const char folded = text::FoldAscii(c);
    if ((folded >= 'a' && folded <= 'z') || (folded >= '0' && folded <= '9')) letters += folded;
  }
  if (letters.size() < 3) return false;
  for (const std::string_view word : {"states", "deepracer", "deeplens"}) {
    if (letters.find(word) != std::string::npos) return true;
  }
  for (catalog::ServiceId id = 0; id < catalog.service_count(); ++id) {
    std::string prefix(catalog.service_prefix(id));
    std::erase(prefix, '-');
    if (prefix.size() >= 3 && letters.find(prefix) != std::string::npos) return true;
  }
  return false;
}

/// The part after the account of an ARN pattern that takes roles and has a wildcard there; "*" for a bare star.
std::string_view OpenRolePart(const policy::Policy& policy, const policy::Resource& resource, std::string_view roles) {
  if (resource.is_star) return "*";
  if (resource.arn.fields < 6) {
    const std::string pattern = access::CompletedPattern(policy, resource);
    return pattern.ends_with('*') && text::OverlapsGlob(pattern, "arn:aws:iam::*:role/*") ? "*" : "";
  }
  if (!text::MatchesGlob(resource.arn.service, "iam")) return "";
  const std::string_view part = resource.arn.resource;
  if (part.find_first_of(kWildcards) == std::string_view::npos || !text::OverlapsGlob(part, roles)) return "";
  return part;
}

Truth OrUnknown(const policy::Resource& resource, bool found) {
  if (resource.leaf.has_hole) return Truth::kUnknown;
  return ToTruth(found);
}

Truth LeavesRoleOpen(Study& study, const Subject& subject, Argument) {
  constexpr std::string_view kRole = "role/";
  std::string_view part = OpenRolePart(*subject.policy, *subject.resource, "role/*");
  bool open = !part.empty();
  if (open && part.starts_with(kRole)) {
    part.remove_prefix(kRole.size());
    constexpr std::string_view kServiceRoles = "service-role/";
    if (part.starts_with(kServiceRoles)) part.remove_prefix(kServiceRoles.size());
    open = !NamesService(part, study.catalog());
  }
  return OrUnknown(*subject.resource, open);
}

Truth LeavesLinkedServiceOpen(Study&, const Subject& subject, Argument) {
  constexpr std::string_view kRoles = "role/aws-service-role/";
  const std::string_view part = OpenRolePart(*subject.policy, *subject.resource, "role/aws-service-role/*/*");
  const bool pins = part.starts_with(kRoles) && part.size() > kRoles.size() &&
                    kWildcards.find(part[kRoles.size()]) == std::string_view::npos;
  return OrUnknown(*subject.resource, !part.empty() && !pins);
}

constexpr std::string_view kScopedFills[] = {"count", "examples"};
constexpr SubjectKinds kOfStatement = Bit(SubjectKind::kStatement);
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);

constexpr Predicate kTable[] = {
    {.name = "could_be_scoped",
     .doc = "The entry or statement examined names, out of these, documented actions that can be limited to resources "
            "and that no Deny of the policy leaves on named resources at the most.",
     .argument = ArgumentType::kActions,
     .subjects = kOfStatement,
     .fills = kScopedFills,
     .test = CouldBeScoped,
     .fill = FillScoped},
    {.name = "amounts_to_everything",
     .doc = "The statement's resources, none of which is *, together take every resource that its documented actions "
            "can be limited to.",
     .subjects = kOfStatement,
     .test = AmountsToEverything},
    {.name = "leaves_role_open",
     .doc = "The resource takes roles of any name: * or a role ARN with a wildcard and without a service's name.",
     .subjects = kOfResource,
     .test = LeavesRoleOpen},
    {.name = "leaves_linked_service_open",
     .doc = "The resource takes service-linked roles of any service.",
     .subjects = kOfResource,
     .test = LeavesLinkedServiceOpen},
};

}  // namespace

std::span<const Predicate> ScopePredicates() { return kTable; }

}  // namespace iampolicy::rules
