// Boost.Regex behind one door. Expressions are compiled for wchar_t, which is a code point here, and run over decoded
// code points, so that `.` is a character and not a byte. The library brings no code for those iterators, which lets us
// set our own bound on how many states a match may visit.

#include "lib/text/regex.h"

#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>

#include "lib/text/utf8.h"

// A hundredth of the library's own: what runs away ends after some 5 ms instead of a second.
#define BOOST_REGEX_MAX_STATE_COUNT 1000000
#include <boost/regex.hpp>

namespace iampolicy::text {
namespace {

static_assert(sizeof(wchar_t) == sizeof(char32_t), "an element of an expression is a code point");

std::wstring Wide(std::string_view text) {
  const std::u32string characters = DecodeAll(text);
  return std::wstring(characters.begin(), characters.end());
}

std::string_view Reason(boost::regex_constants::error_type code, bool at_end) {
  namespace codes = boost::regex_constants;
  switch (code) {
    case codes::error_paren:
      return at_end ? "a `(` is not closed" : "a `)` closes nothing";
    case codes::error_brack:
      return "a `[` is not closed";
    case codes::error_brace:
    case codes::error_badbrace:
      return "expected a number or a range in `{}`, such as {2} or {2,5}";
    case codes::error_ctype:
    case codes::error_range:
      return "a character class has no known name, or a range in `[]` ends before it starts";
    case codes::error_collate:
      return "a collating element has no known name";
    case codes::error_escape:
      return "an escape is not complete";
    case codes::error_backref:
      return "a reference names no group";
    case codes::error_badrepeat:
      return "there is nothing to repeat, or it is repeated already";
    case codes::error_perl_extension:
      return "a group that starts with `(?` is of no known kind, or not closed";
    case codes::error_bad_pattern:
      return "what a look-behind takes must be of one length";
    case codes::error_complexity:
    case codes::error_space:
    case codes::error_stack:
      return "it is too large, or its groups are nested too deeply";
    default:
      return "it is not written as Perl writes them";
  }
}

Error Refused(std::string_view expression, const boost::regex_error& error) {
  const auto position = static_cast<std::size_t>(error.position());
  const bool at_end = position >= CountCodePoints(expression);
  std::string message = "cannot read the regular expression `" + std::string(expression) + "`: ";
  message += Reason(error.code(), at_end);
  message += at_end ? ", at the end" : ", at character " + std::to_string(position + 1);
  return {std::move(message)};
}

}  // namespace

struct Regex::Impl {
  boost::wregex expression;
  std::string written;
};

Result<Regex> Regex::Compile(std::string_view expression) {
  auto impl = std::make_shared<Impl>();
  impl->written = expression;
  // What `\w` takes in must not depend on the locale of the program.
  impl->expression.imbue(std::locale::classic());
  try {
    impl->expression.assign(Wide(expression), boost::regex_constants::perl);
  } catch (const boost::regex_error& error) {
    return Refused(expression, error);
  }
  return Regex(std::move(impl));
}

Result<bool> Regex::Matches(std::string_view text) const {
  const std::u32string characters = DecodeAll(text);
  const char32_t* begin = characters.data();
  try {
    boost::match_results<const char32_t*> groups;
    return boost::regex_match(begin, begin + characters.size(), groups, impl_->expression);
  } catch (const std::runtime_error&) {
    return Error{"the regular expression `" + impl_->written + "` takes too long on a text of " +
                 std::to_string(characters.size()) + " characters"};
  }
}

}  // namespace iampolicy::text
