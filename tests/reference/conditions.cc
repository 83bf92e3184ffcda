// See conditions.h. Numbers and addresses are compared digit by digit.

#include "tests/reference/conditions.h"

#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <set>

#include "tests/reference/patterns.h"
#include "tests/reference/texts.h"

namespace iampolicy::reference {
namespace {

struct Number {
  bool negative = false;
  std::string whole, fraction;
};

std::optional<Number> ReadNumber(std::string text) {
  Number number;
  if (!text.empty() && text[0] == '-') {
    number.negative = true;
    text.erase(0, 1);
  }
  const Texts parts = Split(text, '.', 3);
  if (parts.size() > 2 || text.empty() || text == ".") return std::nullopt;
  number.whole = parts[0];
  if (parts.size() == 2) number.fraction = parts[1];
  for (const char c : number.whole + number.fraction) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  return number;
}

int CompareNumbers(Number a, Number b) {
  while (a.whole.size() < b.whole.size()) a.whole.insert(0, "0");
  while (b.whole.size() < a.whole.size()) b.whole.insert(0, "0");
  while (a.fraction.size() < b.fraction.size()) a.fraction += "0";
  while (b.fraction.size() < a.fraction.size()) b.fraction += "0";
  const std::string x = a.whole + a.fraction;
  const std::string y = b.whole + b.fraction;
  const bool both_zero = x == y && x.find_first_not_of('0') == std::string::npos;
  if (both_zero) return 0;
  if (a.negative != b.negative) {
    return a.negative ? -1 : 1;
  }
  const int order = x < y ? -1 : (x == y ? 0 : 1);
  return a.negative ? -order : order;
}

bool IsLeap(int year) { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; }

// Seconds since 1970 as a number, the fraction kept as written.
std::optional<Number> ReadDate(const std::string& text) {
  const bool is_epoch = !text.empty() && text.size() != 4 && text.find_first_not_of("0123456789") == std::string::npos;
  if (is_epoch) return ReadNumber(text);
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) { return std::stoi(text.substr(at, size)); };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  long long days = 0;
  for (int y = 1970; y < year; ++y) days += IsLeap(y) ? 366 : 365;
  const int lengths[] = {31, IsLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  for (int m = 1; m < month; ++m) days += lengths[m - 1];
  days += day - 1;
  long long seconds = days * 86400;
  std::string fraction;
  if (text.size() > 10) {
    if (text[10] != 'T' || text.size() < 19) return std::nullopt;
    seconds += number(11, 2) * 3600LL + number(14, 2) * 60LL + number(17, 2);
    std::size_t at = 19;
    if (at < text.size() && text[at] == '.') {
      for (++at; at < text.size() && std::isdigit(static_cast<unsigned char>(text[at])) != 0; ++at)
        fraction += text[at];
    }
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
      const long long offset = number(at + 1, 2) * 3600LL + number(at + 4, 2) * 60LL;
      seconds += text[at] == '+' ? -offset : offset;
    }
  }
  Number result;
  result.whole = std::to_string(seconds);
  result.fraction = fraction;
  return result;
}

// An address as a text of bits; nullopt where it is none. Only what the generator and the cases write.
std::optional<std::string> Bits(const std::string& address) {
  const auto binary = [](unsigned value, int width) {
    std::string bits;
    for (int i = width - 1; i >= 0; --i) bits += ((value >> i) & 1) != 0 ? '1' : '0';
    return bits;
  };
  std::string bits;
  if (address.find(':') == std::string::npos) {
    const Texts parts = Split(address, '.', 9);
    if (parts.size() != 4) return std::nullopt;
    for (const std::string& part : parts) {
      if (part.empty() || part.size() > 3 || part.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
      if (std::stoi(part) > 255) return std::nullopt;
      bits += binary(static_cast<unsigned>(std::stoi(part)), 8);
    }
    return bits;
  }
  const std::size_t gap = address.find("::");
  const auto groups = [](const std::string& text) { return text.empty() ? Texts() : Split(text, ':', 99); };
  Texts left = groups(address.substr(0, gap));
  if (gap != std::string::npos) {
    const Texts right = groups(address.substr(gap + 2));
    if (left.size() + right.size() > 7) return std::nullopt;
    while (left.size() + right.size() < 8) left.push_back("0");
    left.insert(left.end(), right.begin(), right.end());
  }
  if (left.size() != 8) return std::nullopt;
  for (const std::string& group : left) {
    if (group.empty() || group.size() > 4) return std::nullopt;
    if (group.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return std::nullopt;
    bits += binary(static_cast<unsigned>(std::stoul(group, nullptr, 16)), 16);
  }
  return bits;
}

bool InRange(const std::string& range, const std::string& address) {
  const Texts parts = Split(range, '/', 2);
  const std::optional<std::string> want = Bits(parts[0]);
  const std::optional<std::string> have = Bits(address);
  if (!want || !have || want->size() != have->size()) return false;
  const std::size_t length = parts.size() == 2 ? std::stoul(parts[1]) : want->size();
  return want->substr(0, length) == have->substr(0, length);
}

bool ArnMatches(const std::string& pattern, const std::string& value, bool has_variables, const Request& request) {
  const std::optional<std::vector<Piece>> pieces = Pieces(pattern, true, has_variables, request);
  const Texts fields = Split(value, ':', 6);
  if (!pieces || fields.size() != 6 || fields[0] != "arn") return false;
  std::vector<std::vector<Piece>> patterns(1);
  for (const Piece& piece : *pieces) {
    if (piece.character == ":" && patterns.size() < 6) {
      patterns.emplace_back();
    } else {
      patterns.back().push_back(piece);
    }
  }
  if (patterns.size() != 6) return false;
  for (std::size_t i = 0; i < 6; ++i) {
    if (!Take(patterns[i], fields[i])) return false;
  }
  return true;
}

// `op` is the positive base operator in lower case.
bool ValueMatches(const std::string& op, const std::string& wanted, const std::string& value, bool has_variables,
                  const Request& request) {
  if (StartsWith(op, "string")) {
    const bool is_like = op == "stringlike";
    std::optional<std::vector<Piece>> pieces = Pieces(wanted, is_like, has_variables, request);
    if (!pieces) return false;
    if (op != "stringequalsignorecase") return Take(*pieces, value);
    for (Piece& piece : *pieces) piece.character = Lower(piece.character);
    return Take(*pieces, Lower(value));
  }
  if (StartsWith(op, "arn")) return ArnMatches(wanted, value, has_variables, request);
  if (op == "bool") {
    const bool is_boolean = Lower(value) == "true" || Lower(value) == "false";
    return is_boolean && Lower(wanted) == Lower(value);
  }
  if (op == "ipaddress") return InRange(wanted, value);
  if (op == "binaryequals") return wanted == value;
  const bool is_date = StartsWith(op, "date");
  const std::optional<Number> a = is_date ? ReadDate(value) : ReadNumber(value);
  const std::optional<Number> b = is_date ? ReadDate(wanted) : ReadNumber(wanted);
  if (!a || !b) return false;
  const int order = CompareNumbers(*a, *b);
  const std::string relation = op.substr(is_date ? 4 : 7);
  if (relation == "equals") return order == 0;
  if (relation == "lessthan") return order < 0;
  if (relation == "lessthanequals") return order <= 0;
  if (relation == "greaterthan") return order > 0;
  return order >= 0;
}

const std::map<std::string, std::string>& NegatedOperators() {
  static const std::map<std::string, std::string> table = {
      {"stringnotequals", "stringequals"}, {"stringnotequalsignorecase", "stringequalsignorecase"},
      {"stringnotlike", "stringlike"},     {"arnnotequals", "arnequals"},
      {"arnnotlike", "arnlike"},           {"numericnotequals", "numericequals"},
      {"datenotequals", "dateequals"},     {"notipaddress", "ipaddress"}};
  return table;
}

const std::set<std::string>& PositiveOperators() {
  static const std::set<std::string> table = {"stringequals",
                                              "stringequalsignorecase",
                                              "stringlike",
                                              "arnequals",
                                              "arnlike",
                                              "bool",
                                              "binaryequals",
                                              "ipaddress",
                                              "numericequals",
                                              "numericlessthan",
                                              "numericlessthanequals",
                                              "numericgreaterthan",
                                              "numericgreaterthanequals",
                                              "dateequals",
                                              "datelessthan",
                                              "datelessthanequals",
                                              "dategreaterthan",
                                              "dategreaterthanequals"};
  return table;
}

}  // namespace

Answer ConditionHolds(std::string op, const std::string& name, const Texts& wanted, bool has_variables,
                      const Request& request) {
  op = Lower(op);
  const Key* key = Find(request, name);
  std::string qualifier;
  for (const std::string& prefix : {std::string("forallvalues:"), std::string("foranyvalue:")}) {
    if (!StartsWith(op, prefix)) continue;
    qualifier = prefix;
    op = op.substr(prefix.size());
  }
  if (op == "null") {
    bool holds = false;
    for (const std::string& value : wanted) {
      if (Lower(value) == "true" && key == nullptr) holds = true;
      if (Lower(value) == "false" && key != nullptr) holds = true;
    }
    return Is(holds);
  }
  bool if_exists = false;
  if (EndsWith(op, "ifexists")) {
    if_exists = true;
    op = op.substr(0, op.size() - 8);
  }
  bool negated = false;
  if (NegatedOperators().count(op) != 0) {
    negated = true;
    op = NegatedOperators().at(op);
  }
  if (PositiveOperators().count(op) == 0) return Answer::kOpen;

  if (key == nullptr) {
    if (if_exists) return Answer::kYes;
    if (qualifier == "forallvalues:") return Answer::kYes;
    if (qualifier == "foranyvalue:") return Answer::kNo;
    return Is(negated);
  }
  if (wanted.empty() && (if_exists || !qualifier.empty())) return Answer::kNo;
  const auto hits = [&](const std::string& value) {
    bool matches = false;
    for (const std::string& want : wanted) {
      if (ValueMatches(op, want, value, has_variables, request)) matches = true;
    }
    return matches != negated;
  };
  if (qualifier.empty()) return Is(!key->is_set && hits(key->values[0]));
  std::size_t count = 0;
  for (const std::string& value : key->values) count += hits(value) ? 1 : 0;
  return Is(qualifier == "forallvalues:" ? count == key->values.size() : count > 0);
}

}  // namespace iampolicy::reference
