#include "lib/carriers/suppressions.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "lib/syntax/host_kinds.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

void Report(std::string_view kind, std::string_view got, std::string expected, text::Span at, Extraction& result) {
  text::Problem problem;
  problem.kind = kind;
  problem.span = at;
  problem.got = got;
  problem.expected = std::move(expected);
  result.problems.push_back(std::move(problem));
}

/// Lines and what starts on them, of one YAML file.
class YamlComments {
 public:
  YamlComments(const text::Sources& sources, text::Span span, const std::vector<syntax::Tree>& documents)
      : text_(sources.Text(span)), base_(span.begin) {
    for (const syntax::Tree& tree : documents) {
      Index(tree);
    }
    const auto before = [](const Part& a, const Part& b) { return a.span.begin < b.span.begin; };
    std::sort(parts_.begin(), parts_.end(), before);
    std::sort(texts_.begin(), texts_.end(), [](text::Span a, text::Span b) { return a.begin < b.begin; });
  }

  void Run(Extraction& result) const {
    for (std::size_t at = text_.find(kCommentMark); at != std::string_view::npos;
         at = text_.find(kCommentMark, at + 1)) {
      const std::size_t begin = LineBegin(at);
      const std::size_t end = LineEnd(at);
      const std::size_t hash = HashBefore(begin, at);
      if (hash == std::string_view::npos || IsInText(hash)) continue;
      const text::Span comment = Place(hash, end);
      const std::string_view before = Trimmed(text_.substr(begin, hash - begin));
      const bool is_dash = before == "-";  // the element starts below, too
      const std::optional<text::Span> covers =
          before.empty() || is_dash ? CoveredBelow(end, is_dash) : Covered(begin, hash, false);
      const std::size_t from = at + kCommentMark.size();
      ReadSuppression(text_.substr(from, end - from), comment, covers.value_or(comment), result);
    }
  }

 private:
  std::size_t LineBegin(std::size_t at) const {
    const std::size_t before = at == 0 ? std::string_view::npos : text_.find_last_of("\r\n", at - 1);
    return before == std::string_view::npos ? 0 : before + 1;
  }
  std::size_t LineEnd(std::size_t at) const { return std::min(text_.find_first_of("\r\n", at), text_.size()); }

  // The hash that starts the comment: only blanks between it and the mark, and a blank or nothing before it.
  std::size_t HashBefore(std::size_t begin, std::size_t mark) const {
    std::size_t at = mark;
    while (at > begin && IsBlank(text_[at - 1])) --at;
    if (at == begin || text_[at - 1] != '#') return std::string_view::npos;
    --at;
    return at == begin || IsBlank(text_[at - 1]) ? at : std::string_view::npos;
  }

  text::Span Place(std::size_t begin, std::size_t end) const {
    return {base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)};
  }

  // Inside a quoted text or a block of text there are no comments. Texts do not overlap.
  bool IsInText(std::size_t at) const {
    const std::uint32_t place = Place(at, at).begin;
    const auto next = std::upper_bound(texts_.begin(), texts_.end(), place,
                                       [](std::uint32_t one, text::Span span) { return one < span.begin; });
    return next != texts_.begin() && place < std::prev(next)->end;
  }

  // What starts on the first line below that is neither blank nor a comment.
  std::optional<text::Span> CoveredBelow(std::size_t line_end, bool is_element) const {
    for (std::size_t begin = line_end; begin < text_.size();) {
      begin = text_[begin] == '\r' && begin + 1 < text_.size() && text_[begin + 1] == '\n' ? begin + 2 : begin + 1;
      const std::size_t end = std::min(text_.find_first_of("\r\n", begin), text_.size());
      const std::string_view line = Trimmed(text_.substr(std::min(begin, text_.size()), end - begin));
      if (!line.empty() && line[0] != '#') return Covered(begin, end, is_element);
      begin = end;
    }
    return std::nullopt;
  }

  // The widest thing that starts on a line: an element after its dash, or a member with its value.
  std::optional<text::Span> Covered(std::size_t begin, std::size_t end, bool is_known_element) const {
    const text::Span line = Place(begin, end);
    const bool is_element = is_known_element || Trimmed(text_.substr(begin, end - begin)).substr(0, 2) == "- ";
    const auto first = std::lower_bound(parts_.begin(), parts_.end(), line.begin,
                                        [](const Part& part, std::uint32_t place) { return part.span.begin < place; });
    std::optional<text::Span> widest;
    for (auto part = first; part != parts_.end() && part->span.begin < line.end; ++part) {
      if (part->is_member == is_element) continue;
      if (!widest || part->span.size() > widest->size()) widest = part->span;
    }
    return widest;
  }

  // Every member (key to end of value), every element of a list, every text.
  void Index(const syntax::Tree& tree) {
    for (NodeId id = 0; id < tree.size(); ++id) {
      if (tree[id].kind == Kind::kString) texts_.push_back(tree[id].span);
      const bool is_object = tree[id].kind == Kind::kObject;
      if (!is_object && tree[id].kind != Kind::kList) continue;
      for (NodeId child = tree.First(id); child != kNone;) {
        const NodeId value = is_object ? child + 1 : child;
        // A value from an alias or of no text may lie elsewhere.
        const text::Span key = tree[child].span;
        parts_.push_back({{key.begin, std::max(key.end, tree[value].span.end)}, is_object});
        child = tree.Next(id, value);
      }
    }
  }

  struct Part {
    text::Span span;
    bool is_member;
  };
  std::string_view text_;
  std::uint32_t base_;
  std::vector<Part> parts_;        // by place
  std::vector<text::Span> texts_;  // by place
};

}  // namespace

void AddSuppression(std::string_view rule, std::string_view reason, text::Span at, text::Span covers,
                    Extraction& result) {
  if (rule.empty()) {
    return Report(syntax::kUnreadableSuppression, "no rule", "a rule and a reason", at, result);
  }
  if (Trimmed(reason).empty()) {
    return Report(syntax::kSuppressionWithoutReason, rule, "a reason why it may stay", at, result);
  }
  result.suppressions.push_back({std::string(rule), std::string(Trimmed(reason)), at, covers});
}

void ReadSuppression(std::string_view text, text::Span at, text::Span covers, Extraction& result) {
  constexpr std::string_view kIgnore = "ignore";
  text = Trimmed(text);
  const bool is_ignore =
      text.substr(0, kIgnore.size()) == kIgnore && (text.size() == kIgnore.size() || IsBlank(text[kIgnore.size()]));
  if (!is_ignore) {
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    return Report(syntax::kUnreadableSuppression, word.empty() ? std::string_view("nothing") : word,
                  "`ignore RULE -- reason`", at, result);
  }
  text.remove_prefix(kIgnore.size());
  const std::size_t dashes = text.find("--");
  std::string_view rules = Trimmed(text.substr(0, dashes));
  const std::string_view reason = dashes == std::string_view::npos ? std::string_view() : text.substr(dashes + 2);
  do {
    const std::string_view rule = rules.substr(0, rules.find(','));
    rules.remove_prefix(std::min(rule.size() + 1, rules.size()));
    AddSuppression(Trimmed(rule), reason, at, covers, result);
  } while (!rules.empty());
}

void YamlSuppressions(const text::Sources& sources, text::Span text, const std::vector<syntax::Tree>& documents,
                      Extraction& result) {
  if (sources.Text(text).find(kCommentMark) == std::string_view::npos) return;
  YamlComments(sources, text, documents).Run(result);
}

}  // namespace iampolicy::carriers
