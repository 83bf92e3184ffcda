// The member `fix`: {"safety": "equivalent|narrowing|suggestion", "title"?, and one of
//   "replace": TEXT      what is written at the finding's place becomes TEXT
//   "remove": "it"       the element or member is taken out of its list or object; "related": those named as related
//   "add": {NAME: TEXT}  the object gets this member, first
// TEXT may have placeholders; of a text with one part in backticks, such as "; did you mean `x`?", that part counts.

#include <algorithm>
#include <string>

#include "lib/rules/compile.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

constexpr std::string_view kMembers[] = {"safety", "title", "replace", "remove", "add"};
constexpr FixSafety kSafeties[] = {FixSafety::kEquivalent, FixSafety::kNarrowing, FixSafety::kSuggestion};

bool CheckMembers(Compiler& compiler, const Json& fix) {
  if (!fix.is(Kind::kObject)) {
    compiler.diagnostics.Report(fix, "`fix` is an object");
    return false;
  }
  const std::uint32_t before = compiler.diagnostics.count();
  for (const Json::Entry& entry : fix.members()) {
    if (std::find(std::begin(kMembers), std::end(kMembers), entry.name) != std::end(kMembers)) continue;
    compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` is no member of `fix`",
                                DidYouMean(entry.name, {std::begin(kMembers), std::end(kMembers)}));
  }
  int repairs = 0;
  for (const std::string_view member : {"replace", "remove", "add"}) repairs += fix.member(member).present() ? 1 : 0;
  if (repairs != 1) compiler.diagnostics.Report(fix, "`fix` needs one of `replace`, `remove` and `add`");
  return compiler.diagnostics.count() == before;
}

std::optional<FixSafety> SafetyOf(Compiler& compiler, const Json& fix) {
  const Json safety = fix.member("safety");
  for (const FixSafety one : kSafeties) {
    if (safety.is(Kind::kString) && safety.text() == Name(one)) return one;
  }
  compiler.diagnostics.Report(safety.present() ? safety : fix,
                              "`fix` needs a `safety`: equivalent, narrowing or suggestion",
                              "the first two are proved before the fix is offered");
  return std::nullopt;
}

}  // namespace

std::uint32_t CompileFix(Compiler& compiler, const Json& fix, const Scope& scope) {
  if (!CheckMembers(compiler, fix)) return 0;
  const std::optional<FixSafety> safety = SafetyOf(compiler, fix);
  if (!safety) return 0;
  Repair repair = Repair::kReplace;
  TextRef key;
  Json text = fix.member("replace");
  if (const Json remove = fix.member("remove"); remove.present()) {
    if (!remove.is(Kind::kString) || (remove.text() != "it" && remove.text() != "related")) {
      compiler.diagnostics.Report(remove, "`remove` is \"it\" or \"related\"");
      return 0;
    }
    repair = remove.text() == "it" ? Repair::kRemove : Repair::kRemoveRelated;
  }
  if (const Json add = fix.member("add"); add.present()) {
    const std::vector<Json::Entry> members = add.members();
    if (members.size() != 1) {
      compiler.diagnostics.Report(add, "`add` is an object with one member");
      return 0;
    }
    repair = Repair::kAdd;
    key = compiler.writer.Text(members[0].name);
    text = members[0].value;
  }
  const std::uint32_t value = text.present() ? CompileMessage(compiler, text, scope) : 0;
  const Json title_text = fix.member("title");
  const std::uint32_t title = title_text.present() ? CompileMessage(compiler, title_text, scope) : 0;
  if ((text.present() && value == 0) || (title_text.present() && title == 0)) return 0;
  return compiler.writer.Words(
      {static_cast<std::uint32_t>(*safety), static_cast<std::uint32_t>(repair), title, key.offset, key.size, value});
}

}  // namespace iampolicy::rules
