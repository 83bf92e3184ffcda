// Functions of texts and numbers. Those that build a text keep the unknown parts in it; those that take one apart need
// all of it.

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <utility>

#include "lib/carriers/terraform_functions.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

constexpr std::size_t kMostPieces = 10'000;

Ref Open(const Arguments& a) {
  for (const Ref value : a.values) {
    if (IsUnknown(value)) return a.evaluator.Derived(value, a.span);
    if (value->kind == Kind::kString && a.pool().HasHole(value->text))
      return a.pool().Unknown("function:text", "", a.span);
  }
  return a.Refuse();
}

bool IsPlain(Ref value) {
  return IsString(value) || value->kind == Kind::kNumber || value->kind == Kind::kBool ||
         value->kind == Kind::kEncoded || IsUnknown(value);
}

// Joining texts: an unknown part stays one.
Ref Join(const Arguments& a) {
  if (a[1]->kind != Kind::kList) return a.Refuse();
  const std::vector<Ref>& items = a[1]->items;
  // The text of a document that may be left out is often picked by joining a list of one.
  if (items.size() == 1 && items[0]->kind != Kind::kNumber && items[0]->kind != Kind::kBool) return items[0];
  std::vector<Ref> parts;
  for (const Ref item : items) {
    if (!parts.empty()) parts.push_back(a[0]);
    parts.push_back(item);
  }
  return a.evaluator.OverChoices(parts, a.span, [&](const std::vector<Ref>& values) -> Ref {
    Text text;
    for (const Ref value : values) {
      if (!IsPlain(value)) return a.Refuse();
      Append(text, a.pool().ToText(value, value->span));
    }
    return a.pool().String(std::move(text), a.span);
  });
}

struct Verb {
  char verb = 's';
  char pad = ' ';
  bool is_left = false;
  std::size_t width = 0;
  std::optional<std::size_t> precision;
};

std::string Padded(std::string text, const Verb& verb) {
  if (text.size() >= verb.width) return text;
  const std::size_t missing = verb.width - text.size();
  if (verb.is_left) return text.append(missing, ' ');
  const std::size_t sign = verb.pad == '0' && !text.empty() && text[0] == '-' ? 1 : 0;
  return text.insert(sign, missing, verb.pad);
}

// One value as a verb of format() shows it.
bool AppendVerb(const Arguments& a, const Verb& verb, Ref value, Text& out) {
  if (!IsPlain(value) && !IsNull(value)) {
    if (verb.verb != 'v') return false;
    Append(out, a.pool().ToJson(value));
    return true;
  }
  Text text = a.pool().ToText(value, value->span);
  if (verb.verb == 'd' || verb.verb == 'f') {
    if (value->kind == Kind::kNumber) {
      std::string digits = text.bytes;
      if (verb.verb == 'f') {
        char buffer[128];
        const auto end = std::to_chars(std::begin(buffer), std::end(buffer), std::clamp(NumberOf(value), -1e60, 1e60),
                                       std::chars_format::fixed, static_cast<int>(verb.precision.value_or(6)));
        digits.assign(std::begin(buffer), end.ptr);
      }
      AppendBytes(out, Padded(digits, verb), value->span);
      return true;
    }
  } else if (verb.verb == 'q') {
    Append(out, a.pool().ToJson(value));
    return true;
  } else if (verb.verb != 's' && verb.verb != 'v' && verb.verb != 't') {
    return false;
  }
  if (verb.width > text.bytes.size() && !a.pool().HasHole(text)) {
    AppendBytes(out, Padded(text.bytes, verb), value->span);
  } else {
    Append(out, text);
  }
  return true;
}

Ref Format(const Arguments& a, const std::vector<Ref>& values) {
  if (!IsString(values[0])) return Open(a);
  const Text& format = values[0]->text;
  const std::string& bytes = format.bytes;
  Text out;
  std::size_t plain = 0;
  std::size_t next = 1;
  for (std::size_t at = bytes.find('%'); at != std::string::npos; at = bytes.find('%', plain)) {
    Append(out, terraform::Slice(format, plain, at));
    Verb verb;
    std::size_t i = at + 1;
    for (; i < bytes.size() &&
           (bytes[i] == '0' || bytes[i] == '-' || bytes[i] == '+' || bytes[i] == ' ' || bytes[i] == '#');
         ++i) {
      if (bytes[i] == '0') verb.pad = '0';
      if (bytes[i] == '-') verb.is_left = true;
    }
    const auto number = [&] {
      std::size_t value = 0;
      for (; i < bytes.size() && bytes[i] >= '0' && bytes[i] <= '9'; ++i) {
        value = std::min<std::size_t>(value * 10 + static_cast<std::size_t>(bytes[i] - '0'), 1000);
      }
      return value;
    };
    verb.width = number();
    if (i < bytes.size() && bytes[i] == '.') {
      ++i;
      verb.precision = std::min<std::size_t>(number(), 40);
    }
    if (i < bytes.size() && bytes[i] == '[') {  // %[1]s
      ++i;
      next = std::max<std::size_t>(number(), 1);
      if (i < bytes.size() && bytes[i] == ']') ++i;
    }
    if (i >= bytes.size()) return a.Refuse();
    verb.verb = bytes[i];
    plain = i + 1;
    if (verb.verb == '%') {
      Append(out, terraform::Slice(format, i, i + 1));
      continue;
    }
    if (next >= values.size() || !AppendVerb(a, verb, values[next], out)) return a.Refuse();
    ++next;
  }
  Append(out, terraform::Slice(format, plain, bytes.size()));
  return a.pool().String(std::move(out), a.span);
}

