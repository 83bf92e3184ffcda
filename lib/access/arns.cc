#include "lib/access/arns.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "lib/catalog/catalog.h"

namespace iampolicy::access {
namespace {

constexpr std::size_t kFields = kArnFields;
constexpr std::size_t kService = 2;
constexpr std::size_t kMostCuts = 64;
constexpr std::size_t kMostSteps = 2000;

/// All the ways to cut a pattern.
class Cutter {
 public:
  explicit Cutter(const text::Pattern& pattern) : pattern_(pattern) { Go(0, 0, true, {}); }
  bool is_complete() const { return is_complete_; }
  std::vector<Cut> Take() { return std::move(found_); }

 private:
  using Fields = std::array<text::Pattern, kFields>;

  // Each call below the first has one separator more behind it, so the depth is five.
  void Go(std::size_t at, std::size_t field, bool is_straight, Fields fields) {
    if (++steps_ > kMostSteps) is_complete_ = false;
    if (!is_complete_) return;
    for (; at < pattern_.size() && field + 1 < kFields; ++at) {
      const char32_t symbol = pattern_[at];
      if (symbol == U':') {
        if (field == 0 && !text::Matches(fields[0], "arn")) return;
        ++field;
        continue;
      }
      if (symbol == text::kStar) {
        Fields crossing = fields;
        for (std::size_t to = field + 1; to < kFields; ++to) {
          crossing[to - 1] += text::kStar;
          if (to == 1 && !text::Matches(crossing[0], "arn")) break;
          Fields next = crossing;
          next[to] += text::kStar;
          Go(at + 1, to, false, std::move(next));
        }
      }
      if (symbol == text::kOne) Go(at + 1, field + 1, false, fields);
      fields[field] += symbol;
    }
    if (field + 1 < kFields) return;
    fields[kFields - 1] += pattern_.substr(at);
    if (!text::Matches(fields[0], "arn")) return;
    if (found_.size() == kMostCuts) is_complete_ = false;
    found_.push_back({std::move(fields), is_straight, {}});
  }

  const text::Pattern& pattern_;
  std::vector<Cut> found_;
  std::size_t steps_ = 0;
  bool is_complete_ = true;
};

/// The part of an ARN format after its fifth colon; placeholders hold none.
std::string_view ResourcePart(std::string_view format) {
  for (std::size_t i = 0; i < 5; ++i) format.remove_prefix(std::min(format.size(), format.find(':') + 1));
  return format;
}

/// Where the resource parts of a service's ARNs hold colons.
struct Colons {
  bool anywhere = false;
  std::vector<text::Pattern> formats;  ///< else: only in texts of these forms, and no more than they write
};

/// A format with its placeholders taken for any text.
text::Pattern FormPattern(std::string_view format) {
  text::Pattern pattern;
  for (std::size_t at = 0; at < format.size(); ++at) {
    if (format[at] != '$') {
      pattern += static_cast<unsigned char>(format[at]);
      continue;
    }
    pattern += text::kStar;
    at = std::min(format.find('}', at), format.size() - 1);
  }
  return pattern;
}

/// Names hold no colons, so a resource has as many as its format, or as a pattern that was written for it. Object keys,
/// stream labels, request paths and subscriptions hold them though the formats do not show it.
Colons ColonsOf(std::string_view service, const std::vector<const Cut*>& cuts, const catalog::Catalog& catalog) {
  Colons colons;
  for (const std::string_view free_form :
       {"s3", "s3express", "s3-outposts", "s3-object-lambda", "dynamodb", "execute-api", "sns"}) {
    if (service == free_form) colons.anywhere = true;
  }
  if (colons.anywhere) return colons;
  for (const catalog::ResourceTypeId type : catalog.types_in_arn_service(service)) {
    for (const std::string_view format : catalog.arn_formats(type)) {
      const std::string_view part = ResourcePart(format);
      if (part.find(':') != std::string_view::npos) colons.formats.push_back(FormPattern(part));
    }
  }
  for (const Cut* cut : cuts) {
    const text::Pattern& part = cut->fields[kFields - 1];
    if (cut->is_straight && part.find(U':') != text::Pattern::npos) colons.formats.push_back(part);
  }
  std::sort(colons.formats.begin(), colons.formats.end());
  colons.formats.erase(std::unique(colons.formats.begin(), colons.formats.end()), colons.formats.end());
  return colons;
}

/// Texts that read better than the shortest ones, tried for each field.
struct Preferred {
  std::string_view region = "us-east-1";
  std::string_view account = "123456789012";
};

Preferred PreferredFor(std::string_view service, const catalog::Catalog& catalog) {
  Preferred preferred;
  const auto types = catalog.types_in_arn_service(service);
  if (types.empty()) return preferred;
  const auto formats = catalog.arn_formats(types.front());
  if (formats.empty()) return preferred;
  std::string_view rest = formats.front();
  for (std::size_t i = 0; i < 3; ++i) rest.remove_prefix(std::min(rest.size(), rest.find(':') + 1));
  if (rest.starts_with(":")) preferred.region = "";
  if (rest.substr(0, rest.find(':') + 2).ends_with("::")) preferred.account = "";
  return preferred;
}

struct FieldClass {
  text::Mask cuts;
  std::string example;
};

std::size_t CountColons(const text::Pattern& pattern) {
  return static_cast<std::size_t>(std::count(pattern.begin(), pattern.end(), U':'));
}

/// The form, its wildcards kept from taking colons: texts with as many colons as it writes.
text::Pattern WithoutMoreColons(text::Pattern form) {
  for (char32_t& symbol : form) {
    if (symbol == text::kStar) symbol = text::kFieldStar;
    if (symbol == text::kOne) symbol = text::kFieldOne;
  }
  return form;
}

bool IsLiteral(const text::Pattern& pattern) {
  return std::all_of(pattern.begin(), pattern.end(), [](char32_t symbol) { return symbol <= 0x10FFFF; });
}

bool HasAll(const text::Mask& cuts, const Places& required) {
  return std::all_of(required.begin(), required.end(), [&cuts](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&cuts](std::uint32_t i) { return cuts.Has(i); });
  });
}

