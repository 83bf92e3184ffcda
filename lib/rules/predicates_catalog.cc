// What AWS documents: whether names exist, what they were probably meant to be, what goes with what. Where the
// catalogue knows nothing of a service, nothing is held against a policy.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/fit.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::kNone;
using text::Or;
using text::ToTruth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }
bool HasHole(std::string_view text) { return text.find(kHoleLead) != std::string_view::npos; }

/// "; did you mean `name`?", or nothing.
std::string Suggestion(std::string_view name) {
  return name.empty() ? "" : "; did you mean `" + std::string(name) + "`?";
}

// ---- actions ----

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

// ---- resources ----

/// The service field is one that ARNs have: a service's prefix, or what its ARN formats have there.
Truth ArnServiceExists(Study& study, const Subject& subject, Argument) {
  const policy::Resource& resource = *subject.resource;
  if (!resource.arn.present || resource.arn.fields < 3 || HasWildcard(resource.arn.service)) return Truth::kTrue;
  if (resource.arn.service.empty()) return Truth::kTrue;
  const auto end = resource.arn.service.data() + resource.arn.service.size() - resource.leaf.text.data();
  const std::string_view known = resource.leaf.text.substr(0, static_cast<std::size_t>(end));
  if (HasHole(known) || known.find("${") != std::string_view::npos) return Truth::kUnknown;
  const catalog::Catalog& catalog = study.catalog();
  return ToTruth(catalog.FindService(resource.arn.service) != kNone ||
                 !catalog.types_in_arn_service(resource.arn.service).empty());
}

std::string FillArnService(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  return Suggestion(study.catalog().NearestService(subject.resource->arn.service));
}

/// Lower case, as ARNs write services.
std::string FoldedService(const Subject& subject) { return text::FoldAscii(subject.resource->arn.service); }

Truth FitsSomeResourceType(Study& study, const Subject& subject, Argument) {
  const policy::Resource& resource = *subject.resource;
  if (!resource.arn.present || resource.arn.fields < 6) return Truth::kTrue;
  const auto types = study.catalog().types_in_arn_service(resource.arn.service);
  if (types.empty()) return Truth::kTrue;
  return access::FitsSomeName(*subject.policy, resource, types, study.catalog());
}

/// "`a`, `b` and 3 more" of the formats nearest to what is written, then by name.
std::string FormatsNear(std::vector<std::string_view> formats, std::string_view resource_field) {
  const auto distance = [&](std::string_view format) {
    for (int field = 0; field < 5; ++field) format.remove_prefix(format.find(':') + 1);
    const auto word = [](std::string_view text) { return text.substr(0, text.find_first_of("/:$*?")); };
    return text::EditDistance(word(format), word(resource_field), 20);
  };
  std::sort(formats.begin(), formats.end(), [&](std::string_view a, std::string_view b) {
    return distance(a) != distance(b) ? distance(a) < distance(b) : a < b;
  });
  formats.erase(std::unique(formats.begin(), formats.end()), formats.end());
  return JoinShown({formats.begin(), formats.end()});
}

std::string FillFormats(Study& study, const Subject& subject, Argument, std::string_view) {
  std::vector<std::string_view> formats;
  for (const catalog::ResourceTypeId type : study.catalog().types_in_arn_service(subject.resource->arn.service)) {
    for (const std::string_view format : study.catalog().arn_formats(type)) formats.push_back(format);
  }
  return FormatsNear(std::move(formats), subject.resource->arn.resource);
}

/// What the resources of statements can be, each type asked once a statement: its actions share few types.
struct FitMemo : Extra {
  struct Statement {
    std::unordered_map<catalog::ResourceTypeId, Truth> types;
    std::optional<Truth> without_types;
  };
  std::unordered_map<const policy::Statement*, Statement> statements;
  const policy::Statement* last = nullptr;
  Statement* last_known = nullptr;
};

