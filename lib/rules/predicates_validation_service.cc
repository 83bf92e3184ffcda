// What an action or a resource has to do with what carries the policy, and with what services support.

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <vector>

#include "lib/access/fit.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::ActionId;
using catalog::kNone;
using text::Or;
using text::ToTruth;

/// Whether the Region of an access point's ARN fits: access points have one, those of many Regions have none.
bool HasRegion(const policy::Arn& arn) { return !arn.region.empty(); }
bool HasNoRegion(const policy::Arn& arn) { return text::MatchesGlob(arn.region, ""); }

/// Of a table only indexes and streams are reached by its policy, not its backups and exports. The catalogue's format
/// of a table takes them in, since a name may be any text there.
bool IsTableOrPart(const policy::Arn& arn) {
  const std::string_view name = arn.resource;
  const std::size_t end = name.find('/', name.find('/') + 1);
  const bool is_plain = name.starts_with("table/") && end != std::string_view::npos &&
                        name.substr(0, end).find_first_of("*?$") == std::string_view::npos;
  if (!is_plain) return true;
  const std::string_view part = name.substr(end + 1, name.find('/', end + 1) - end - 1);
  return text::MatchesGlob(part, "index") || text::MatchesGlob(part, "stream");
}

/// What carries a resource policy: the service and resource types that its actions and resources can be of.
struct Carrier {
  std::string_view type;  ///< as CloudFormation names it
  std::string_view service;
  std::array<std::string_view, 3> resource_types;
  bool takes_star = true;                            ///< Resource may be *, which means the carrier itself
  bool (*is_own)(const policy::Arn& arn) = nullptr;  ///< what the formats of the catalogue do not tell
};
constexpr Carrier kCarriers[] = {
    {"AWS::S3::Bucket", "s3", {"bucket", "object"}, false},
    {"AWS::S3::AccessPoint", "s3", {"accesspoint", "accesspointobject"}, true, HasRegion},
    {"AWS::S3::MultiRegionAccessPoint", "s3", {"accesspoint", "accesspointobject"}, true, HasNoRegion},
    {"AWS::S3ObjectLambda::AccessPoint", "s3-object-lambda", {"objectlambdaaccesspoint"}},
    {"AWS::DynamoDB::Table", "dynamodb", {"table", "index", "stream"}, true, IsTableOrPart},
    {"AWS::KMS::Key", "kms", {"key"}},
    {"AWS::SQS::Queue", "sqs", {"queue"}},
    {"AWS::SNS::Topic", "sns", {"topic"}},
    {"AWS::SecretsManager::Secret", "secretsmanager", {"Secret"}},
    {"AWS::ECR::Repository", "ecr", {"repository"}},
    {"AWS::ECR::PublicRepository", "ecr-public", {"repository"}},
    {"AWS::Lambda::Function", "lambda", {"function", "function alias", "function version"}},
    {"AWS::Lambda::LayerVersion", "lambda", {"layerVersion"}},
    {"AWS::EFS::FileSystem", "elasticfilesystem", {"file-system"}},
    {"AWS::Kinesis::Stream", "kinesis", {"stream", "consumer"}},
    {"AWS::Elasticsearch::Domain", "es", {"domain"}},
    {"AWS::OpenSearchService::Domain", "es", {"domain"}},
};

/// The actions that a role trust policy can allow; it has no resource that would tell.
constexpr std::string_view kTrustService = "sts";
constexpr std::string_view kTrustActions[] = {"AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity",
                                              "SetContext", "SetSourceIdentity",  "TagSession"};

const Carrier* CarrierOf(const policy::Policy& policy) {
  const auto found = std::find_if(std::begin(kCarriers), std::end(kCarriers),
                                  [&](const Carrier& carrier) { return carrier.type == policy.resource_type; });
  return found == std::end(kCarriers) ? nullptr : &*found;
}

