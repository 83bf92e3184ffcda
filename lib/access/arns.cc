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

std::size_t MostColons(const Colons& colons) {
  std::size_t most = 0;
  for (const text::Pattern& form : colons.formats) most = std::max(most, CountColons(form));
  return most;
}

/// Adds what tells the forms apart: patterns of at least one, two, ... colons, then the forms.
void AddForms(const Colons& colons, std::vector<text::Pattern>& patterns) {
  text::Pattern at_least(1, text::kStar);
  for (std::size_t count = 0; count <= MostColons(colons); ++count) {
    at_least += {U':', text::kStar};
    patterns.push_back(at_least);
  }
  patterns.insert(patterns.end(), colons.formats.begin(), colons.formats.end());
}

/// Whether a class holds no colon, or as many as a form it fits.
bool HasForm(const text::Mask& matches, const Colons& colons, std::size_t first) {
  const std::size_t detectors = MostColons(colons) + 1;
  std::size_t count = 0;
  while (count < detectors && matches.Has(first + count)) ++count;
  if (count == 0) return true;
  for (std::size_t i = 0; i < colons.formats.size(); ++i) {
    if (matches.Has(first + detectors + i) && CountColons(colons.formats[i]) == count) return true;
  }
  return false;
}

bool IsLiteral(const text::Pattern& pattern) {
  return std::all_of(pattern.begin(), pattern.end(), [](char32_t symbol) { return symbol <= 0x10FFFF; });
}

/// The texts that one literal leaves: itself, taken by the patterns that take it.
std::vector<FieldClass> OneLiteral(const std::vector<text::Pattern>& patterns, const text::Pattern& literal,
                                   const Making& making) {
  FieldClass only;
  only.example = ToUtf8(literal, making.variables);
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (text::Matches(patterns[i], only.example)) only.cuts.Set(i);
  }
  return {std::move(only)};
}

/// Cuts of one service; with `has_required`, only texts that the first of them takes.
struct Bucket {
  std::string service;
  std::vector<const Cut*> cuts;
  Colons colons;
  bool has_required = false;
};

/// Classes of one field; of the last, where it may hold colons only in some forms, without texts of no such form.
Result<std::vector<FieldClass>> FieldClasses(const Bucket& bucket, std::size_t field, std::string_view preferred,
                                             const Making& making) {
  Colons colons = bucket.colons;
  std::vector<text::Pattern> patterns;
  patterns.reserve(bucket.cuts.size());
  for (const Cut* cut : bucket.cuts) patterns.push_back(cut->fields[field]);
  const bool is_last = field + 1 == kFields;
  if (bucket.has_required && is_last) {
    std::erase_if(colons.formats, [&](const text::Pattern& form) {
      return text::Overlaps(patterns.front(), form) == text::Truth::kFalse;
    });
  }
  const bool is_plain = !is_last || colons.anywhere || CountColons(patterns.front()) == 0;
  if (bucket.has_required && is_plain && IsLiteral(patterns.front()))
    return OneLiteral(patterns, patterns.front(), making);
  text::Mask takes_preferred;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (text::Matches(patterns[i], preferred)) takes_preferred.Set(i);
  }
  const bool has_forms = is_last && !colons.anywhere && !colons.formats.empty();
  const std::size_t own = patterns.size();
  if (has_forms) AddForms(colons, patterns);
  const bool may_hold_colon = is_last && (colons.anywhere || has_forms);
  const auto classes =
      text::Classes(patterns, may_hold_colon ? text::Alphabet::kAny : text::Alphabet::kNoColon, making.max_states);
  if (!classes) return classes.error();
  std::vector<FieldClass> found;
  found.reserve(classes->size());
  for (const text::Class& one : *classes) {
    text::Mask matches = one.matches;
    if (bucket.has_required && !matches.Has(0)) continue;
    if (has_forms) {
      if (!HasForm(matches, colons, own)) continue;
      for (std::size_t i = own; i < patterns.size(); ++i) matches.Clear(i);
    }
    const bool prefers = matches == takes_preferred;
    found.push_back({std::move(matches), prefers ? std::string(preferred) : ToUtf8(one.shortest, making.variables)});
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

Result<std::vector<ArnClass>> ArnClasses(const std::vector<const Cut*>& cuts, bool has_required, const Making& making) {
  std::vector<ArnClass> found;
  std::vector<text::Pattern> services;
  for (const Cut* cut : cuts) services.push_back(cut->fields[kService]);
  std::vector<FieldClass> classes;
  if (has_required && IsLiteral(services.front())) {
    classes = OneLiteral(services, services.front(), making);
  } else {
    const auto all = text::Classes(services, text::Alphabet::kNoColon, making.max_states);
    if (!all) return all.error();
    for (const text::Class& one : *all) classes.push_back({one.matches, ToUtf8(one.shortest, making.variables)});
  }
  for (const FieldClass& service : classes) {
    if (has_required && !service.cuts.Has(0)) continue;
    const std::optional<std::string> name = NameOfService(service, services);
    if (!name) continue;
    Bucket bucket{*name, {}, {}, has_required};
    std::vector<std::size_t> places;
    bool is_named = false;
    service.cuts.ForEach([&](std::size_t i) {
      bucket.cuts.push_back(cuts[i]);
      places.push_back(i);
      is_named = is_named || !text::HasWildcard(services[i]);
    });
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
