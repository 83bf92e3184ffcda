// What AWS documents of actions: whether names exist, what they were probably meant to be, what wildcards take in.
// Where the catalogue knows nothing of a service, nothing is held against a policy.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::kNone;
using text::ToTruth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }
bool HasHole(std::string_view text) { return text.find(kHoleLead) != std::string_view::npos; }

Truth ActionExists(Study& study, const Subject& subject, Argument) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  return ToTruth(study.Facts(*subject.action).count > 0);
}

std::string FillAction(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  const policy::Action& action = *subject.action;
  if (placeholder == "service_name") {
    const catalog::ServiceId service = study.Facts(action).service;
    return service == kNone ? std::string(action.service) : std::string(study.catalog().service_name(service));
  }
  if (placeholder == "authorized_by") return std::string(study.catalog().AuthorizedBy(action.leaf.text));
  const std::string_view nearest = study.catalog().NearestAction(action.leaf.text);
  if (nearest.empty()) return "";
  return Suggestion(std::string(action.service) + ":" + std::string(nearest));
}

/// Services that AWS has ended, whose actions it no longer documents but policies still name; sorted. Source: the AWS
/// managed policies, and the announcements of the services' ends.
constexpr std::string_view kEndedServices[] = {"deepcomposer", "deeplens",  "deepracer",     "elastic-inference",
                                               "gamesparks",   "iot1click", "iotroborunner", "iotthingsgraph",
                                               "macie",        "mobilehub", "sumerian",      "zocalo"};

bool IsEnded(std::string_view service) {
  return std::binary_search(std::begin(kEndedServices), std::end(kEndedServices), text::FoldAscii(service));
}

Truth ServiceEnded(Study& study, const Subject& subject, Argument) {
  const std::string_view service = subject.action->service;
  if (HasHole(service)) return Truth::kUnknown;
  return ToTruth(IsEnded(service) && study.catalog().FindService(service) == kNone);
}

Truth ServiceExists(Study& study, const Subject& subject, Argument) {
  const policy::Action& action = *subject.action;
  if (HasHole(action.service)) return Truth::kUnknown;
  if (IsEnded(action.service)) return Truth::kTrue;
  if (action.service.empty()) return action.leaf.has_hole ? Truth::kUnknown : Truth::kTrue;
  if (!HasWildcard(action.service)) {
    return ToTruth(action.leaf.has_hole ? study.catalog().FindService(action.service) != kNone
                                        : study.Facts(action).service != kNone);
  }
  for (catalog::ServiceId id = 0; id < study.catalog().service_count(); ++id) {
    if (text::MatchesGlob(action.service, study.catalog().service_prefix(id), text::Case::kFold)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

std::string FillService(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  return Suggestion(study.catalog().NearestService(subject.action->service));
}

Truth IsApiOperation(Study& study, const Subject& subject, Argument) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  return ToTruth(!study.catalog().AuthorizedBy(subject.action->leaf.text).empty());
}

Truth IsServiceWildcard(Study& study, const Subject& subject, Argument) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  return ToTruth(subject.action->has_wildcard && study.Facts(*subject.action).whole_service);
}

std::string FillWildcard(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  const catalog::Ids& ids = study.Facts(*subject.action).ids;
  if (placeholder == "count") return std::to_string(catalog::Count(ids));
  const auto levels = study.catalog().CountByLevel(ids);
  const auto of = [&](catalog::AccessLevel level) { return levels[static_cast<std::size_t>(level)]; };
  if (placeholder == "permissions") return std::to_string(of(catalog::AccessLevel::kPermissionsManagement));
  return std::to_string(of(catalog::AccessLevel::kWrite) + of(catalog::AccessLevel::kPermissionsManagement) +
                        of(catalog::AccessLevel::kTagging));
}

Truth ServiceShare(Study& study, const Subject& subject, Argument argument) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  const ActionFacts& facts = study.Facts(*subject.action);
  if (facts.service == kNone) return ToTruth(argument.Holds(0));
  const std::uint32_t all = study.catalog().service_actions(facts.service).size();
  return ToTruth(argument.Holds(all == 0 ? 0 : std::int64_t{100} * facts.count / all));
}

Truth SupportsResourceLevel(Study& study, const Subject& subject, Argument) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  for (const catalog::IdRange range : study.Facts(*subject.action).ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (!study.catalog().action_resource_types(id).empty()) return Truth::kTrue;
    }
  }
  return Truth::kFalse;
}

constexpr std::string_view kActionFills[] = {"suggestion", "catalog_date", "service_name", "authorized_by"};
constexpr std::string_view kNameFills[] = {"suggestion", "catalog_date"};
constexpr std::string_view kWildcardFills[] = {"count", "writes", "permissions"};

constexpr SubjectKinds kOfAction = Bit(SubjectKind::kAction);

constexpr Predicate kTable[] = {
    {.name = "action_exists",
     .doc = "The action takes in at least one documented action.",
     .subjects = kOfAction,
     .fills = kActionFills,
     .test = ActionExists,
     .fill = FillAction,
     .action_only = true},
    {.name = "service_exists",
     .doc =
         "What stands before the action's colon, where there is one, takes in a documented service, or is one that AWS "
         "has ended.",
     .subjects = kOfAction,
     .fills = kNameFills,
     .test = ServiceExists,
     .fill = FillService,
     .action_only = true},
    {.name = "service_ended",
     .doc = "What stands before the action's colon is a service that AWS has ended.",
     .subjects = kOfAction,
     .test = ServiceEnded,
     .action_only = true},
    {.name = "is_api_operation",
     .doc = "The name is that of an API operation which an action of another name authorizes.",
     .subjects = kOfAction,
     .fills = kActionFills,
     .test = IsApiOperation,
     .fill = FillAction,
     .action_only = true},
    {.name = "is_service_wildcard",
     .doc = "The action is a wildcard that takes in every action of one service.",
     .subjects = kOfAction,
     .fills = kWildcardFills,
     .test = IsServiceWildcard,
     .fill = FillWildcard,
     .action_only = true},
    {.name = "service_share",
     .doc = "How many of a hundred actions of its service the action takes in, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = kOfAction,
     .fills = kWildcardFills,
     .test = ServiceShare,
     .fill = FillWildcard,
     .action_only = true},
    {.name = "supports_resource_level",
     .doc = "The action takes in a documented action that can be limited to resources.",
     .subjects = kOfAction,
     .test = SupportsResourceLevel,
     .action_only = true},
};

}  // namespace

std::span<const Predicate> CatalogPredicates() { return kTable; }

}  // namespace iampolicy::rules
