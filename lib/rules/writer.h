#ifndef IAMPOLICY_LIB_RULES_WRITER_H_
#define IAMPOLICY_LIB_RULES_WRITER_H_

// Writes compiled rules: the other side of pack.h, argument.h and expression.h.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/rules/argument.h"
#include "lib/rules/pack.h"

namespace iampolicy::rules {

struct TextRef {
  std::uint32_t offset = 0;
  std::uint32_t size = 0;
};

using RuleRecord = std::array<std::uint32_t, kRuleSize>;

class Writer {
 public:
  /// Starts with the rules and sets of another pack.
  explicit Writer(const PackView& base);

  /// Equal texts added here are stored once.
  TextRef Text(std::string_view text);
  /// Equal words are stored once, so that equal arguments have one place (and one answer in a memo).
  std::uint32_t Words(const std::vector<std::uint32_t>& words);
  /// An argument made of texts (kTexts, kPatterns, kKeys, ...).
  std::uint32_t Texts(ArgumentType type, const std::vector<std::string_view>& texts);
  std::uint32_t Actions(const std::vector<std::string_view>& written, const catalog::Ids& ids);
  std::uint32_t Flag(bool value);

  void AddRule(const RuleRecord& record) { rules_.push_back(record); }
  void ReplaceRule(std::uint32_t rule, const RuleRecord& record) { rules_[rule] = record; }
  void AddSet(std::string_view name, std::string_view doc, std::uint32_t actions);
  /// What was written so far, to be read in place; valid until the next addition.
  Tables tables() const { return {words_, blob_}; }

  Compiled Finish();

 private:
  std::vector<std::uint32_t> TextWords(ArgumentType type, const std::vector<std::string_view>& texts);

  std::vector<std::uint32_t> words_;
  std::string blob_;
  std::vector<RuleRecord> rules_;
  std::vector<std::array<std::uint32_t, 5>> sets_;
  std::unordered_map<std::string, std::uint32_t> texts_;
  std::map<std::vector<std::uint32_t>, std::uint32_t> places_;
};

inline void Set(RuleRecord& record, RuleWord word, std::uint32_t value) {
  record[static_cast<std::uint32_t>(word)] = value;
}
inline void Set(RuleRecord& record, RuleWord word, TextRef text) {
  record[static_cast<std::uint32_t>(word)] = text.offset;
  record[static_cast<std::uint32_t>(word) + 1] = text.size;
}

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_WRITER_H_