/// The class of one text.
FieldClass ClassOf(const std::vector<text::Pattern>& patterns, std::string text) {
  FieldClass only;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (text::Matches(patterns[i], text)) only.cuts.Set(i);
  }
  only.example = std::move(text);
  return only;
}

/// The only text that required patterns leave, where one of them is a literal.
const text::Pattern* RequiredLiteral(const std::vector<text::Pattern>& patterns, const Places& required) {
  for (const auto& list : required) {
    if (list.size() == 1 && IsLiteral(patterns[list.front()])) return &patterns[list.front()];
  }
  return nullptr;
}

/// Cuts of one service.
struct Bucket {
  std::string service;
  std::vector<const Cut*> cuts;
  Colons colons;
  Places required;                        ///< of the cuts
  std::vector<text::Wanted::Role> roles;  ///< of the cuts

  /// There is but one class that counts.
  bool has_one_class() const {
    return required.size() == cuts.size() &&
           std::all_of(required.begin(), required.end(), [](const auto& list) { return list.size() == 1; });
  }
};

/// Adds the classes of the texts that a form has room for.
std::optional<Error> AddClassesOfForm(const text::Pattern& form, const std::vector<text::Pattern>& patterns,
                                      const text::Wanted& wanted, const Making& making,
                                      std::vector<FieldClass>& found) {
  const auto meets_form = [&](std::uint32_t i) { return text::Overlaps(patterns[i], form) != text::Truth::kFalse; };
  std::vector<text::Pattern> here;
  std::vector<std::size_t> places;
  text::Wanted of_form;
  for (std::uint32_t i = 0; i < patterns.size(); ++i) {
    if (!meets_form(i)) continue;
    here.push_back(patterns[i]);
    places.push_back(i);
    if (!wanted.roles.empty()) of_form.roles.push_back(wanted.roles[i]);
  }
  for (const auto& list : wanted.required) {
    std::vector<std::uint32_t>& required = of_form.required.emplace_back();
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      if (std::find(list.begin(), list.end(), places[i]) != list.end()) required.push_back(i);
    }
    if (required.empty()) return std::nullopt;
  }
  of_form.required.push_back({static_cast<std::uint32_t>(here.size())});
  if (!wanted.roles.empty()) of_form.roles.push_back(text::Wanted::Role::kGood);
  here.push_back(WithoutMoreColons(form));
  const auto classes = text::Classes(here, text::Alphabet::kAny, making.max_states, of_form);
  if (!classes) return classes.error();
  for (const text::Class& one : *classes) {
    FieldClass of_text;
    one.matches.ForEach([&](std::size_t i) {
      if (i < places.size()) of_text.cuts.Set(places[i]);
    });
    of_text.example = ToUtf8(one.shortest, making.variables);
    found.push_back(std::move(of_text));
  }
  return std::nullopt;
}