Ref FormatOne(const Arguments& a) {
  return a.evaluator.OverChoices(a.values, a.span, [&](const std::vector<Ref>& values) { return Format(a, values); });
}

Ref FormatList(const Arguments& a) {
  std::size_t count = 1;
  bool has_list = false;
  for (const Ref value : a.values) {
    if (value->kind != Kind::kList) continue;
    if (has_list && value->items.size() != count) return a.Refuse();
    count = value->items.size();
    has_list = true;
  }
  // A list that is not known as a whole: so is the result.
  for (std::size_t i = 1; i < a.size() && !has_list; ++i) {
    if (IsUnknown(a[i])) return a.evaluator.Derived(a[i], a.span);
  }
  std::vector<Ref> out;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<Ref> row;
    for (const Ref value : a.values) row.push_back(value->kind == Kind::kList ? value->items[i] : value);
    out.push_back(
        a.evaluator.OverChoices(row, a.span, [&](const std::vector<Ref>& values) { return Format(a, values); }));
  }
  return a.pool().List(std::move(out), a.span);
}

// Functions that keep the length keep the places too.
Ref Mapped(const Arguments& a, char (*map)(char)) {
  if (!a.Known(0)) return Open(a);
  Text text = a.pool().ToText(a[0], a.span);
  for (char& c : text.bytes) c = map(c);
  return a.pool().String(std::move(text), a.span);
}
char Lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
char Raised(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
Ref Lower(const Arguments& a) { return Mapped(a, Lowered); }
Ref Upper(const Arguments& a) { return Mapped(a, Raised); }

Ref Title(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  Text text = a.pool().ToText(a[0], a.span);
  bool is_first = true;
  for (char& c : text.bytes) {
    if (is_first) c = Raised(c);
    is_first = c == ' ';
  }
  return a.pool().String(std::move(text), a.span);
}

Ref Trimmed(const Arguments& a, std::string_view set, bool front, bool back) {
  const Text& text = a[0]->text;
  std::size_t begin = 0;
  std::size_t end = text.bytes.size();
  // Unknown parts inside do not matter: only the ends are looked at.
  const auto is_open = [&](std::size_t at) { return text.bytes[at] == '\xF4'; };
  while (front && begin < end && !is_open(begin) && set.find(text.bytes[begin]) != std::string_view::npos) ++begin;
  while (back && end > begin && set.find(text.bytes[end - 1]) != std::string_view::npos) --end;
  return a.pool().String(terraform::Slice(text, begin, end), a.span);
}
constexpr std::string_view kBlanks = " \t\r\n";
Ref TrimSpace(const Arguments& a) { return IsString(a[0]) ? Trimmed(a, kBlanks, true, true) : Open(a); }
Ref Chomp(const Arguments& a) { return IsString(a[0]) ? Trimmed(a, "\r\n", false, true) : Open(a); }
Ref Trim(const Arguments& a) {
  const auto set = a.Known(1);
  return IsString(a[0]) && set ? Trimmed(a, *set, true, true) : Open(a);
}

Ref TrimPrefix(const Arguments& a) {
  const auto known = a.Known(0);
  const auto prefix = a.Known(1);
  if (!known || !prefix) return Open(a);
  const bool is_there = known->substr(0, prefix->size()) == *prefix;
  return a.pool().String(terraform::Slice(a.pool().ToText(a[0], a.span), is_there ? prefix->size() : 0, known->size()),
                         a.span);
}

bool EndsIn(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

Ref TrimSuffix(const Arguments& a) {
  const auto known = a.Known(0);
  const auto suffix = a.Known(1);
  if (!known || !suffix) return Open(a);
  const std::size_t end = known->size() - (EndsIn(*known, *suffix) ? suffix->size() : 0);
  return a.pool().String(terraform::Slice(a.pool().ToText(a[0], a.span), 0, end), a.span);
}

Ref StartsWith(const Arguments& a) {
  const auto known = a.Known(0);
  const auto prefix = a.Known(1);
  return known && prefix ? a.pool().Bool(known->substr(0, prefix->size()) == *prefix, a.span) : Open(a);
}

Ref EndsWith(const Arguments& a) {
  const auto known = a.Known(0);
  const auto suffix = a.Known(1);
  return known && suffix ? a.pool().Bool(EndsIn(*known, *suffix), a.span) : Open(a);
}

Ref StrContains(const Arguments& a) {
  const auto known = a.Known(0);
  const auto part = a.Known(1);
  return known && part ? a.pool().Bool(known->find(*part) != std::string::npos, a.span) : Open(a);
}

Ref Split(const Arguments& a) {
  const auto separator = a.Known(0);
  if (!separator || !a.Known(1)) return Open(a);
  const Text text = a.pool().ToText(a[1], a.span);
  std::vector<Ref> out;
  std::size_t begin = 0;
  while (!separator->empty() && out.size() < kMostPieces) {
    const std::size_t end = text.bytes.find(*separator, begin);
    if (end == std::string::npos) break;
    out.push_back(a.pool().String(terraform::Slice(text, begin, end), a.span));
    begin = end + separator->size();
  }
  out.push_back(a.pool().String(terraform::Slice(text, begin, text.bytes.size()), a.span));
  return a.pool().List(std::move(out), a.span);
}

Ref Replace(const Arguments& a) {
  const auto part = a.Known(1);
  if (!a.Known(0) || !part || !IsPlain(a[2])) return Open(a);
  const Text with = a.pool().ToText(a[2], a[2]->span);  // may be unknown: then it is in its place
  // Between slashes it is a regular expression.
  if (part->size() > 1 && part->front() == '/' && part->back() == '/')
    return a.pool().Unknown("function:replace", "", a.span);
  const Text text = a.pool().ToText(a[0], a.span);
  Text out;
  std::size_t begin = 0;
  while (!part->empty()) {
    const std::size_t at = text.bytes.find(*part, begin);
    if (at == std::string::npos) break;
    Append(out, terraform::Slice(text, begin, at));
    Append(out, with);
    begin = at + part->size();
  }
  Append(out, terraform::Slice(text, begin, text.bytes.size()));
  return a.pool().String(std::move(out), a.span);
}

Ref ReplaceAny(const Arguments& a) {
  return a.evaluator.OverChoices(a.values, a.span, [&](const std::vector<Ref>& values) {
    return Replace({a.evaluator, values, a.span});
  });
}

Ref Substr(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  const auto size = static_cast<double>(known->size());
  double begin = NumberOf(a[1]);
  const double length = NumberOf(a[2]);
  if (begin < 0) begin = std::max(0.0, size + begin);
  const double end = length < 0 ? size : std::min(size, begin + length);
  if (begin >= end) return a.pool().Bytes("", a.span);
  return a.pool().String(
      terraform::Slice(a.pool().ToText(a[0], a.span), static_cast<std::size_t>(begin), static_cast<std::size_t>(end)),
      a.span);
}

Ref Indent(const Arguments& a) {
  const double blanks = NumberOf(a[0]);
  if (!IsString(a[1]) || blanks < 0 || blanks > 200) return Open(a);
  const Text& text = a[1]->text;
  Text out;
  std::size_t begin = 0;
  for (std::size_t end = text.bytes.find('\n'); end != std::string::npos; end = text.bytes.find('\n', begin)) {
    Append(out, terraform::Slice(text, begin, end + 1));
    AppendBytes(out, std::string(static_cast<std::size_t>(blanks), ' '), a.span);
    begin = end + 1;
  }
  Append(out, terraform::Slice(text, begin, text.bytes.size()));
  return a.pool().String(std::move(out), a.span);
}

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Ref Base64Encode(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  std::string out;
  for (std::size_t i = 0; i < known->size(); i += 3) {
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (i + k < known->size() ? static_cast<unsigned char>((*known)[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) out += i + k > known->size() ? '=' : kBase64[bits >> (18 - 6 * k) & 63];
  }
  return a.pool().Bytes(out, a.span);
}

Ref Base64Decode(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : *known) {
    const std::size_t digit = kBase64.find(c);
    if (digit == std::string_view::npos) break;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  return a.pool().Bytes(out, a.span);
}

Ref UrlEncode(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : *known) {
    const bool stays =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    const auto byte = static_cast<unsigned char>(c);
    if (stays) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      out += {'%', kHex[byte >> 4], kHex[byte & 15]};
    }
  }
  return a.pool().Bytes(out, a.span);
}

Ref ToString(const Arguments& a) {
  if (!IsPlain(a[0])) return IsNull(a[0]) ? a[0] : a.Refuse();
  if (a[0]->kind == Kind::kEncoded) return a[0];
  return a.pool().String(a.pool().ToText(a[0], a.span), a.span);
}

Ref ToNumber(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  if (known->empty() || known->find_first_not_of("0123456789.-") != std::string::npos) return a.Refuse();
  return a.pool().Number(NumberOf(a[0]), a.span);
}

Ref OfNumbers(const Arguments& a, double (*pick)(double, double)) {
  double out = NumberOf(a[0]);
  for (const Ref value : a.values) {
    if (value->kind != Kind::kNumber) return a.Refuse();
    out = pick(out, NumberOf(value));
  }
  return a.pool().Number(out, a.span);
}
double Lesser(double x, double y) { return std::min(x, y); }
double Greater(double x, double y) { return std::max(x, y); }
Ref Min(const Arguments& a) { return OfNumbers(a, Lesser); }
Ref Max(const Arguments& a) { return OfNumbers(a, Greater); }
Ref Ceil(const Arguments& a) { return a.pool().Number(std::ceil(NumberOf(a[0])), a.span); }
Ref Floor(const Arguments& a) { return a.pool().Number(std::floor(NumberOf(a[0])), a.span); }
Ref Abs(const Arguments& a) { return a.pool().Number(std::abs(NumberOf(a[0])), a.span); }

// The last step of a path, and what lies before it.
Ref BaseName(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  const Text text = a.pool().ToText(a[0], a.span);
  const std::size_t slash = known->rfind('/');
  return a.pool().String(terraform::Slice(text, slash == std::string::npos ? 0 : slash + 1, known->size()), a.span);
}
Ref DirName(const Arguments& a) {
  const auto known = a.Known(0);
  if (!known) return Open(a);
  const std::size_t slash = known->rfind('/');
  if (slash == std::string::npos) return a.pool().Bytes(".", a.span);
  return a.pool().String(terraform::Slice(a.pool().ToText(a[0], a.span), 0, std::max<std::size_t>(slash, 1)), a.span);
}

constexpr std::array<Function, 30> kFunctions = {{{"abs", Needs::kKnown, 1, Abs},
                                                  {"base64decode", Needs::kKnown, 1, Base64Decode},
                                                  {"base64encode", Needs::kKnown, 1, Base64Encode},
                                                  {"basename", Needs::kKnown, 1, BaseName},
                                                  {"ceil", Needs::kKnown, 1, Ceil},
                                                  {"chomp", Needs::kKnown, 1, Chomp},
                                                  {"dirname", Needs::kKnown, 1, DirName},
                                                  {"endswith", Needs::kKnown, 2, EndsWith},
                                                  {"floor", Needs::kKnown, 1, Floor},
                                                  {"format", Needs::kAny, 1, FormatOne},
                                                  {"formatlist", Needs::kAny, 1, FormatList},
                                                  {"indent", Needs::kKnown, 2, Indent},
                                                  {"join", Needs::kKnown, 2, Join},
                                                  {"lower", Needs::kKnown, 1, Lower},
                                                  {"max", Needs::kKnown, 1, Max},
                                                  {"min", Needs::kKnown, 1, Min},
                                                  {"replace", Needs::kAny, 3, ReplaceAny},
                                                  {"split", Needs::kKnown, 2, Split},
                                                  {"startswith", Needs::kKnown, 2, StartsWith},
                                                  {"strcontains", Needs::kKnown, 2, StrContains},
                                                  {"substr", Needs::kKnown, 3, Substr},
                                                  {"title", Needs::kKnown, 1, Title},
                                                  {"tonumber", Needs::kKnown, 1, ToNumber},
                                                  {"tostring", Needs::kKnown, 1, ToString},
                                                  {"trim", Needs::kKnown, 2, Trim},
                                                  {"trimprefix", Needs::kKnown, 2, TrimPrefix},
                                                  {"trimspace", Needs::kKnown, 1, TrimSpace},
                                                  {"trimsuffix", Needs::kKnown, 2, TrimSuffix},
                                                  {"upper", Needs::kKnown, 1, Upper},
                                                  {"urlencode", Needs::kKnown, 1, UrlEncode}}};

}  // namespace

const Function* FindTextFunction(std::string_view name) {
  const auto* const found =
      std::find_if(kFunctions.begin(), kFunctions.end(), [name](const Function& one) { return one.name == name; });
  return found == kFunctions.end() ? nullptr : found;
}

}  // namespace iampolicy::carriers::terraform
