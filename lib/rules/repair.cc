#include "lib/rules/repair.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lib/rules/finding.h"
#include "lib/rules/message.h"
#include "lib/rules/outline.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;
using syntax::NodeId;

// Each removal walks its list: beyond this many nodes none is offered.
constexpr std::uint32_t kMostNodes = 10000;

/// A replacement on the number line.
struct Change {
  text::Span span;
  std::string text;
};

/// The one part in backticks; the whole text where there is no backtick, "" where there are several.
std::string Meant(const std::string& text) {
  const std::size_t open = text.find('`');
  if (open == std::string::npos) return text;
  const std::size_t close = text.find('`', open + 1);
  if (close == std::string::npos || text.find('`', close + 1) != std::string::npos) return "";
  return text.substr(open + 1, close - open - 1);
}

/// Reads the same in JSON, YAML and HCL between double quotes.
bool IsPlain(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c >= ' ' && c <= '~' && std::string_view("\"\\'`$%{}#").find(c) == std::string_view::npos;
  });
}

/// Reads the same without quotes, in YAML: no indicator, no blank, nothing that could be a number or a boolean.
bool IsBare(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return text.size() > 5 && is_letter(text.front()) && !text.ends_with(':') &&
         std::all_of(text.begin(), text.end(), [&](char c) {
           return is_letter(c) || (c >= '0' && c <= '9') ||
                  std::string_view(":/._-*").find(c) != std::string_view::npos;
         });
}

bool IsWrittenInFile(const text::Sources& sources, text::Span span) {
  const text::Span in_file = sources.InFile(span);
  return in_file.begin == span.begin && in_file.end == span.end;
}

class Repairer {
 public:
  Repairer(Study& study, const Document& document)
      : sources_(study.sources()),
        tree_(*document.tree),
        ancestry_(OutlineOf(study, document).ancestry),
        root_(document.root) {}

  std::optional<Change> Replace(NodeId node, const std::string& text) const {
    if (tree_[node].kind != Kind::kString || !IsPlain(text)) return std::nullopt;
    const text::Span span = tree_[node].span;
    const std::string_view written = sources_.Text(span);
    const std::string_view value = sources_.Text(tree_[node].text);
    if (!IsWrittenInFile(sources_, span) || value == text) return std::nullopt;
    for (const std::string_view quote : {"\"", "'"}) {
      const bool is_quoted = written.size() == value.size() + 2 && written.starts_with(quote) &&
                             written.ends_with(quote) && written.substr(1, value.size()) == value;
      if (is_quoted) return Change{span, std::string(quote) + text + std::string(quote)};
    }
    return written == value && IsBare(text) ? std::optional(Change{span, text}) : std::nullopt;
  }

  // Together with what parts it from its neighbour. The last of its list or object is never taken out.
  std::optional<Change> Remove(NodeId node) const {
    if (node == root_ || ancestry_.parent(node) == syntax::kNone) return std::nullopt;
    const NodeId parent = ancestry_.parent(node);
    const std::vector<text::Span> parts = PartsOf(parent);
    const auto at = std::find_if(parts.begin(), parts.end(), [&](text::Span part) {
      return part.begin <= tree_[node].span.begin && tree_[node].span.end <= part.end;
    });
    if (at == parts.end() || parts.size() < 2 || !IsWrittenInFile(sources_, tree_[parent].span)) return std::nullopt;
    if (at != parts.begin()) {
      const text::Span before = *(at - 1);
      if (!IsSeparator({before.end, at->begin})) return std::nullopt;
      return Change{{before.end, at->end}, ""};
    }
    if (!IsSeparator({at->end, (at + 1)->begin})) return std::nullopt;
    return Change{{at->begin, (at + 1)->begin}, ""};
  }

  // As the first member, with the blanks that the first has now.
  std::optional<Change> Add(NodeId node, const std::string& key, const std::string& text) const {
    if (tree_[node].kind != Kind::kObject || !IsPlain(key) || !IsPlain(text)) return std::nullopt;
    const NodeId first = tree_.First(node);
    const NodeId value = first == syntax::kNone ? first : tree_.Next(node, first);
    if (value == syntax::kNone || !IsWrittenInFile(sources_, tree_[node].span)) return std::nullopt;
    const std::string_view written = sources_.Text(tree_[node].span);
    const text::Span lead{tree_[node].span.begin + 1, tree_[first].span.begin};
    const std::string_view first_key = sources_.Text(tree_[first].span);
    // JSON: in YAML or HCL without quotes around keys the next reader would not take it.
    if (!written.starts_with('{') || !first_key.starts_with('"') || !IsBlank(sources_.Text(lead))) return std::nullopt;
    const std::string_view between = sources_.Text({tree_[first].span.end, tree_[value].span.begin});
    if (between.find(':') == std::string_view::npos || !IsBlank(between.substr(0, between.find(':')))) {
      return std::nullopt;
    }
    std::string blanks(sources_.Text(lead));
    if (blanks.empty()) blanks = between.ends_with(' ') ? " " : "";
    return Change{{tree_[first].span.begin, tree_[first].span.begin},
                  "\"" + key + "\"" + std::string(between) + "\"" + text + "\"," + blanks};
  }