/// Classes of one field; of the last, where it may hold colons only in some forms, without texts of no such form.
Result<std::vector<FieldClass>> FieldClasses(const Bucket& bucket, std::size_t field, std::string_view preferred,
                                             const Making& making) {
  std::vector<text::Pattern> patterns;
  patterns.reserve(bucket.cuts.size());
  for (const Cut* cut : bucket.cuts) patterns.push_back(cut->fields[field]);
  const bool is_last = field + 1 == kFields;
  const text::Pattern* literal = RequiredLiteral(patterns, bucket.required);
  if (literal != nullptr && (!is_last || bucket.colons.anywhere || CountColons(*literal) == 0)) {
    FieldClass only = ClassOf(patterns, ToUtf8(*literal, making.variables));
    if (!HasAll(only.cuts, bucket.required)) return std::vector<FieldClass>{};
    return std::vector<FieldClass>{std::move(only)};
  }
  FieldClass usual = ClassOf(patterns, std::string(preferred));
  const text::Wanted wanted{bucket.roles, bucket.required, bucket.has_one_class()};
  if (wanted.first_only && HasAll(usual.cuts, bucket.required)) return std::vector<FieldClass>{std::move(usual)};
  const bool may_hold_colon = is_last && bucket.colons.anywhere;
  const auto classes = text::Classes(patterns, may_hold_colon ? text::Alphabet::kAny : text::Alphabet::kNoColon,
                                     making.max_states, wanted);
  if (!classes) return classes.error();
  std::vector<FieldClass> found;
  found.reserve(classes->size());
  for (const text::Class& one : *classes) {
    const bool prefers = one.matches == usual.cuts;
    found.push_back({one.matches, prefers ? std::string(preferred) : ToUtf8(one.shortest, making.variables)});
  }
  if (!is_last || may_hold_colon || (wanted.first_only && !found.empty())) return found;
  for (const text::Pattern& form : bucket.colons.formats) {
    if (auto error = AddClassesOfForm(form, patterns, wanted, making, found)) return *error;
  }
  return found;
}

/// ARNs of one service, as far as they are built.
struct Partial {
  text::Mask cuts;
  std::string text;
};

bool IsBefore(const Partial& a, const Partial& b) { return a.cuts < b.cuts; }
bool IsSame(const Partial& a, const Partial& b) { return a.cuts == b.cuts; }

Result<std::vector<Partial>> ArnsOf(const Bucket& bucket, const Making& making) {
  const Preferred preferred = PreferredFor(bucket.service, making.catalog);
  const std::string_view examples[kFields] = {"arn",    "aws", bucket.service, preferred.region, preferred.account,
                                              "example"};
  std::vector<Partial> partial(1);
  partial[0].text = "arn";
  for (std::size_t i = 0; i < bucket.cuts.size(); ++i) partial[0].cuts.Set(i);
  for (std::size_t field = 1; field < kFields; ++field) {
    if (field == kService || bucket.cuts.empty()) {
      for (Partial& one : partial) one.text += ":" + std::string(examples[field]);
      continue;
    }
    const auto classes = FieldClasses(bucket, field, examples[field], making);
    if (!classes) return classes.error();
    if (partial.size() * classes->size() > making.max_states) return Error{"the resources fall into too many classes"};
    std::vector<Partial> next;
    next.reserve(partial.size() * classes->size());
    for (const Partial& one : partial) {
      for (const FieldClass& found : *classes) next.push_back({one.cuts & found.cuts, one.text + ":" + found.example});
    }
    if (next.size() > 1) {
      std::stable_sort(next.begin(), next.end(), IsBefore);
      next.erase(std::unique(next.begin(), next.end(), IsSame), next.end());
    }
    partial = std::move(next);
  }
  return partial;
}