/// The service of the carrier; "" where nothing is known of it.
std::string_view CarrierService(const Subject& subject) {
  if (subject.policy->kind == PolicyKind::kTrust) return kTrustService;
  const Carrier* carrier = CarrierOf(*subject.policy);
  return carrier == nullptr ? std::string_view() : carrier->service;
}

bool IsOfService(const catalog::Catalog& catalog, ActionId id, std::string_view service) {
  return text::EqualIgnoringCase(catalog.service_prefix(catalog.action_service(id)), service);
}

bool AppliesTo(const catalog::Catalog& catalog, const policy::Policy& policy, ActionId id) {
  if (policy.kind == PolicyKind::kTrust) {
    return std::any_of(std::begin(kTrustActions), std::end(kTrustActions),
                       [&](std::string_view name) { return name == catalog.action_name(id); });
  }
  const Carrier* carrier = CarrierOf(policy);
  if (carrier == nullptr) return true;
  const auto types = catalog.action_resource_types(id);
  return std::any_of(types.begin(), types.end(), [&](catalog::ResourceTypeId type) {
    const auto& listed = carrier->resource_types;
    return std::find(listed.begin(), listed.end(), catalog.resource_type_name(type)) != listed.end();
  });
}

/// Whether some action that the entry takes in passes; true also where it takes in none that is documented.
template <class Test>
Truth SomeAction(Study& study, const Subject& subject, Test test) {
  if (subject.action->leaf.has_hole) return Truth::kUnknown;
  const catalog::Ids& ids = study.Facts(*subject.action).ids;
  for (const catalog::IdRange range : ids) {
    for (ActionId id = range.begin; id < range.end; ++id) {
      if (test(id)) return Truth::kTrue;
    }
  }
  return ToTruth(ids.empty());
}

Truth ActionOfCarrierService(Study& study, const Subject& subject, Argument) {
  const std::string_view service = CarrierService(subject);
  if (service.empty()) return Truth::kTrue;
  return SomeAction(study, subject, [&](ActionId id) { return IsOfService(study.catalog(), id, service); });
}

Truth ActionAppliesToCarrier(Study& study, const Subject& subject, Argument) {
  const std::string_view service = CarrierService(subject);
  if (service.empty()) return Truth::kTrue;
  return SomeAction(study, subject, [&](ActionId id) {
    return IsOfService(study.catalog(), id, service) && AppliesTo(study.catalog(), *subject.policy, id);
  });
}

std::string FillCarrier(Study&, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "carrier_service") return std::string(CarrierService(subject));
  if (subject.policy->kind == PolicyKind::kTrust) return "role trust policy";
  return "policy of an `" + subject.policy->resource_type + "`";
}

Truth ResourceOfCarrierService(Study&, const Subject& subject, Argument) {
  const Carrier* carrier = CarrierOf(*subject.policy);
  const policy::Resource& resource = *subject.resource;
  if (carrier == nullptr) return Truth::kTrue;
  if (resource.leaf.has_hole) return Truth::kUnknown;
  if (!resource.arn.present || resource.arn.fields < 6) return Truth::kTrue;
  return ToTruth(text::MatchesGlob(resource.arn.service, carrier->service));
}

Truth ResourceFitsCarrier(Study& study, const Subject& subject, Argument) {
  const Carrier* carrier = CarrierOf(*subject.policy);
  const policy::Resource& resource = *subject.resource;
  if (carrier == nullptr) return Truth::kTrue;
  if (resource.is_star) return ToTruth(carrier->takes_star);
  if (resource.leaf.unknown) return Truth::kUnknown;
  if (!resource.arn.present || resource.arn.fields < 6) return Truth::kTrue;
  if (carrier->is_own != nullptr && !resource.leaf.has_hole && !carrier->is_own(resource.arn)) return Truth::kFalse;
  const catalog::ServiceId service = study.catalog().FindService(carrier->service);
  Truth fits = Truth::kFalse;
  bool known = false;
  for (const std::string_view name : carrier->resource_types) {
    const catalog::ResourceTypeId type =
        name.empty() || service == kNone ? kNone : study.catalog().FindResourceType(service, name);
    if (type == kNone) continue;
    known = true;
    fits = Or(fits, access::FitsType(*subject.policy, resource, type, study.catalog()));
  }
  return known ? fits : Truth::kTrue;
}

