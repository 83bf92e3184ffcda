// Text for people, in the shape of the compilers, so that editors and log viewers already know how to read it.

#include <fmt/format.h>
#include <iampolicy/report.h>

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "lib/report/display.h"
#include "lib/report/stats.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::AppendPrintable;
using report::Excerpt;

constexpr std::uint32_t kExcerptWidth = 110;
constexpr std::size_t kPiece = std::size_t{64} << 10;

// The colours of a report; all empty where colour is off.
struct Palette {
  std::string_view reset, bold, mark, margin;
  std::array<std::string_view, 3> severity;
};

constexpr Palette kPlain{};
constexpr Palette kColored{"\x1b[0m", "\x1b[1m", "\x1b[1;32m", "\x1b[34m", {"\x1b[1;36m", "\x1b[1;35m", "\x1b[1;31m"}};

// A number as text.
class Digits {
 public:
  explicit Digits(std::uint32_t number) : number_(number) {}
  std::string_view text() const { return {number_.data(), number_.size()}; }

 private:
  fmt::format_int number_;
};

class Writer {
 public:
  Writer(const TextOptions& options, const std::function<void(std::string_view)>& write)
      : options_(options), palette_(options.color ? kColored : kPlain), write_(write) {}

  void Add(const Finding& finding) {
    Head(finding.location, finding.severity, finding.message);
    Put(" [");
    AppendPrintable(out_, finding.rule);
    Put(finding.certainty == Certainty::kPossible ? ", possible" : "", "]\n");
    const std::size_t margin = Lines(finding.location, finding.line_text);
    // A policy that is its whole file has no owner to name.
    if (!finding.owner.empty() && finding.owner != "$") Remark(margin, "in", finding.owner);
    if (!finding.when.empty()) Remark(margin, "when", finding.when);
    if (!finding.help.empty()) Remark(margin, "help", finding.help);
    for (const Related& related : finding.related) {
      Head(related.location, Severity::kNote, related.message.empty() ? "together with this" : related.message);
      out_ += '\n';
      Lines(related.location, related.line_text);
    }
    if (out_.size() >= kPiece) Flush();
  }

  void Add(const Incomplete& incomplete) {
    Put(palette_.bold);
    AppendPrintable(out_, incomplete.file);
    Put(":", palette_.reset, " ", Color(Severity::kError), "error:", palette_.reset, " not analysed to the end: ");
    AppendPrintable(out_, incomplete.reason);
    out_ += '\n';
  }

  void Flush() {
    if (!out_.empty()) write_(out_);
    out_.clear();
  }

 private:
  std::string_view Color(Severity severity) const { return palette_.severity[static_cast<std::size_t>(severity)]; }

  template <class... Texts>
  void Put(const Texts&... texts) {
    (out_.append(std::string_view(texts)), ...);
  }

  // "file:line:column: severity: message", without its end.
  void Head(const Location& location, Severity severity, std::string_view message) {
    Put(palette_.bold);
    AppendPrintable(out_, location.file);
    Put(":", Digits(location.start.line).text(), ":", Digits(location.start.column).text(), ":", palette_.reset, " ");
    Put(Color(severity), Name(severity), ":", palette_.reset, " ", palette_.bold);
    AppendPrintable(out_, message);
    Put(palette_.reset);
  }

  // The source line and its marks; returns the width of the margin.
  std::size_t Lines(const Location& location, std::string_view line) {
    const Digits number(location.start.line);
    const std::size_t margin = number.text().size();
    if (!options_.excerpts || line.empty()) return options_.excerpts ? margin : 0;
    const std::uint32_t last =
        location.end.line == location.start.line ? location.end.column : static_cast<std::uint32_t>(line.size() + 1);
    const Excerpt excerpt = report::MakeExcerpt(line, location.start.column, last, kExcerptWidth);
    const auto row = [&](std::string_view label, std::string_view color, std::string_view text) {
      Put(palette_.margin);
      out_.append(margin - label.size(), ' ');
      Put(label, " |", palette_.reset);
      if (!text.empty()) Put(" ", color, text, color.empty() ? std::string_view() : palette_.reset);
      out_ += '\n';
    };
    row("", "", "");
    row(number.text(), "", excerpt.line);
    if (!excerpt.marks.empty()) row("", palette_.mark, excerpt.marks);
    return margin;
  }

  void Remark(std::size_t margin, std::string_view label, std::string_view text) {
    Put(palette_.margin);
    out_.append(margin, ' ');
    Put(" =", palette_.reset, " ", label, ": ");
    AppendPrintable(out_, text);
    out_ += '\n';
  }

  const TextOptions& options_;
  const Palette& palette_;
  const std::function<void(std::string_view)>& write_;
  std::string out_;
};

}  // namespace

void ToText(const Report& report, const TextOptions& options, const std::function<void(std::string_view)>& write) {
  Writer writer(options, write);
  for (const Finding& finding : report.findings) {
    if (options.findings && Counts(finding)) writer.Add(finding);
  }
  if (options.incomplete) {
    for (const Incomplete& incomplete : report.incomplete) writer.Add(incomplete);
  }
  writer.Flush();
  if (options.stats) write(report::StatsText(report));
  if (options.summary) write(report::SummaryText(report));
}

std::string ToText(const Report& report, const TextOptions& options) {
  std::string out;
  ToText(report, options, [&out](std::string_view piece) { out += piece; });
  return out;
}

}  // namespace v0
}  // namespace iampolicy