/// A service of the class; nullopt: there is none but the empty text, which is no service.
std::optional<std::string> NameOfService(const FieldClass& service, const std::vector<text::Pattern>& services) {
  if (!service.example.empty()) return service.example;
  for (const char* name : {"x", "q", "some-service"}) {
    text::Mask taken;
    for (std::size_t i = 0; i < services.size(); ++i) {
      if (text::Matches(services[i], name)) taken.Set(i);
    }
    if (taken == service.cuts) return name;
  }
  return std::nullopt;
}

}  // namespace

bool NamesType(const Cut& cut) {
  const auto is_of_account = [](char32_t symbol) {
    return symbol == text::kStar || symbol == text::kOne || (symbol >= U'0' && symbol <= U'9');
  };
  const text::Pattern& account = cut.fields[kFields - 2];
  const bool has_account = text::Matches(account, "aws") || std::all_of(account.begin(), account.end(), is_of_account);
  return has_account && cut.fields[kFields - 1].find_first_of(U"/:") != text::Pattern::npos;
}

bool AreDisjoint(const Cut& a, const Cut& b) {
  for (std::size_t field = 1; field < kFields; ++field) {
    if (text::Overlaps(a.fields[field], b.fields[field]) == text::Truth::kFalse) return true;
  }
  return false;
}

std::optional<std::vector<Cut>> CutArn(const text::Pattern& pattern) {
  Cutter cutter(pattern);
  if (!cutter.is_complete()) return std::nullopt;
  return cutter.Take();
}

/// The required lists among the cuts of a bucket; nullopt: one of them has none there.
std::optional<Places> RequiredAmong(const std::vector<std::size_t>& places, const Places& required) {
  Places among;
  for (const auto& list : required) {
    std::vector<std::uint32_t>& here = among.emplace_back();
    for (std::uint32_t i = 0; i < places.size(); ++i) {
      if (std::find(list.begin(), list.end(), places[i]) != list.end()) here.push_back(i);
    }
    if (here.empty()) return std::nullopt;
  }
  return among;
}

Result<std::vector<ArnClass>> ArnClasses(const std::vector<const Cut*>& cuts, const Places& required,
                                         const std::vector<text::Wanted::Role>& roles, const Making& making) {
  std::vector<ArnClass> found;
  std::vector<text::Pattern> services;
  for (const Cut* cut : cuts) services.push_back(cut->fields[kService]);
  std::vector<FieldClass> classes;
  if (const text::Pattern* literal = RequiredLiteral(services, required)) {
    classes.push_back(ClassOf(services, ToUtf8(*literal, making.variables)));
  } else {
    const auto all = text::Classes(services, text::Alphabet::kNoColon, making.max_states, {{}, required, false});
    if (!all) return all.error();
    for (const text::Class& one : *all) classes.push_back({one.matches, ToUtf8(one.shortest, making.variables)});
  }
  for (const FieldClass& service : classes) {
    if (!HasAll(service.cuts, required)) continue;
    const std::optional<std::string> name = NameOfService(service, services);
    if (!name) continue;
    Bucket bucket{*name, {}, {}, {}, {}};
    std::vector<std::size_t> places;
    bool is_named = false;
    service.cuts.ForEach([&](std::size_t i) {
      bucket.cuts.push_back(cuts[i]);
      places.push_back(i);
      bucket.roles.push_back(roles[i]);
      is_named = is_named || !text::HasWildcard(services[i]);
    });
    std::optional<Places> among = RequiredAmong(places, required);
    if (!among) continue;
    bucket.required = std::move(*among);
    // A class of many services has one among them whose resources hold colons.
    bucket.colons = is_named ? ColonsOf(bucket.service, bucket.cuts, making.catalog) : Colons{true, {}};
    const auto arns = ArnsOf(bucket, making);
    if (!arns) return arns.error();
    for (const Partial& arn : *arns) {
      ArnClass one;
      one.example = arn.text;
      arn.cuts.ForEach([&](std::size_t i) { one.cuts.Set(places[i]); });
      found.push_back(std::move(one));
    }
  }
  return found;
}

}  // namespace iampolicy::access
