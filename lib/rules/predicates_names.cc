// What a name that is none was probably meant to be: actions and condition keys without their prefix, service
// principals.

#include <string>
#include <utility>
#include <vector>

#include "lib/rules/predicate.h"
#include "lib/rules/service_principals.h"
#include "lib/rules/study.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

// ---- what an action or condition key without its prefix was meant to be ----

bool IsAlphanumeric(char c) {
  const char folded = text::FoldAscii(c);
  return (folded >= 'a' && folded <= 'z') || (c >= '0' && c <= '9');
}
bool IsPrefixCharacter(char c) { return IsAlphanumeric(c) || c == '-'; }
bool IsNameCharacter(char c) { return IsAlphanumeric(c) || c == '*' || c == '?'; }

/// What stands before and after whatever should have been one colon: "s3" and "GetObject" of `s3.GetObject`. The first
/// is empty where there is but one word.
struct Words {
  std::string_view first;
  std::string_view last;
};
Words WordsOf(std::string_view text) {
  std::size_t head = 0;
  while (head < text.size() && IsPrefixCharacter(text[head])) ++head;
  std::size_t tail = text.size();
  while (tail > 0 && IsNameCharacter(text[tail - 1])) --tail;
  if (head >= tail) return {{}, text.substr(tail)};
  return {text.substr(0, head), text.substr(tail)};
}

constexpr std::size_t kMostMeant = 3;  // a name that more services have says nothing

std::vector<std::string> MeantActions(const catalog::Catalog& catalog, std::string_view got) {
  const Words words = WordsOf(got);
  const auto full = [&](std::string_view service) { return std::string(service).append(":").append(words.last); };
  std::vector<std::string> meant;
  if (words.last.empty()) return meant;
  if (const catalog::ServiceId service = catalog.FindService(words.first); service != catalog::kNone) {
    const std::string_view prefix = catalog.service_prefix(service);
    const catalog::ActionId action = catalog.FindAction(full(prefix));
    if (action != catalog::kNone) meant.push_back(catalog.FullName(action));
    if (words.last.find_first_of("*?") != std::string_view::npos) meant.push_back(full(prefix));
    return meant;
  }
  for (catalog::ServiceId id = 0; id < catalog.service_count() && meant.size() <= kMostMeant; ++id) {
    const catalog::ActionId action = catalog.FindAction(full(catalog.service_prefix(id)));
    if (action != catalog::kNone) meant.push_back(catalog.FullName(action));
  }
  return meant;
}

std::vector<std::string> MeantKeys(const catalog::Catalog& catalog, std::string_view got) {
  const Words words = WordsOf(got);
  const auto known = [&](std::string_view prefix, std::string_view name) {
    const catalog::KeyId key = catalog.FindKey(std::string(prefix).append(":").append(name));
    return key == catalog::kNone ? std::string() : std::string(catalog.key_name(key));
  };
  if (std::string key = known("aws", got); !key.empty()) return {std::move(key)};
  if (std::string key = known(words.first, words.last); !words.first.empty() && !key.empty()) return {std::move(key)};
  std::vector<std::string> meant;
  for (catalog::ServiceId id = 0; id < catalog.service_count() && meant.size() <= kMostMeant; ++id) {
    if (std::string key = known(catalog.service_prefix(id), got); !key.empty()) meant.push_back(std::move(key));
  }
  return meant;
}

/// The documented names that the words of the problem are but for the prefix or the colon; none where too many are.
std::vector<std::string> MeantNames(Study& study, const text::Problem& problem) {
  const bool is_key = problem.kind == "bad-condition-key-format";
  std::vector<std::string> meant =
      is_key ? MeantKeys(study.catalog(), problem.got) : MeantActions(study.catalog(), problem.got);
  if (meant.size() > kMostMeant) meant.clear();
  return meant;
}

Truth LacksOnlyPrefix(Study& study, const Subject& subject, Argument) {
  return text::ToTruth(!MeantNames(study, *subject.problem).empty());
}

std::string FillMeant(Study& study, const Subject& subject, Argument, std::string_view) {
  const std::vector<std::string> meant = MeantNames(study, *subject.problem);
  std::string out;
  for (std::size_t i = 0; i < meant.size(); ++i) {
    if (i > 0) out += i + 1 == meant.size() ? " or " : ", ";
    out.append("`").append(meant[i]).append("`");
  }
  return out;
}

Truth NamesKnownService(Study& study, const Subject& subject, Argument) {
  const std::string_view got = subject.problem->got;
  return text::ToTruth(study.catalog().FindService(got.substr(0, got.find(':'))) != catalog::kNone);
}

// ---- service principals ----

const policy::Leaf& NameLeaf(const Subject& subject) {
  return subject.value != nullptr ? subject.value->leaf : subject.principal->leaf;
}

Truth IsServicePrincipalName(Study&, const Subject& subject, Argument) {
  const policy::Leaf& leaf = NameLeaf(subject);
  return leaf.has_hole ? Truth::kUnknown : text::ToTruth(IsServicePrincipal(leaf.text));
}

Truth IsMisspeltService(Study& study, const Subject& subject, Argument) {
  const policy::Leaf& leaf = NameLeaf(subject);
  return leaf.has_hole ? Truth::kUnknown : text::ToTruth(MisspellsService(leaf.text, study.catalog()));
}

std::string FillServicePrincipal(Study& study, const Subject& subject, Argument, std::string_view) {
  const std::string meant = MeantServicePrincipal(NameLeaf(subject).text, study.catalog());
  return meant.empty() ? ", expected a name such as `lambda.amazonaws.com`" : "; did you mean `" + meant + "`?";
}

constexpr std::string_view kMeantFills[] = {"meant"};
constexpr std::string_view kPrincipalFills[] = {"or_expected"};
constexpr SubjectKinds kOfName = Bit(SubjectKind::kValue) | Bit(SubjectKind::kPrincipal);

constexpr Predicate kTable[] = {
    {.name = "lacks_only_prefix",
     .doc =
         "What the problem is about is, but for its prefix or the colon after it, the name of a documented action or "
         "condition key, or of a few.",
     .subjects = Bit(SubjectKind::kProblem),
     .fills = kMeantFills,
     .test = LacksOnlyPrefix,
     .fill = FillMeant},
    {.name = "names_known_service",
     .doc = "What the problem is about begins with a documented service and a colon.",
     .subjects = Bit(SubjectKind::kProblem),
     .test = NamesKnownService},
    {.name = "is_service_principal",
     .doc = "The value or principal has the form of a service principal, such as lambda.amazonaws.com.",
     .subjects = kOfName,
     .fills = kPrincipalFills,
     .test = IsServicePrincipalName,
     .fill = FillServicePrincipal},
    {.name = "misspells_service",
     .doc = "The value or principal lacks the form of a service principal, or is one letter away from the name of a "
            "documented service.",
     .subjects = kOfName,
     .fills = kPrincipalFills,
     .test = IsMisspeltService,
     .fill = FillServicePrincipal},
};

}  // namespace

std::span<const Predicate> NamePredicates() { return kTable; }

}  // namespace iampolicy::rules