 private:
  static bool IsBlank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

  /// Elements of a list; members of an object, key and value together.
  std::vector<text::Span> PartsOf(NodeId parent) const {
    std::vector<text::Span> parts;
    if (tree_[parent].kind != Kind::kList && tree_[parent].kind != Kind::kObject) return parts;
    if (tree_[parent].extent > kMostNodes) return parts;
    const bool is_object = tree_[parent].kind == Kind::kObject;
    for (NodeId child = tree_.First(parent); child != syntax::kNone; child = tree_.Next(parent, child)) {
      text::Span part = tree_[child].span;
      if (is_object) {
        child = tree_.Next(parent, child);
        if (child == syntax::kNone) break;
        part.end = tree_[child].span.end;
      }
      parts.push_back(part);
    }
    return parts;
  }

  /// A comma between blanks, or the line end and dash between two entries of a YAML list.
  bool IsSeparator(text::Span span) const {
    if (span.begin > span.end) return false;
    std::string_view text = sources_.Text(span);
    const std::size_t mark = text.find_first_not_of(" \t\r\n");
    if (mark == std::string_view::npos) return false;
    const bool is_dash = text[mark] == '-' && text.substr(0, mark).find('\n') != std::string_view::npos &&
                         mark + 1 < text.size() && text[mark + 1] == ' ';
    return (text[mark] == ',' || is_dash) && IsBlank(text.substr(mark + 1));
  }

  const text::Sources& sources_;
  const syntax::Tree& tree_;
  const syntax::Ancestry& ancestry_;
  NodeId root_;
};

/// The changes of a removal of several places; none where one of them cannot be taken out.
std::vector<Change> RemoveAll(const Repairer& repairer, std::span<const NodeId> nodes) {
  std::vector<Change> out;
  for (const NodeId node : nodes) {
    std::optional<Change> change = repairer.Remove(node);
    if (!change) return {};
    out.push_back(*std::move(change));
  }
  return out;
}

Fix ToFix(Study& study, std::vector<Change> changes) {
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.span.begin < b.span.begin; });
  Fix fix;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (i > 0 && changes[i].span.begin < changes[i - 1].span.end) return {};
    Edit edit;
    std::string line;
    Place(study.sources(), changes[i].span, edit.location, line);
    edit.text = std::move(changes[i].text);
    fix.edits.push_back(std::move(edit));
  }
  return fix;
}

std::string TitleOf(Repair repair, const std::string& key, const std::string& text) {
  switch (repair) {
    case Repair::kReplace:
      return "write `" + text + "`";
    case Repair::kAdd:
      return "add `\"" + key + "\": \"" + text + "\"`";
    case Repair::kRemove:
      return "remove it";
    case Repair::kRemoveRelated:
      return "remove what is covered";
  }
  return "";
}

}  // namespace

std::optional<FixSafety> SafetyOfFix(const RuleView& rule) {
  const std::uint32_t place = rule.word(RuleWord::kFix);
  if (place == 0) return std::nullopt;
  return static_cast<FixSafety>(rule.tables().words[place + static_cast<std::uint32_t>(FixWord::kSafety)]);
}

Fix RepairOf(Study& study, const RuleView& rule, const Subject& subject, const Document& document, NodeId node,
             std::span<const NodeId> related) {
  const std::uint32_t place = rule.word(RuleWord::kFix);
  if (place == 0 || document.policy == nullptr || document.tree == nullptr || document.policy->has_unknowns) return {};
  if (node == syntax::kNone || node >= document.tree->size()) return {};
  // A problem may be told of a member by its value: only what it got is replaced.
  const auto word = [&](FixWord which) { return rule.tables().words[place + static_cast<std::uint32_t>(which)]; };
  const auto repair = static_cast<Repair>(word(FixWord::kRepair));
  const auto filled = [&](FixWord which) {
    return word(which) == 0 ? std::string() : Fill(study, subject, rule.tables(), word(which));
  };
  const std::string text = Meant(filled(FixWord::kText));
  const std::string key(rule.tables().blob.substr(word(FixWord::kKey), word(FixWord::kKeySize)));
  const Repairer repairer(study, document);
  std::vector<Change> changes;
  std::optional<Change> change;
  switch (repair) {
    case Repair::kReplace:
      if (subject.problem != nullptr && study.sources().Text((*document.tree)[node].text) != subject.problem->got) {
        return {};
      }
      change = repairer.Replace(node, text);
      break;
    case Repair::kAdd:
      change = repairer.Add(node, key, text);
      break;
    case Repair::kRemove:
      change = repairer.Remove(node);
      break;
    case Repair::kRemoveRelated:
      changes = RemoveAll(repairer, related);
      break;
  }
  if (change) changes.push_back(*std::move(change));
  Fix fix = ToFix(study, std::move(changes));
  if (fix.edits.empty()) return {};
  fix.safety = static_cast<FixSafety>(word(FixWord::kSafety));
  fix.title = filled(FixWord::kTitle);
  if (fix.title.empty()) fix.title = TitleOf(repair, key, text);
  return fix;
}

}  // namespace iampolicy::rules
