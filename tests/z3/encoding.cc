// See encoding.h.

#include "tests/z3/encoding.h"

#include <z3++.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::z3_oracle {
namespace {

using reference::Json;

std::vector<std::string> ListOf(const Json& value) {
  if (value.kind != Json::Kind::kList) return {value.text};
  std::vector<std::string> texts;
  for (const Json& item : value.items) texts.push_back(item.text);
  return texts;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

/// The encoding of one question. Texts are printable ASCII: the patterns are, and it holds letters that none of them
/// has.
class Encoder {
 public:
  explicit Encoder(z3::context& context)
      : context_(context),
        action_(context.constant("action", context.string_sort())),
        resource_(context.constant("resource", context.string_sort())) {}

  z3::expr Universe() {
    const z3::expr name = Plus(Union(Range("!", "9"), Union(Range(";", "@"), Range("[", "~"))));
    const z3::expr field = z3::star(Union(Range(" ", "9"), Range(";", "~")));
    const z3::expr colon = Text(":");
    z3::expr fields = Text("arn:");
    for (int i = 0; i < 4; ++i) fields = Join(fields, Join(field, colon));
    const z3::expr objects =
        Join(Text("arn:"), Join(field, Join(Text(":s3:"), Join(field, Join(colon, Join(field, colon))))));
    const z3::expr resources = Union(Text("*"), Union(Join(fields, field), Join(objects, z3::star(Any()))));
    z3::expr universe = z3::in_re(action_, Join(name, Join(colon, name))) && z3::in_re(resource_, resources);
    for (const auto& [key, value] : strings_) universe = universe && z3::in_re(value, ValuesOf(key));
    return universe;
  }

  /// nullopt: something is not encoded.
  std::optional<z3::expr> Allows(const Json& document) {
    z3::expr allow = context_.bool_val(false);
    z3::expr deny = context_.bool_val(false);
    const Json& list = *document.Member("Statement");
    for (const Json& statement : list.kind == Json::Kind::kList ? list.items : std::vector<Json>{list}) {
      const std::optional<z3::expr> applies = Applies(statement);
      if (!applies) return std::nullopt;
      z3::expr& into = statement.Member("Effect")->text == "Allow" ? allow : deny;
      into = into || *applies;
    }
    return allow && !deny;
  }

 private:
  z3::expr Text(const std::string& text) { return z3::to_re(context_.string_val(text)); }
  z3::expr Range(const char* from, const char* to) {
    return z3::range(context_.string_val(from), context_.string_val(to));
  }
  z3::expr Any() { return Range(" ", "~"); }
  z3::expr Plus(const z3::expr& expression) { return z3::plus(expression); }
  z3::expr Union(const z3::expr& a, const z3::expr& b) {
    const Z3_ast both[] = {a, b};
    return z3::expr(context_, Z3_mk_re_union(context_, 2, both));
  }
  z3::expr Join(const z3::expr& a, const z3::expr& b) {
    z3::expr_vector both(context_);
    both.push_back(a);
    both.push_back(b);
    return z3::concat(both);
  }

  z3::expr Glob(std::string_view pattern) {
    z3::expr expression = Text("");
    std::string literal;
    const auto flush = [&] {
      if (!literal.empty()) expression = Join(expression, Text(literal));
      literal.clear();
    };
    for (const char c : pattern) {
      if (c != '*' && c != '?') {
        literal += c;
        continue;
      }
      flush();
      expression = Join(expression, c == '*' ? z3::star(Any()) : Any());
    }
    flush();
    return expression;
  }

  z3::expr AnyOf(const z3::expr& subject, const std::vector<std::string>& patterns) {
    z3::expr any = context_.bool_val(false);
    for (const std::string& pattern : patterns) any = any || z3::in_re(subject, Glob(pattern));
    return any;
  }

  /// Six fields, each compared by itself: a wildcard in the first five takes no colon.
  z3::expr Arn(const z3::expr& subject, const std::string& pattern) {
    if (std::count(pattern.begin(), pattern.end(), ':') < 5) return context_.bool_val(false);
    const z3::expr no_colon = Union(Range(" ", "9"), Range(";", "~"));
    z3::expr expression = Text("");
    int colons = 0;
    for (const char c : pattern) {
      colons += c == ':' ? 1 : 0;
      const z3::expr any = colons < 5 ? no_colon : Any();
      expression = Join(expression, c == '*' ? z3::star(any) : c == '?' ? any : Text(std::string(1, c)));
    }
    return z3::in_re(subject, expression);
  }

  std::optional<z3::expr> Applies(const Json& statement) {
    z3::expr applies = context_.bool_val(true);
    for (const auto& [name, value] : statement.Members()) {
      std::vector<std::string> list = ListOf(value);
      if (name == "Action" || name == "NotAction") {
        for (std::string& text : list) text = Lower(text);
        const z3::expr listed = AnyOf(action_, list);
        applies = applies && (name == "Action" ? listed : !listed);
      } else if (name == "Resource" || name == "NotResource") {
        for (std::string& text : list) {
          if (text.find("${") != std::string::npos) return std::nullopt;
          // An identity policy's ARN is completed with fields that take anything.
          for (auto colons = std::count(text.begin(), text.end(), ':'); text != "*" && colons < 5; ++colons)
            text += ":*";
        }
        const z3::expr listed = AnyOf(resource_, list);
        applies = applies && (name == "Resource" ? listed : !listed);
      } else if (name == "Principal" || name == "NotPrincipal") {
        return std::nullopt;
      } else if (name == "Condition") {
        for (const auto& [op, block] : value.Members()) {
          for (const auto& [key, values] : block.Members()) {
            const std::optional<z3::expr> holds = Holds(op, key, ListOf(values));
            if (!holds) return std::nullopt;
            applies = applies && *holds;
          }
        }
      }
    }
    return applies;
  }

  std::optional<z3::expr> Holds(std::string op, const std::string& key, const std::vector<std::string>& values) {
    const z3::expr present = context_.bool_const(("has " + key).c_str());
    if (op == "Null") {
      z3::expr any = context_.bool_val(false);
      for (const std::string& value : values) any = any || (value == "true" ? !present : present);
      return any;
    }
    const bool if_exists = op.ends_with("IfExists");
    if (if_exists) op.resize(op.size() - 8);
    const bool negated = op.find("Not") != std::string::npos;
    z3::expr any = context_.bool_val(false);
    for (const std::string& value : values) {
      const std::optional<z3::expr> one = Matches(op, key, value);
      if (!one) return std::nullopt;
      any = any || *one;
    }
    return negated ? !present || !any : if_exists ? !present || any : present && any;
  }

  std::optional<z3::expr> Matches(const std::string& op, const std::string& key, const std::string& value) {
    if (op == "StringEquals" || op == "StringNotEquals") return String(key) == context_.string_val(value);
    if (op == "StringLike" || op == "StringNotLike") return z3::in_re(String(key), Glob(value));
    if (op == "Bool") {
      booleans_.insert(key);
      return String(key) == context_.string_val(Lower(value));
    }
    if (op.starts_with("Arn")) return Arn(String(key), value);
    if (!op.starts_with("Numeric")) return std::nullopt;
    const z3::expr number = context_.constant(key.c_str(), context_.real_sort());
    const z3::expr bound = context_.real_val(value.c_str());
    if (op == "NumericEquals" || op == "NumericNotEquals") return number == bound;
    if (op == "NumericLessThan") return number < bound;
    if (op == "NumericLessThanEquals") return number <= bound;
    if (op == "NumericGreaterThan") return number > bound;
    if (op == "NumericGreaterThanEquals") return number >= bound;
    return std::nullopt;
  }

  z3::expr String(const std::string& key) {
    const auto at = strings_.find(key);
    if (at != strings_.end()) return at->second;
    return strings_.emplace(key, context_.constant(key.c_str(), context_.string_sort())).first->second;
  }

  /// What a key can hold: the values of its operators' type.
  z3::expr ValuesOf(const std::string& key) {
    if (booleans_.count(key) != 0) return Union(Text("true"), Text("false"));
    return z3::star(Any());
  }

  z3::context& context_;
  z3::expr action_, resource_;
  std::map<std::string, z3::expr> strings_;
  std::set<std::string> booleans_;
};

}  // namespace

bool IsEncoded(const Json& document) {
  z3::context context;
  return Encoder(context).Allows(document).has_value();
}

Told AskZ3(const Json& existing, const Json& candidate, unsigned milliseconds) {
  z3::context context;
  Encoder encoder(context);
  const auto yes = encoder.Allows(candidate);
  const auto no = encoder.Allows(existing);
  if (!yes || !no) return Told::kNotEncoded;
  z3::solver solver(context);
  z3::params params(context);
  params.set("timeout", milliseconds);
  solver.set(params);
  solver.add(encoder.Universe() && *yes && !*no);
  const z3::check_result result = solver.check();
  if (result == z3::unknown) return Told::kGaveUp;
  return result == z3::unsat ? Told::kWithin : Told::kBeyond;
}

}  // namespace iampolicy::z3_oracle