/// Some entry of the statement's Resource can be what the action works on.
Truth FitsAny(Study& study, const policy::Policy& policy, const policy::Statement& statement, catalog::ActionId id) {
  FitMemo& memo = study.Get<FitMemo>([] { return std::make_unique<FitMemo>(); });
  if (memo.last != &statement) {
    memo.last = &statement;
    memo.last_known = &memo.statements[&statement];
  }
  const auto any = [&](auto fits_one) {
    Truth fits = Truth::kFalse;
    for (const policy::Resource& resource : statement.resources.items) {
      fits = Or(fits, fits_one(resource));
      if (fits == Truth::kTrue) break;
    }
    return fits;
  };
  const auto types = study.catalog().action_resource_types(id);
  if (types.empty()) {
    std::optional<Truth>& fits = memo.last_known->without_types;
    if (!fits) {
      fits = any([&](const auto& resource) { return access::FitsAction(policy, resource, id, study.catalog()); });
    }
    return *fits;
  }
  Truth fits = Truth::kFalse;
  for (const catalog::ResourceTypeId type : types) {
    const auto [found, is_new] = memo.last_known->types.try_emplace(type);
    if (is_new) {
      found->second =
          any([&](const auto& resource) { return access::FitsType(policy, resource, type, study.catalog()); });
    }
    fits = Or(fits, found->second);
    if (fits == Truth::kTrue) break;
  }
  return fits;
}

/// Another Allow of the policy names the action and gives it a resource of its kind: the entry here is idle, not wrong.
bool FitsElsewhere(Study& study, const Subject& subject, const catalog::Ids& ids) {
  if (ids.empty()) return false;
  const catalog::ActionId id = ids.front().begin;
  for (const policy::Statement& other : subject.policy->statements.items) {
    if (&other == subject.statement || other.effect != policy::Effect::kAllow) continue;
    if (!catalog::Has(study.Names(other), id)) continue;
    if (other.not_resources.present()) return true;
    if (FitsAny(study, *subject.policy, other, id) != Truth::kFalse) return true;
  }
  return false;
}

/// Some entry of Resource can be what (one of) the documented actions works on.
Truth FitsListedResources(Study& study, const Subject& subject, Argument) {
  const policy::Statement& statement = *subject.statement;
  if (!statement.resources.present() || statement.not_resources.present()) return Truth::kTrue;
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  const ActionFacts& facts = study.Facts(*subject.action);
  if (facts.count == 0) return Truth::kTrue;
  for (const policy::Resource& resource : statement.resources.items) {
    // API Gateway completes execute-api:/stage/method/path to an ARN.
    if (resource.is_star || resource.leaf.text.starts_with("execute-api:/")) return Truth::kTrue;
  }
  Truth fits = statement.resources.open ? Truth::kUnknown : Truth::kFalse;
  for (const catalog::IdRange range : facts.ids) {
    for (catalog::ActionId id = range.begin; id < range.end && fits != Truth::kTrue; ++id) {
      fits = Or(fits, FitsAny(study, *subject.policy, statement, id));
    }
  }
  if (fits != Truth::kFalse || statement.effect != policy::Effect::kAllow) return fits;
  return text::ToTruth(FitsElsewhere(study, subject, facts.ids));
}

std::string FillAccepted(Study& study, const Subject& subject, Argument, std::string_view) {
  std::vector<std::string_view> formats;
  for (const catalog::IdRange range : study.Facts(*subject.action).ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      for (const catalog::ResourceTypeId type : study.catalog().action_resource_types(id)) {
        for (const std::string_view format : study.catalog().arn_formats(type)) formats.push_back(format);
      }
    }
  }
  if (formats.empty()) return "`*`";
  const auto& items = subject.statement->resources.items;
  return FormatsNear(std::move(formats), items.empty() ? std::string_view() : items.front().arn.resource);
}

// ---- condition keys ----

/// Keys of an identity provider are named after its host ("token.actions.githubusercontent.com:sub"): there is no list.
bool IsProviderKey(std::string_view prefix) { return prefix.find_first_of("./") != std::string_view::npos; }

std::string_view PrefixOf(std::string_view key) {
  const std::size_t colon = key.find(':');
  return colon == std::string_view::npos ? std::string_view() : key.substr(0, colon);
}

Truth KeyExists(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  if (IsProviderKey(PrefixOf(condition.key.text))) return Truth::kTrue;
  return ToTruth(study.catalog().FindKey(condition.key.text) != kNone);
}

