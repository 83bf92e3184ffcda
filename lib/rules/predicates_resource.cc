// What AWS documents of resources: the services and formats of ARNs, and what actions work on.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/access/fit.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
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

/// Written in capitals, though a service in lower case.
Truth ArnServiceInCapitals(Study& study, const Subject& subject, Argument argument) {
  const std::string_view service = subject.resource->arn.service;
  const bool folds = std::any_of(service.begin(), service.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!folds || service.find("${") != std::string_view::npos || HasWildcard(service)) return Truth::kFalse;
  return ArnServiceExists(study, subject, argument);
}

/// Lower case, as ARNs write services.
std::string FillLower(Study&, const Subject& subject, Argument, std::string_view) {
  return text::FoldAscii(subject.resource->arn.service);
}

constexpr std::string_view kNameFills[] = {"suggestion", "catalog_date"};
constexpr std::string_view kFormatFills[] = {"formats"};
constexpr std::string_view kAcceptedFills[] = {"accepted"};
constexpr std::string_view kLowerFills[] = {"lower"};
constexpr SubjectKinds kOfAction = Bit(SubjectKind::kAction);
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);

constexpr Predicate kTable[] = {
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
};

}  // namespace

std::span<const Predicate> ResourcePredicates() { return kTable; }

}  // namespace iampolicy::rules
