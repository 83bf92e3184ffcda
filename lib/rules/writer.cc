#include "lib/rules/writer.h"

#include <algorithm>
#include <utility>

namespace iampolicy::rules {

Writer::Writer(const PackView& base)
    : words_(base.tables().words.begin(), base.tables().words.end()), blob_(base.tables().blob) {
  for (std::uint32_t i = 0; i < base.size(); ++i) {
    RuleRecord& record = rules_.emplace_back();
    const auto from = words_.begin() + words_[2] + i * kRuleSize;
    std::copy(from, from + kRuleSize, record.begin());
  }
  for (std::uint32_t i = 0; i < base.set_count(); ++i) {
    auto& record = sets_.emplace_back();
    const auto from = words_.begin() + words_[4] + i * 5;
    std::copy(from, from + 5, record.begin());
  }
}

TextRef Writer::Text(std::string_view text) {
  const auto [found, added] = texts_.try_emplace(std::string(text), static_cast<std::uint32_t>(blob_.size()));
  if (added) blob_ += text;
  return {found->second, static_cast<std::uint32_t>(text.size())};
}

std::uint32_t Writer::Words(const std::vector<std::uint32_t>& words) {
  const auto [found, added] = places_.try_emplace(words, static_cast<std::uint32_t>(words_.size()));
  if (added) words_.insert(words_.end(), words.begin(), words.end());
  return found->second;
}

std::vector<std::uint32_t> Writer::TextWords(ArgumentType type, const std::vector<std::string_view>& texts) {
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(type), static_cast<std::uint32_t>(texts.size())};
  for (const std::string_view text : texts) {
    const TextRef ref = Text(text);
    words.push_back(ref.offset);
    words.push_back(ref.size);
  }
  return words;
}

std::uint32_t Writer::Texts(ArgumentType type, const std::vector<std::string_view>& texts) {
  return Words(TextWords(type, texts));
}

std::uint32_t Writer::Actions(const std::vector<std::string_view>& written, const catalog::Ids& ids) {
  std::vector<std::uint32_t> words = TextWords(ArgumentType::kActions, written);
  words.push_back(static_cast<std::uint32_t>(ids.size()));
  for (const catalog::IdRange range : ids) {
    words.push_back(range.begin);
    words.push_back(range.end);
  }
  return Words(words);
}

std::uint32_t Writer::Flag(bool value) {
  return Words({static_cast<std::uint32_t>(ArgumentType::kFlag), value ? 1u : 0u});
}

void Writer::AddSet(std::string_view name, std::string_view doc, std::uint32_t actions) {
  const TextRef name_ref = Text(name);
  const TextRef doc_ref = Text(doc);
  sets_.push_back({name_ref.offset, name_ref.size, doc_ref.offset, doc_ref.size, actions});
}

Compiled Writer::Finish() {
  words_[0] = kFormat;
  words_[1] = static_cast<std::uint32_t>(rules_.size());
  words_[2] = static_cast<std::uint32_t>(words_.size());
  for (const RuleRecord& record : rules_) words_.insert(words_.end(), record.begin(), record.end());
  words_[3] = static_cast<std::uint32_t>(sets_.size());
  words_[4] = static_cast<std::uint32_t>(words_.size());
  for (const auto& record : sets_) words_.insert(words_.end(), record.begin(), record.end());
  return {std::move(words_), std::move(blob_)};
}

}  // namespace iampolicy::rules