std::string FillKey(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  return Suggestion(study.catalog().NearestKey(subject.condition->key.text));
}

/// Some key of the catalogue, or a service, has what stands before the colon.
Truth KeyPrefixExists(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  const std::string_view prefix = PrefixOf(condition.key.text);
  if (condition.key.has_hole && (prefix.empty() || HasHole(prefix))) return Truth::kUnknown;
  if (prefix.empty() || IsProviderKey(prefix) || text::EqualIgnoringCase(prefix, "aws")) return Truth::kTrue;
  const catalog::Catalog& catalog = study.catalog();
  if (catalog.FindService(prefix) != kNone) return Truth::kTrue;
  for (catalog::KeyId id = 0; id < catalog.key_count(); ++id) {
    if (text::EqualIgnoringCase(PrefixOf(catalog.key_name(id)), prefix)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

std::string FillKeyPrefix(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  const std::string_view prefix = PrefixOf(subject.condition->key.text);
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  if (placeholder == "prefix") return Shown(prefix, study.sources());
  return Suggestion(study.catalog().NearestService(prefix));
}

/// The key is a family of keys, "aws:RequestTag/", with nothing after the slash, or without it.
Truth KeyLacksTag(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  std::string_view head = condition.key.text;
  if (head.ends_with('/')) head.remove_suffix(1);
  if (study.catalog().FindKey(condition.key.text) != kNone || head.empty()) return Truth::kFalse;
  const std::string instance = std::string(head) + "/x";
  const catalog::KeyId id = study.catalog().FindKey(instance);
  return ToTruth(id != kNone && study.catalog().key_name(id).substr(head.size()).starts_with("/${"));
}

/// Whether requests of the action can carry the key, or those of some action that the statement names.
Truth AcceptsKey(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  const catalog::KeyId key = study.catalog().FindKey(condition.key.text);
  if (key == kNone || study.catalog().key_is_global(key)) return Truth::kTrue;
  const bool one = subject.action != nullptr;
  if (one ? subject.action->leaf.has_hole : Study::HasUnknownActions(*subject.statement)) return Truth::kUnknown;
  const catalog::Ids& ids = one ? study.Facts(*subject.action).ids : study.Names(*subject.statement);
  for (const catalog::IdRange range : ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (study.catalog().AcceptsKey(id, key)) return Truth::kTrue;
    }
  }
  return ToTruth(ids.empty());
}

/// Text operators compare any value as text and so fit every key; the others read values of one type.
Truth OperatorFitsKey(Study& study, const Subject& subject, Argument) {
  using catalog::KeyType;
  using policy::OperatorFamily;
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole || condition.operator_leaf.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(condition.key.text);
  if (id == kNone || !condition.op) return Truth::kTrue;
  const KeyType type = study.catalog().key_type(id);
  const OperatorFamily family = condition.op->family;
  switch (family) {
    case OperatorFamily::kNumeric:
    case OperatorFamily::kDate:
      // Seconds since 1970 are a number too.
      return ToTruth(type == KeyType::kOther || type == KeyType::kDate ||
                     (type == KeyType::kNumeric && family == OperatorFamily::kNumeric));
    case OperatorFamily::kBool:
      return ToTruth(type == KeyType::kBool || type == KeyType::kOther || type == KeyType::kString);
    case OperatorFamily::kIpAddress:
      return ToTruth(type == KeyType::kIpAddress || type == KeyType::kOther || type == KeyType::kString);
    case OperatorFamily::kArn:
      return ToTruth(type == KeyType::kArn || type == KeyType::kOther || type == KeyType::kString);
    default:
      return Truth::kTrue;
  }
}

std::string FillKeyType(Study& study, const Subject& subject, Argument, std::string_view) {
  constexpr std::string_view kNames[] = {"text", "ARN", "number", "date", "boolean", "IP address", "binary", "value"};
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return std::string(id == kNone ? kNames[0] : kNames[static_cast<std::size_t>(study.catalog().key_type(id))]);
}

Truth KeyIsMultivalued(Study& study, const Subject& subject, Argument) {
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return ToTruth(id != kNone && study.catalog().key_is_multivalued(id));
}

Truth KeyIsGlobal(Study& study, const Subject& subject, Argument) {
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return ToTruth(id != kNone && study.catalog().key_is_global(id));
}

constexpr std::string_view kActionFills[] = {"suggestion", "catalog_date", "service_name", "authorized_by"};
constexpr std::string_view kNameFills[] = {"suggestion", "catalog_date"};
constexpr std::string_view kPrefixFills[] = {"suggestion", "catalog_date", "prefix"};
constexpr std::string_view kWildcardFills[] = {"count", "writes", "permissions"};
constexpr std::string_view kFormatFills[] = {"formats"};
constexpr std::string_view kAcceptedFills[] = {"accepted"};
constexpr std::string_view kTypeFills[] = {"key_type"};
constexpr std::string_view kLowerFills[] = {"lower"};

std::string FillLower(Study&, const Subject& subject, Argument, std::string_view) { return FoldedService(subject); }

/// Written in capitals, though a service in lower case.
Truth ArnServiceInCapitals(Study& study, const Subject& subject, Argument argument) {
  const std::string_view service = subject.resource->arn.service;
  const bool folds = std::any_of(service.begin(), service.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!folds || service.find("${") != std::string_view::npos || HasWildcard(service)) return Truth::kFalse;
  return ArnServiceExists(study, subject, argument);
}

constexpr SubjectKinds kOfAction = Bit(SubjectKind::kAction);
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);
constexpr SubjectKinds kOfCondition = Bit(SubjectKind::kCondition);

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
    {.name = "fits_listed_resources",
     .doc = "Some entry of Resource, of the statement or, for an Allow, of another Allow that names the action, can be "
            "what it works on.",
     .subjects = kOfAction,
     .fills = kAcceptedFills,
     .test = FitsListedResources,
     .fill = FillAccepted},
    {.name = "arn_service_exists",
     .doc = "The service field of the resource's ARN, in any case, is one that ARNs have.",
     .subjects = kOfResource,
     .fills = kNameFills,
     .test = ArnServiceExists,
     .fill = FillArnService},
    {.name = "arn_service_in_capitals",
     .doc = "The service field of the resource's ARN is a service but for its capital letters.",
     .subjects = kOfResource,
     .fills = kLowerFills,
     .test = ArnServiceInCapitals,
     .fill = FillLower},
    {.name = "fits_some_resource_type",
     .doc = "The last field of the resource's ARN can be of some resource type of the service, or none is documented.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = FitsSomeResourceType,
     .fill = FillFormats},
    {.name = "key_exists",
     .doc = "The condition key is documented, or one of an identity provider.",
     .subjects = kOfCondition,
     .fills = kNameFills,
     .test = KeyExists,
     .fill = FillKey,
     .condition_only = true},
    {.name = "key_prefix_exists",
     .doc = "What stands before the condition key's colon is a service, aws or an identity provider.",
     .subjects = kOfCondition,
     .fills = kPrefixFills,
     .test = KeyPrefixExists,
     .fill = FillKeyPrefix,
     .condition_only = true},
    {.name = "key_lacks_tag",
     .doc = "The condition key ends where a tag's name must follow, as aws:RequestTag/ does.",
     .subjects = kOfCondition,
     .test = KeyLacksTag,
     .condition_only = true},
    {.name = "key_is_multivalued",
     .doc = "Requests carry a set of values for the condition key.",
     .subjects = kOfCondition,
     .test = KeyIsMultivalued,
     .condition_only = true},
    {.name = "key_is_global",
     .doc = "Requests to any service may carry the condition key.",
     .subjects = kOfCondition,
     .test = KeyIsGlobal,
     .condition_only = true},
    {.name = "accepts_key",
     .doc = "Requests of the action examined, else of some action that the statement names, can carry the condition "
            "key; also true where nothing is known of the key or the action.",
     .subjects = kOfCondition,
     .test = AcceptsKey},
    {.name = "operator_fits_key",
     .doc = "The condition operator can read values of the condition key's type.",
     .subjects = kOfCondition,
     .fills = kTypeFills,
     .test = OperatorFitsKey,
     .fill = FillKeyType},
};

}  // namespace

std::span<const Predicate> CatalogPredicates() { return kTable; }

}  // namespace iampolicy::rules
