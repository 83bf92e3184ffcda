#ifndef IAMPOLICY_LIB_SYNTAX_JSON_INPUT_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_INPUT_H_

// The stream that RapidJSON reads. In its in-situ mode the reader announces every string (PutBegin) and every character
// it decodes (Put); this stream throws those away and uses the announcements to jump over what needs no decoding, eight
// bytes at a step. So RapidJSON sees brackets, punctuation and escapes, and the text of strings is never copied.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace iampolicy::syntax {

class JsonInput {
 public:
  using Ch = char;

  explicit JsonInput(std::string_view text)
      : begin_(text.data()), at_(text.data()), end_(text.data() + text.size()), string_begin_(text.data()) {}

  // RapidJSON's stream concept. The end reads as NUL; a real NUL stops the reader too, short of the end.
  char Peek() const { return at_ == end_ ? '\0' : *at_; }
  char Take() { return at_ == end_ ? '\0' : *at_++; }
  std::size_t Tell() const { return static_cast<std::size_t>(at_ - begin_); }
  // Called after the opening quote of a string, and once more after each number.
  char* PutBegin() {
    if (at_[-1] == '"') {
      string_begin_ = at_ - 1;
      is_plain_ = true;
      Jump();
    }
    return nullptr;
  }
  std::size_t PutEnd(char*) { return 1; }  // the reader takes one off for a terminator
  // Called with each decoded character of a string, after it was taken, and with the terminator after the closing
  // quote.
  void Put(char c) {
    if (c != '\0') Jump();
  }
  void Flush() {}

  void SkipBlanks() {
    while (at_ != end_) {
      // Indentation: eight spaces at a step.
      if (*at_ == ' ' && end_ - at_ >= 8 && Load(at_) == 0x2020202020202020u) {
        at_ += 8;
        continue;
      }
      if (*at_ != ' ' && *at_ != '\n' && *at_ != '\r' && *at_ != '\t') return;
      ++at_;
    }
  }

  /// Where the last string started (its quote), and whether it was ASCII without escapes.
  std::size_t string_begin() const { return static_cast<std::size_t>(string_begin_ - begin_); }
  bool string_is_plain() const { return is_plain_; }

 private:
  static std::uint64_t Load(const char* from) {
    std::uint64_t word = 0;
    std::memcpy(&word, from, sizeof word);
    return word;
  }

  // To the next quote, backslash or control character.
  void Jump() {
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    constexpr std::uint64_t kHigh = kOnes * 0x80;
    std::uint64_t seen = 0;
    if constexpr (std::endian::native == std::endian::little) {
      while (end_ - at_ >= 8) {
        const std::uint64_t word = Load(at_);
        const std::uint64_t quote = word ^ (kOnes * '"');
        const std::uint64_t slash = word ^ (kOnes * '\\');
        // The high bit of each byte that is a control character, quote or backslash. A borrow can only spoil bytes
        // above a true hit, so the lowest hit is exact.
        const std::uint64_t hits =
            (((word - kOnes * 0x20) & ~word) | ((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash)) & kHigh;
        if (hits != 0) {
          at_ += std::countr_zero(hits) / 8;
          seen |= word & ((hits & (0 - hits)) - 1);
          Stop((seen & kHigh) != 0);
          return;
        }
        seen |= word;
        at_ += 8;
      }
    }
    bool odd = (seen & kHigh) != 0;
    for (; at_ != end_; ++at_) {
      const auto byte = static_cast<unsigned char>(*at_);
      if (byte < 0x20 || byte == '"' || byte == '\\') break;
      odd |= byte >= 0x80;
    }
    Stop(odd);
  }
  void Stop(bool not_ascii) {
    if (not_ascii || at_ == end_ || *at_ == '\\') is_plain_ = false;
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  const char* string_begin_;
  bool is_plain_ = true;
};

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_INPUT_H_
