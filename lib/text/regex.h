#ifndef IAMPOLICY_LIB_TEXT_REGEX_H_
#define IAMPOLICY_LIB_TEXT_REGEX_H_

// Regular expressions (Perl syntax, Boost.Regex), with its complexity bound turned into an error value.
// The only file that sees Boost.Regex is regex.cc.

#include <memory>
#include <string_view>

#include <iampolicy/types.h>

namespace iampolicy::text {

/// Immutable; copies share; usable from several threads.
class Regex {
 public:
  /// An error names what is wrong with the expression and where (1-based character).
  static Result<Regex> Compile(std::string_view expression);

  /// Whether the whole text matches. An error where the match would take too long.
  Result<bool> Matches(std::string_view text) const;

 private:
  struct Impl;
  explicit Regex(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_REGEX_H_
