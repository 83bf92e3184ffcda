#include "lib/carriers/terraform_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "lib/syntax/unknowns.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

constexpr std::size_t kLongestText = 1u << 20;
constexpr std::uint8_t kDeepest = 120;
constexpr std::uint32_t kHeaviest = 200'000;

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// "data:data.aws_region.x.name" names the source as Terraform does; what may be assumed goes by the rest.
text::Shape ShapeOf(const std::string& reason) {
  if (StartsWith(reason, "data:data.")) return syntax::ShapeOf("data:" + reason.substr(10));
  return syntax::ShapeOf(reason);
}

}  // namespace

// Texts.

Text TextAt(const text::Sources& sources, text::Span span) {
  Text text{std::string(sources.Text(span)), {}};
  if (!text.bytes.empty()) text.runs.push_back({0, static_cast<std::uint32_t>(text.bytes.size()), span, {}});
  return text;
}

void Append(Text& out, const Text& more) {
  if (out.bytes.size() + more.bytes.size() > kLongestText) return;
  const auto base = static_cast<std::uint32_t>(out.bytes.size());
  out.bytes += more.bytes;
  for (text::Run run : more.runs) {
    run.at += base;
    out.runs.push_back(run);
  }
}

void AppendBytes(Text& out, std::string_view bytes, text::Span where) {
  if (bytes.empty() || out.bytes.size() + bytes.size() > kLongestText) return;
  const auto base = static_cast<std::uint32_t>(out.bytes.size());
  out.bytes += bytes;
  if (!out.runs.empty() && out.runs.back().where == where && out.runs.back().from.empty() &&
      out.runs.back().length != where.size()) {
    out.runs.back().length += static_cast<std::uint32_t>(bytes.size());
    return;
  }
  out.runs.push_back({base, static_cast<std::uint32_t>(bytes.size()), where, {}});
}

void AppendInPlace(Text& out, const Text& more, text::Span where, const text::Sources& sources) {
  if (more.bytes.empty() || out.bytes.size() + more.bytes.size() > kLongestText) return;
  const auto base = static_cast<std::uint32_t>(out.bytes.size());
  const auto size = static_cast<std::uint32_t>(more.bytes.size());
  out.bytes += more.bytes;
  const text::Span here = sources.InFile(where);
  const auto is_inside = [&](text::Span span) {
    const text::Span place = sources.InFile(span);
    return place.begin >= here.begin && place.end <= here.end;
  };
  if (more.runs.empty()) out.runs.push_back({base, size, where, where});
  for (std::size_t i = 0; i < more.runs.size(); ++i) {
    text::Run run = more.runs[i];
    run.at += base;
    if (!is_inside(run.where)) {
      // What comes from elsewhere is one piece, up to the next that is written here.
      while (i + 1 < more.runs.size() && !is_inside(more.runs[i + 1].where)) ++i;
      run.length = (i + 1 < more.runs.size() ? more.runs[i + 1].at + base : base + size) - run.at;
      run = {run.at, run.length, where, run.where};
    }
    out.runs.push_back(run);
  }
}

Text Slice(const Text& text, std::size_t begin, std::size_t end) {
  Text out;
  end = std::min(end, text.bytes.size());
  if (begin >= end) return out;
  out.bytes = text.bytes.substr(begin, end - begin);
  for (const text::Run& run : text.runs) {
    const std::size_t from = std::max<std::size_t>(run.at, begin);
    const std::size_t to = std::min<std::size_t>(run.at + run.length, end);
    if (from >= to) continue;
    text::Run part = run;
    part.at = static_cast<std::uint32_t>(from - begin);
    part.length = static_cast<std::uint32_t>(to - from);
    if (run.where.size() == run.length) {
      part.where.begin = run.where.begin + static_cast<std::uint32_t>(from - run.at);
      part.where.end = part.where.begin + part.length;
    }
    out.runs.push_back(part);
  }
  return out;
}

// Questions.

bool IsUnknown(Ref value) { return value->kind == Kind::kUnknown || value->kind == Kind::kReference; }
bool IsNull(Ref value) { return value->kind == Kind::kNull; }
bool IsString(Ref value) { return value->kind == Kind::kString; }

Ref FieldOf(Ref object, std::string_view name) {
  if (object->kind != Kind::kObject) return nullptr;
  for (const Field& field : object->fields) {
    if (field.name == name) return field.value;
  }
  return nullptr;
}