std::string FillFormats(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "carrier") return FillCarrier(study, subject, {}, placeholder);
  const Carrier* carrier = CarrierOf(*subject.policy);
  const catalog::ServiceId service = study.catalog().FindService(carrier->service);
  std::vector<std::string> formats;
  for (const std::string_view name : carrier->resource_types) {
    const catalog::ResourceTypeId type =
        name.empty() || service == kNone ? kNone : study.catalog().FindResourceType(service, name);
    if (type == kNone) continue;
    for (const std::string_view format : study.catalog().arn_formats(type)) formats.emplace_back(format);
  }
  return JoinShown(formats);
}

// ---- what services support ----

Truth ServiceSupportsRcp(Study& study, const Subject& subject, Argument) {
  const policy::Action& action = *subject.action;
  if (action.leaf.has_hole) return Truth::kUnknown;
  if (action.is_star || action.service.empty()) return ToTruth(!action.is_star);
  const catalog::Catalog& catalog = study.catalog();
  for (catalog::ServiceId id = 0; id < catalog.service_count(); ++id) {
    if (!catalog.supports_rcp(id)) continue;
    if (text::MatchesGlob(action.service, catalog.service_prefix(id), text::Case::kFold)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

/// Requests of some action that the entry takes in carry tags of the resource: one that exists, or one just made.
Truth CarriesResourceTag(Study& study, const Subject& subject, Argument) {
  const catalog::KeyId of_resource = study.catalog().FindKey("aws:ResourceTag/x");
  const catalog::KeyId of_request = study.catalog().FindKey("aws:RequestTag/x");
  if (of_resource == kNone || of_request == kNone) return Truth::kTrue;
  return SomeAction(study, subject, [&](ActionId id) {
    return study.catalog().AcceptsKey(id, of_resource) || study.catalog().AcceptsKey(id, of_request);
  });
}

constexpr std::string_view kCarrierFills[] = {"carrier", "carrier_service"};
constexpr std::string_view kFormatFills[] = {"carrier", "accepted_formats"};
constexpr SubjectKinds kOfAction = Bit(SubjectKind::kAction);
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);

constexpr Predicate kTable[] = {
    {.name = "action_of_carrier_service",
     .doc = "The action takes in one of the service that carries the policy, or nothing is known of the carrier.",
     .subjects = kOfAction,
     .fills = kCarrierFills,
     .test = ActionOfCarrierService,
     .fill = FillCarrier},
    {.name = "action_applies_to_carrier",
     .doc = "The action takes in one that works on what carries the policy, or nothing is known of the carrier.",
     .subjects = kOfAction,
     .fills = kCarrierFills,
     .test = ActionAppliesToCarrier,
     .fill = FillCarrier},
    {.name = "resource_of_carrier_service",
     .doc = "The resource is of the service that carries the policy, or nothing is known of the carrier.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = ResourceOfCarrierService,
     .fill = FillFormats},
    {.name = "resource_fits_carrier",
     .doc = "The resource can be what carries the policy or a part of it, or nothing is known of the carrier.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = ResourceFitsCarrier,
     .fill = FillFormats},
    {.name = "service_supports_rcp",
     .doc = "The action is of a service that resource control policies reach; false for *.",
     .subjects = kOfAction,
     .test = ServiceSupportsRcp},
    {.name = "carries_resource_tag",
     .doc = "Requests of some action that the entry takes in carry aws:ResourceTag keys, or it takes in none that is "
            "documented.",
     .subjects = kOfAction,
     .test = CarriesResourceTag},
};

}  // namespace

std::span<const Predicate> CarrierPredicates() { return kTable; }

}  // namespace iampolicy::rules
