#ifndef IAMPOLICY_TESTS_REFERENCE_PATTERN_REFERENCE_H_
#define IAMPOLICY_TESTS_REFERENCE_PATTERN_REFERENCE_H_

// Patterns as they are defined, with no thought for speed: what the fast ones are tested against. Shares no code with
// the library.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::reference {

/// Whether the pattern (`*`, `?`, characters) takes the text: straight from the definition.
inline bool Takes(std::u32string_view pattern, std::u32string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == U'*') {
    for (std::size_t taken = 0; taken <= text.size(); ++taken) {
      if (Takes(pattern.substr(1), text.substr(taken))) return true;
    }
    return false;
  }
  if (text.empty() || (pattern[0] != U'?' && pattern[0] != text[0])) return false;
  return Takes(pattern.substr(1), text.substr(1));
}

/// Every text over the alphabet of at most so many characters, shortest first.
inline std::vector<std::u32string> AllTexts(std::u32string_view alphabet, std::size_t longest) {
  std::vector<std::u32string> texts = {U""};
  std::size_t begin = 0;
  for (std::size_t length = 1; length <= longest; ++length) {
    const std::size_t end = texts.size();
    for (; begin < end; ++begin) {
      for (const char32_t c : alphabet) texts.push_back(texts[begin] + c);
    }
  }
  return texts;
}

/// Which of the texts are taken.
inline std::vector<bool> TakenOf(std::u32string_view pattern, const std::vector<std::u32string>& texts) {
  std::vector<bool> taken;
  taken.reserve(texts.size());
  for (const std::u32string& text : texts) taken.push_back(Takes(pattern, text));
  return taken;
}

/// The pattern with a value put in the place of a character.
inline std::u32string With(std::u32string_view pattern, char32_t place, std::u32string_view value) {
  std::u32string out;
  for (const char32_t c : pattern) {
    if (c == place) {
      out += value;
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_PATTERN_REFERENCE_H_
