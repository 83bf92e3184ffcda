#ifndef IAMPOLICY_TESTS_REFERENCE_EVALUATOR_H_
#define IAMPOLICY_TESTS_REFERENCE_EVALUATOR_H_

// The meaning of policies a second time: slow, obvious, and sharing no code with the library. It works on documents as
// plain JSON values and follows the User Guide sentence by sentence. Tests hold the library to it.

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace iampolicy::reference {

struct Json {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kObject };
  Kind kind = Kind::kNull;
  std::string text;                // of a string, number or boolean
  std::vector<Json> items;         // of a list; of an object, the values
  std::vector<std::string> names;  // of an object

  static Json String(std::string text);
  static Json List(std::vector<Json> items);
  static Json Object(std::vector<std::pair<std::string, Json>> members);
  const Json* Member(const std::string& name) const;
  std::vector<std::pair<std::string, Json>> Members() const;
  std::string Dump() const;
};

struct Policy {
  std::string kind;  // "identity", "boundary", "session", "resource", "scp", "rcp"
  std::string level;
  Json document;
};

struct Key {
  std::string name;
  std::vector<std::string> values;
  bool is_set = false;
};

struct Request {
  std::string principal, account, action, resource, resource_account;
  std::vector<Key> context;
};

/// "ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY" or "UNDECIDED".
std::string Evaluate(const std::vector<Policy>& policies, const Request& request);

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_EVALUATOR_H_
