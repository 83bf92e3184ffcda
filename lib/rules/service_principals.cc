#include "lib/rules/service_principals.h"

#include <algorithm>
#include <array>

#include "lib/text/suggest.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

constexpr std::string_view kDomain = "amazonaws.com";
constexpr std::array<std::string_view, 8> kDomains = {kDomain,          "amazonaws.com.cn", "amazonaws.eu",
                                                      "aws.internal",   "c2s.ic.gov",       "sc2s.sgov.gov",
                                                      "cloud.adc-e.uk", "csp.hci.ic.gov"};

/// Names that services act under without having it as their prefix, and that a letter more or less would make a prefix.
constexpr std::array<std::string_view, 2> kOtherNames = {"macie", "lexv2"};

constexpr std::size_t kLeastJudged = 4;  // of shorter names, one letter off leaves another service as often as none

bool IsLabels(std::string_view text) {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

/// What stands before the domain of a partition; "" where the name has none.
std::string_view LabelsOf(std::string_view name) {
  for (const std::string_view domain : kDomains) {
    if (name.size() > domain.size() + 1 && name.ends_with(domain) && name[name.size() - domain.size() - 1] == '.') {
      return name.substr(0, name.size() - domain.size() - 1);
    }
  }
  return {};
}

bool IsKnown(std::string_view label, const catalog::Catalog& catalog) {
  return catalog.FindService(label) != catalog::kNone ||
         std::find(kOtherNames.begin(), kOtherNames.end(), label) != kOtherNames.end();
}

bool EndsInDigit(std::string_view text) { return !text.empty() && text.back() >= '0' && text.back() <= '9'; }

/// The same but for hyphens: Application Insights acts as application-insights and has the prefix applicationinsights.
bool DifferInHyphens(std::string_view a, std::string_view b) {
  const auto without = [](std::string_view text) {
    std::string out(text);
    out.erase(std::remove(out.begin(), out.end(), '-'), out.end());
    return out;
  };
  return a.size() != b.size() && without(a) == without(b);
}

/// The service one letter from the label. A number at the end is a generation of the service, not a slip.
std::string_view OneLetterFrom(std::string_view label, const catalog::Catalog& catalog) {
  if (label.size() < kLeastJudged || IsKnown(label, catalog)) return {};
  for (catalog::ServiceId id = 0; id < catalog.service_count(); ++id) {
    const std::string_view prefix = catalog.service_prefix(id);
    if (prefix.size() < kLeastJudged || EndsInDigit(prefix) != EndsInDigit(label)) continue;
    if (text::EditDistance(label, prefix, 1) == 1 && !DifferInHyphens(label, prefix)) return prefix;
  }
  return {};
}

}  // namespace

bool IsServicePrincipal(std::string_view name) { return IsLabels(LabelsOf(name)); }

bool MisspellsService(std::string_view name, const catalog::Catalog& catalog) {
  return !IsServicePrincipal(name) || !OneLetterFrom(LabelsOf(name), catalog).empty();
}

std::string MeantServicePrincipal(std::string_view name, const catalog::Catalog& catalog) {
  const std::string folded = text::FoldAscii(name);
  if (folded != name && IsServicePrincipal(folded)) return folded;
  std::string_view domain = kDomain;
  std::string_view label = LabelsOf(folded);
  if (label.empty()) {
    label = std::string_view(folded).substr(0, folded.find('.'));
  } else {
    domain = std::string_view(folded).substr(label.size() + 1);
  }
  if (!IsKnown(label, catalog)) label = OneLetterFrom(label, catalog);
  return label.empty() ? std::string() : std::string(label).append(".").append(domain);
}

}  // namespace iampolicy::rules
