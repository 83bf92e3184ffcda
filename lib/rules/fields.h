#ifndef IAMPOLICY_LIB_RULES_FIELDS_H_
#define IAMPOLICY_LIB_RULES_FIELDS_H_

// What rule files can ask about an element by name ("statement.effect", "resource.account"): one row a field. A field
// is also a placeholder of messages. To add one: a getter and a row in fields_<theme>.h.

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/rules/argument.h"
#include "lib/rules/study.h"
#include "lib/rules/subject.h"
#include "lib/text/truth.h"

namespace iampolicy::rules {

enum class FieldType : std::uint8_t {
  kText,    ///< a text of the document
  kFolded,  ///< a text that IAM compares ignoring case
  kName,    ///< one of a fixed list of names
  kNumber,
  kFlag,
  kList,     ///< elements, for quantifiers
  kActions,  ///< documented actions: related to others over the catalogue
};

/// A text, or what is known of it.
struct TextValue {
  std::string_view text;
  bool present = true;
  bool has_hole = false;  ///< the text has holes, or may be another altogether
};

/// A number, or the bounds of what it may be (inclusive).
struct NumberValue {
  std::int64_t low = 0;
  std::int64_t high = 0;
  static constexpr std::int64_t kUnbounded = std::numeric_limits<std::int64_t>::max();
};

/// The elements of a list field.
struct ListValue {
  std::uint32_t size = 0;
  bool present = false;
  bool open = false;  ///< parts not known from the file may add elements
};

/// A set of actions, or what is known of it.
struct ActionsValue {
  const catalog::Ids* ids = nullptr;
  bool open = false;  ///< it may hold others too, or fewer: nothing is certain
};

struct Field {
  std::string_view name;
  std::string_view doc;
  FieldType type = FieldType::kText;
  SubjectKind owner = SubjectKind::kPolicy;                 ///< the element a subject must have
  std::span<const std::string_view> names = {};             ///< kName: all of them
  TextValue (*text)(Study&, const Subject&) = nullptr;      // kText, kFolded, kName
  NumberValue (*number)(Study&, const Subject&) = nullptr;  // kNumber
  text::Truth (*flag)(Study&, const Subject&) = nullptr;    // kFlag
  ActionsValue (*actions)(Study&, const Subject&) = nullptr;
  ListValue (*list)(const Subject&) = nullptr;                  // kList
  Subject (*element)(const Subject&, std::uint32_t) = nullptr;  // kList: the subject with the i-th element
  SubjectKind element_kind = SubjectKind::kPolicy;              // kList
  bool action_only = false;                                     ///< depends on the text of the action alone
  bool condition_only = false;                                  ///< on the operator and key of the condition alone
  bool of_every_subject = false;                                ///< known of the study itself
};

std::span<const Field> Fields();
inline constexpr std::uint32_t kNoField = 0xFFFFFFFF;
std::uint32_t FindField(std::string_view name);

/// Short names for placeholders: {action} is action.text. kNoField where there is none.
std::uint32_t FindShortName(std::string_view name);

/// The field as a message shows it: see Shown(); lists in backticks: "`a`, `b` and 3 more".
std::string FieldText(const Field& field, Study& study, const Subject& subject);

/// A text of the document for a message: one line, at most 160 characters; a hole as ${what it stands for}.
std::string Shown(std::string_view text, const text::Sources& sources);

/// "; did you mean `name`?", or nothing.
std::string Suggestion(std::string_view name);

/// "`a`, `b` and 3 more": the first three of the texts, or four.
enum class Quotes : std::uint8_t { kBackticks, kNone };
std::string JoinShown(const std::vector<std::string>& texts, Quotes quotes = Quotes::kBackticks);

/// The main text of an element: an action's text, a condition's key, a statement's label.
std::string ElementText(SubjectKind kind, Study& study, const Subject& subject);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_FIELDS_H_
