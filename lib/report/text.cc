// Text for people, in the shape of the compilers, so that editors and log viewers already know how to read it.

#include <fmt/format.h>
#include <iampolicy/report.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/report/display.h"
#include "lib/report/stats.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::Excerpt;
using report::Printable;

constexpr std::uint32_t kExcerptWidth = 110;

// The colours of a report; all empty where colour is off.
struct Palette {
  std::string_view reset, bold, mark, margin;
  std::array<std::string_view, 3> severity;
};

constexpr Palette kPlain{};
constexpr Palette kColored{"\x1b[0m", "\x1b[1m", "\x1b[1;32m", "\x1b[34m", {"\x1b[1;36m", "\x1b[1;35m", "\x1b[1;31m"}};

class Writer {
 public:
  explicit Writer(const TextOptions& options) : options_(options), palette_(options.color ? kColored : kPlain) {}

  void Add(const Finding& finding) {
    Head(finding.location, finding.severity, finding.message);
    out_ += fmt::format(" [{}{}]\n", Printable(finding.rule),
                        finding.certainty == Certainty::kPossible ? ", possible" : "");
    const std::size_t margin = Lines(finding.location, finding.line_text);
    if (!finding.owner.empty()) Remark(margin, "in", finding.owner);
    if (!finding.when.empty()) Remark(margin, "when", finding.when);
    if (!finding.help.empty()) Remark(margin, "help", finding.help);
    for (const Related& related : finding.related) {
      Head(related.location, Severity::kNote, related.message.empty() ? "together with this" : related.message);
      out_ += '\n';
      Lines(related.location, related.line_text);
    }
  }

  void Add(const Incomplete& incomplete) {
    out_ +=
        fmt::format("{0}{1}:{2} {3}error:{2} not analysed to the end: {4}\n", palette_.bold, Printable(incomplete.file),
                    palette_.reset, Color(Severity::kError), Printable(incomplete.reason));
  }

  std::string Take() { return std::move(out_); }

 private:
  std::string_view Color(Severity severity) const { return palette_.severity[static_cast<std::size_t>(severity)]; }

  // "file:line:column: severity: message", without its end.
  void Head(const Location& location, Severity severity, std::string_view message) {
    out_ += fmt::format("{0}{1}:{2}:{3}:{4} {5}{6}:{4} {0}{7}{4}", palette_.bold, Printable(location.file),
                        location.start.line, location.start.column, palette_.reset, Color(severity), Name(severity),
                        Printable(message));
  }

  // The source line and its marks; returns the width of the margin.
  std::size_t Lines(const Location& location, std::string_view line) {
    const std::string number = std::to_string(location.start.line);
    if (!options_.excerpts || line.empty()) return options_.excerpts ? number.size() : 0;
    const std::uint32_t last =
        location.end.line == location.start.line ? location.end.column : static_cast<std::uint32_t>(line.size() + 1);
    const Excerpt excerpt = report::MakeExcerpt(line, location.start.column, last, kExcerptWidth);
    const auto row = [&](std::string_view label, std::string_view color, std::string_view text) {
      out_ += fmt::format("{}{:>{}} |{}", palette_.margin, label, number.size(), palette_.reset);
      if (!text.empty()) out_ += fmt::format(" {}{}{}", color, text, color.empty() ? "" : palette_.reset);
      out_ += '\n';
    };
    row("", "", "");
    row(number, "", excerpt.line);
    if (!excerpt.marks.empty()) row("", palette_.mark, excerpt.marks);
    return number.size();
  }

  void Remark(std::size_t margin, std::string_view label, std::string_view text) {
    out_ += fmt::format("{}{:{}} ={} {}: {}\n", palette_.margin, "", margin, palette_.reset, label, Printable(text));
  }

  const TextOptions& options_;
  const Palette& palette_;
  std::string out_;
};

}  // namespace

std::string ToText(const Report& report, const TextOptions& options) {
  Writer writer(options);
  for (const Finding& finding : report.findings) {
    if (Counts(finding)) writer.Add(finding);
  }
  if (options.incomplete) {
    for (const Incomplete& incomplete : report.incomplete) writer.Add(incomplete);
  }
  std::string out = writer.Take();
  if (options.stats) out += report::StatsText(report);
  if (options.summary) out += report::SummaryText(report);
  return out;
}

}  // namespace v0
}  // namespace iampolicy
