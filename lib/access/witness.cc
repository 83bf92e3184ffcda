#include "lib/access/witness.h"

#include <algorithm>
#include <utility>

#include "lib/access/fit.h"
#include "lib/policy/arn.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using text::Mask;
using text::Truth;

/// What helps and what hurts; see search.h.
struct Masks {
  Mask good, bad;
};

bool HasPath(const Mask& mask, const std::vector<std::vector<Mask>>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
    return std::all_of(path.begin(), path.end(), [&](const Mask& layer) { return mask.Intersects(layer); });
  });
}

bool Reaches(const Masks& masks, const Goal& goal) {
  if (masks.bad.Intersects(goal.yes_deny) || !HasPath(masks.good, goal.yes_paths)) return false;
  return masks.good.Intersects(goal.no_deny) || !HasPath(masks.bad, goal.no_paths);
}

Masks Evaluate(const policy::Request& request, Clauses clauses, const Row& first, Mode mode,
               const text::Sources& sources) {
  Masks masks;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const policy::Match match = policy::MatchStatement(*clauses[i]->policy, *clauses[i]->statement, request, sources);
    const bool must = match.applies == Truth::kTrue && first.must.Has(i);
    const bool may = match.applies != Truth::kFalse;
    if (mode == Mode::kCertain ? must : may) masks.good.Set(i);
    if (mode == Mode::kCertain ? may : must) masks.bad.Set(i);
  }
  return masks;
}

Masks FromRows(std::span<const Chosen> chosen, const Row& first, Mode mode) {
  Mask must = first.must;
  Mask may = first.may;
  for (const Chosen& one : chosen) {
    must &= one.row->must;
    may &= one.row->may;
  }
  return mode == Mode::kCertain ? Masks{must, may} : Masks{may, must};
}

policy::Request RequestOf(std::span<const Chosen> chosen, const Binding& binding) {
  policy::Request request;
  for (const Chosen& one : chosen) {
    switch (one.dimension) {
      case Table::Dimension::kAction:
        request.action = one.row->text;
        break;
      case Table::Dimension::kResource:
        request.resource = one.row->text;
        break;
      case Table::Dimension::kPrincipal:
        request.principal = one.row->text;
        request.account = one.row->account;
        break;
      case Table::Dimension::kKey:
        if (one.row->key) request.context.push_back(*one.row->key);
        break;
    }
  }
  for (const Binding::Value& value : binding.values) {
    if (value.text && policy::FindKey(request.context, value.key) == nullptr) {
      request.context.push_back({value.key, {*value.text}, false});
    }
  }
  return request;
}

std::vector<std::size_t> GrantingOf(const Mask& mask, const Goal& goal) {
  std::vector<std::size_t> granting;
  for (const auto& path : goal.yes_paths) {
    granting.clear();
    for (const Mask& layer : path) {
      std::size_t found = static_cast<std::size_t>(-1);
      (mask & layer).ForEach([&](std::size_t bit) { found = std::min(found, bit); });
      if (found == static_cast<std::size_t>(-1)) break;
      granting.push_back(found);
    }
    if (granting.size() == path.size() && !path.empty()) return granting;
  }
  return {};
}

/// A resource of an ARN format, its placeholders filled in.
std::string FilledIn(std::string_view format) {
  std::string filled;
  for (std::size_t at = 0; at < format.size(); ++at) {
    const std::size_t end = format[at] == '$' ? format.find('}', at) : std::string_view::npos;
    if (end == std::string_view::npos) {
      filled += format[at];
      continue;
    }
    const std::string_view name = format.substr(at + 2, end - at - 2);
    filled += name == "Partition" ? "aws"
              : name == "Region"  ? "us-east-1"
              : name == "Account" ? "123456789012"
                                  : "some";
    if (name != "Partition" && name != "Region" && name != "Account") filled += "-" + text::FoldAscii(name);
    at = end;
  }
  return filled;
}

/// A number written with an exponent ("0.51e1"), as people write it ("5.1"); as it is where it is none, or very long.
std::string PlainNumber(const std::string& text) {
  const std::size_t e = text.find('e');
  const std::size_t point = text.find('.');
  if (e == std::string::npos || point == std::string::npos || e < point || text.size() - e > 4) return text;
  const bool is_negative = text.front() == '-';
  int exponent = 0;
  for (std::size_t i = e + (text[e + 1] == '-' ? 2 : 1); i < text.size(); ++i) {
    if (text[i] < '0' || text[i] > '9') return text;
    exponent = exponent * 10 + (text[i] - '0');
  }
  if (exponent > 30) return text;
  std::string digits = text.substr(point + 1, e - point - 1);
  if (text[e + 1] == '-') {
    digits.insert(0, static_cast<std::size_t>(exponent), '0');
    exponent = 0;
  }
  const auto whole = static_cast<std::size_t>(exponent);
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  std::string plain = (is_negative ? "-" : "") + (whole == 0 ? std::string("0") : digits.substr(0, whole));
  if (digits.size() > whole) plain += "." + digits.substr(whole);
  return plain;
}