double NumberOf(Ref value) {
  double number = 0;
  const std::string& digits = value->text.bytes;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::string ToDigits(double number) {
  char out[64];
  std::to_chars_result end{};
  if (std::abs(number) < 1e15 && std::floor(number) == number) {
    end = std::to_chars(std::begin(out), std::end(out), static_cast<long long>(number));
  } else {
    end = std::to_chars(std::begin(out), std::end(out), number);
  }
  return std::string(std::begin(out), end.ptr);
}

bool Same(Ref a, Ref b) {
  if (a == b) return true;
  if (a->kind != b->kind || a->weight != b->weight) return false;
  if (a->kind == Kind::kUnknown || a->kind == Kind::kReference) {
    return !a->identity.empty() && a->identity == b->identity && a->reason == b->reason;
  }
  if (a->truth != b->truth || a->guard != b->guard || a->text.bytes != b->text.bytes) return false;
  if (a->items.size() != b->items.size() || a->fields.size() != b->fields.size() || a->weight > 10'000) return false;
  for (std::size_t i = 0; i < a->items.size(); ++i) {
    if (!Same(a->items[i], b->items[i])) return false;
  }
  for (std::size_t i = 0; i < a->fields.size(); ++i) {
    if (a->fields[i].name != b->fields[i].name || !Same(a->fields[i].value, b->fields[i].value)) return false;
  }
  return true;
}

text::Truth Equal(const Pool& pool, Ref a, Ref b) {
  using text::Truth;
  const auto is_open = [&pool](Ref value) {
    return IsUnknown(value) || value->kind == Kind::kChoice || value->kind == Kind::kAbsent ||
           ((IsString(value) || value->kind == Kind::kEncoded) && pool.HasHole(value->text));
  };
  if (a->kind == Kind::kEncoded || b->kind == Kind::kEncoded) {
    return IsNull(a) || IsNull(b) ? Truth::kFalse : Truth::kUnknown;
  }
  if (is_open(a) || is_open(b)) {
    const bool is_text = IsString(a) || IsString(b);
    return (IsNull(a) || IsNull(b)) && is_text ? Truth::kFalse : Truth::kUnknown;
  }
  if (a->kind != b->kind) return Truth::kFalse;
  switch (a->kind) {
    case Kind::kBool:
      return a->truth == b->truth ? Truth::kTrue : Truth::kFalse;
    case Kind::kNumber:
      return NumberOf(a) == NumberOf(b) ? Truth::kTrue : Truth::kFalse;
    case Kind::kString:
      return a->text.bytes == b->text.bytes ? Truth::kTrue : Truth::kFalse;
    default:
      break;
  }
  if (a->items.size() != b->items.size() || a->fields.size() != b->fields.size()) return Truth::kFalse;
  if (a->weight > 10'000) return Truth::kUnknown;
  Truth all = Truth::kTrue;
  for (std::size_t i = 0; i < a->items.size() && all != Truth::kFalse; ++i) {
    const Truth one = Equal(pool, a->items[i], b->items[i]);
    if (one != Truth::kTrue) all = one;
  }
  for (const Field& field : a->fields) {
    const Ref other = FieldOf(b, field.name);
    const Truth one = other == nullptr ? Truth::kFalse : Equal(pool, field.value, other);
    if (one != Truth::kTrue && all != Truth::kFalse) all = one;
  }
  return all;
}

// Making.

bool Pool::Step() {
  if (++steps_ > most_steps_) is_exhausted_ = true;
  return !is_exhausted_;
}

Ref Pool::Make(Value value) {
  std::uint64_t weight = 1;
  std::uint8_t depth = 0;
  const auto count = [&](Ref part) {
    weight += part->weight;
    depth = std::max(depth, part->depth);
  };
  for (const Ref item : value.items) count(item);
  for (const Field& field : value.fields) {
    count(field.value);
    ++weight;
  }
  spent_ += 4 + value.text.bytes.size() / 64 + value.items.size() + value.fields.size();
  if (spent_ > most_spent_) is_exhausted_ = true;
  if (is_exhausted_ || depth >= kDeepest || weight > kHeaviest) {
    is_cut_ = true;
    value.items.clear();
    value.fields.clear();
    value.text = {};
    value.kind = Kind::kUnknown;
    value.reason = "function:limit";
    value.identity.clear();
    weight = 1;
    depth = 0;
  }
  value.weight = static_cast<std::uint32_t>(weight);
  value.depth = static_cast<std::uint8_t>(depth + 1);
  values_.push_back(std::move(value));
  return &values_.back();
}

Ref Pool::Null(text::Span span) {
  Value value;
  value.span = span;
  return Make(std::move(value));
}

Ref Pool::Bool(bool truth, text::Span span) {
  Value value;
  value.kind = Kind::kBool;
  value.truth = truth;
  value.span = span;
  return Make(std::move(value));
}

Ref Pool::Number(double number, text::Span span) {
  Value value;
  value.kind = Kind::kNumber;
  value.span = span;
  AppendBytes(value.text, ToDigits(number), span);
  return Make(std::move(value));
}

Ref Pool::String(Text text, text::Span span) {
  Value value;
  value.kind = Kind::kString;
  value.span = span;
  value.text = std::move(text);
  return Make(std::move(value));
}

Ref Pool::Bytes(std::string_view bytes, text::Span span) {
  Text text;
  AppendBytes(text, bytes, span);
  return String(std::move(text), span);
}

Ref Pool::List(std::vector<Ref> items, text::Span span) {
  Value value;
  value.kind = Kind::kList;
  value.span = span;
  value.items = std::move(items);
  return Make(std::move(value));
}

Ref Pool::Set(const std::vector<Ref>& items, text::Span span) {
  Value value;
  value.kind = Kind::kList;
  value.span = span;
  value.is_set = true;
  for (const Ref item : items) {
    const bool is_there = std::any_of(value.items.begin(), value.items.end(), [&](Ref one) {
      return Same(one, item) || Equal(*this, one, item) == text::Truth::kTrue;
    });
    if (!is_there) value.items.push_back(item);
    if (value.items.size() > 2'000) break;  // every element is compared with every other
  }
  const auto all = [&](Kind kind) {
    return std::all_of(value.items.begin(), value.items.end(),
                       [&](Ref item) { return item->kind == kind && !HasHole(item->text); });
  };
  if (all(Kind::kString)) {
    std::stable_sort(value.items.begin(), value.items.end(),
                     [](Ref a, Ref b) { return a->text.bytes < b->text.bytes; });
  } else if (all(Kind::kNumber)) {
    std::stable_sort(value.items.begin(), value.items.end(), [](Ref a, Ref b) { return NumberOf(a) < NumberOf(b); });
  }
  return Make(std::move(value));
}

// Of fields of one name the last counts.
Ref Pool::Object(std::vector<Field> fields, text::Span span) {
  std::map<std::string_view, std::size_t> last;
  for (std::size_t i = 0; i < fields.size(); ++i) last[fields[i].name] = i;
  Value value;
  value.kind = Kind::kObject;
  value.span = span;
  std::vector<bool> stays(fields.size(), false);
  for (const auto& [name, index] : last) stays[index] = true;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (stays[i]) value.fields.push_back(std::move(fields[i]));
  }
  return Make(std::move(value));
}

Ref Pool::Encoded(Ref inner, text::Span span, const Resource* document) {
  Value value;
  value.kind = Kind::kEncoded;
  value.span = span;
  value.items.push_back(inner);
  value.resource = document;
  return Make(std::move(value));
}

Ref Pool::Unknown(std::string reason, std::string identity, text::Span span) {
  Value value;
  value.kind = Kind::kUnknown;
  value.span = span;
  value.reason = std::move(reason);
  value.identity = std::move(identity);
  return Make(std::move(value));
}

Ref Pool::Refused(std::string reason, text::Span span) {
  Value value;
  value.kind = Kind::kUnknown;
  value.is_error = true;
  value.span = span;
  value.reason = std::move(reason);
  return Make(std::move(value));
}

Ref Pool::Absent(text::Span span) {
  Value value;
  value.kind = Kind::kAbsent;
  value.span = span;
  return Make(std::move(value));
}

Ref Pool::Choice(std::uint32_t guard, Ref then, Ref otherwise, text::Span span) {
  if (Same(then, otherwise)) return then;
  Value value;
  value.kind = Kind::kChoice;
  value.span = span;
  value.guard = guard;
  value.items = {then, otherwise};
  return Make(std::move(value));
}

Ref Pool::At(Ref value, text::Span span) {
  Value copy = *value;
  copy.span = span;
  return Make(std::move(copy));
}

std::uint32_t Pool::Guard(std::string name, const std::string& key, text::Span span) {
  const auto [found, is_new] = guard_of_.emplace(key, static_cast<std::uint32_t>(guards_.size()));
  if (!is_new) return found->second;
  const auto taken = [this](const std::string& other) {
    return std::any_of(guards_.begin(), guards_.end(), [&](const syntax::Guard& guard) { return guard.name == other; });
  };
  std::string unique = name;
  for (int i = 2; i < 1000 && taken(unique); ++i) unique = name + " (" + std::to_string(i) + ")";
  guards_.push_back({std::move(unique), span});
  return found->second;
}

char32_t Pool::Hole(Ref unknown) {
  if (unknown->reason.find(':') == std::string::npos) {  // the start of a name, with nothing behind it
    return holes_.Of("undefined:" + unknown->reason, {}, unknown->span, "");
  }
  return holes_.Of(unknown->reason, ShapeOf(unknown->reason), unknown->span, unknown->identity);
}

bool Pool::HasHole(const Text& text) const {
  for (std::size_t at = text.bytes.find('\xF4'); at != std::string::npos; at = text.bytes.find('\xF4', at + 1)) {
    const char32_t character = text::DecodeUtf8(text.bytes, at).value;
    if (sources_.IsHole(character) && !sources_.hole(character).known) return true;
  }
  return false;
}

}  // namespace iampolicy::carriers::terraform
