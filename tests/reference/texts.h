#ifndef IAMPOLICY_TESTS_REFERENCE_TEXTS_H_
#define IAMPOLICY_TESTS_REFERENCE_TEXTS_H_

// Small words about texts that the parts of the reference share.

#include <cstddef>
#include <string>
#include <vector>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

using Texts = std::vector<std::string>;

inline std::string Lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

inline bool StartsWith(const std::string& text, const std::string& with) {
  return text.compare(0, with.size(), with) == 0;
}

inline bool EndsWith(const std::string& text, const std::string& with) {
  return text.size() >= with.size() && text.compare(text.size() - with.size(), with.size(), with) == 0;
}

inline Texts Split(const std::string& text, char at, std::size_t most) {
  Texts parts(1);
  for (const char c : text) {
    if (c == at && parts.size() < most) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// One value or a list of them.
inline Texts TextsOf(const Json& json) {
  if (json.kind != Json::Kind::kList) return {json.text};
  Texts texts;
  for (const Json& item : json.items) texts.push_back(item.text);
  return texts;
}

inline const Key* Find(const Request& request, const std::string& name) {
  for (const Key& key : request.context) {
    if (Lower(key.name) == Lower(name) && !key.values.empty()) return &key;
  }
  return nullptr;
}

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_TEXTS_H_