bool IsUsualService(std::string_view resource, std::string_view action) {
  const std::string_view service = policy::ParseArn(resource).service;
  return !service.empty() && service == action.substr(0, action.find(':'));
}

/// Resources that the action is usually called on.
std::vector<std::string> UsualResources(const policy::Request& request, const catalog::Catalog& catalog) {
  std::vector<std::string> usual;
  const catalog::ActionId action = catalog.FindAction(request.action);
  if (action == catalog::kNone || IsUsualService(request.resource, request.action)) return usual;
  for (const std::uint32_t type : catalog.action_resource_types(action)) {
    for (const std::string_view format : catalog.arn_formats(type)) usual.push_back(FilledIn(format));
  }
  if (request.resource != "*") usual.emplace_back("*");
  return usual;
}

/// An action that is usually called on the resource, among those that the statements treat like the one found; "" where
/// that one will do or there is none.
std::string UsualAction(const policy::Request& request, const catalog::Ids& alike, const catalog::Catalog& catalog) {
  if (IsUsualService(request.resource, request.action)) return "";
  const catalog::ServiceId service = catalog.FindService(policy::ParseArn(request.resource).service);
  if (service == catalog::kNone) return "";
  const auto is_of = [&](catalog::ResourceTypeId type) {
    const auto formats = catalog.arn_formats(type);
    return std::any_of(formats.begin(), formats.end(), [&](std::string_view format) {
      return text::MatchesGlob(FormatGlob(format), request.resource);
    });
  };
  catalog::ResourceTypeId known_type = catalog::kNone;  // many actions in a row work on one type
  bool is_known_type_right = false;
  for (const catalog::IdRange range : catalog::Intersection(alike, {catalog.service_actions(service)})) {
    for (catalog::ActionId action = range.begin; action < range.end; ++action) {
      for (const catalog::ResourceTypeId type : catalog.action_resource_types(action)) {
        if (type != known_type) is_known_type_right = is_of(type);
        known_type = type;
        if (is_known_type_right) return catalog.FullName(action);
      }
    }
  }
  return "";
}

/// The resource with a name wherever the shortest text of a pattern has none: "arn:aws:s3:::mine/" ends in a slash.
std::string WithNames(std::string_view resource) {
  const policy::Arn arn = policy::ParseArn(resource);
  if (!arn.present) return std::string(resource);
  const auto is_separator = [](char c) { return c == '/' || c == ':'; };
  std::string named(resource.substr(0, resource.size() - arn.resource.size()));
  char before = ':';
  for (const char c : arn.resource) {
    if (is_separator(before) && is_separator(c)) named += "example";
    named += c;
    before = c;
  }
  if (is_separator(before)) named += "example";
  return named;
}

}  // namespace

Confirmed Confirm(std::span<const Chosen> chosen, Clauses clauses, const Row& first, const Goal& goal,
                  const Making& making, const Binding& binding, Mode mode) {
  Confirmed confirmed;
  confirmed.request = RequestOf(chosen, binding);
  const bool has_hole =
      std::any_of(chosen.begin(), chosen.end(), [](const Chosen& one) { return one.row->is_text_open; });
  const auto evaluate = [&](const policy::Request& request) {
    return Evaluate(request, clauses, first, mode, making.sources);
  };
  Masks masks = has_hole ? FromRows(chosen, first, mode) : evaluate(confirmed.request);
  confirmed.holds = Reaches(masks, goal);
  if (!confirmed.holds) return confirmed;
  const auto settle_for = [&](policy::Request request) {
    Masks others = evaluate(request);
    if (!Reaches(others, goal)) return false;
    confirmed.request = std::move(request);
    masks = std::move(others);
    return true;
  };
  if (!has_hole) {
    for (std::size_t i = confirmed.request.context.size(); i-- > 0;) {
      policy::Request smaller = confirmed.request;
      smaller.context.erase(smaller.context.begin() + static_cast<std::ptrdiff_t>(i));
      settle_for(std::move(smaller));
    }
    policy::Request plain = confirmed.request;
    for (policy::ContextKey& key : plain.context) {
      for (std::string& value : key.values) value = PlainNumber(value);
    }
    settle_for(std::move(plain));
    if (std::string action = UsualAction(confirmed.request, chosen.front().row->ids, making.catalog); !action.empty()) {
      policy::Request usual = confirmed.request;
      usual.action = std::move(action);
      settle_for(std::move(usual));
    }
    policy::Request named = confirmed.request;
    named.resource = WithNames(named.resource);
    if (named.resource != confirmed.request.resource) settle_for(std::move(named));
    for (std::string& resource : UsualResources(confirmed.request, making.catalog)) {
      policy::Request usual = confirmed.request;
      usual.resource = std::move(resource);
      if (settle_for(std::move(usual))) break;
    }
  }
  confirmed.granting = GrantingOf(masks.good, goal);
  confirmed.refusing = masks.good & goal.no_deny;
  return confirmed;
}

}  // namespace iampolicy::access
