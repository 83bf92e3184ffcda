#include "tools/iampolicy-lint/arguments.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstddef>

#include "tools/iampolicy-lint/nearest.h"
#include "tools/iampolicy-lint/output.h"

namespace iampolicy::command {
namespace {

struct Option {
  std::string names;
  std::string value;
  std::string help;
};

struct Choices {
  std::string names;
  const std::string* target;
  std::vector<std::string> words;
};

// Words wrapped to lines of 100 columns, each after the first indented.
std::string Wrapped(std::string_view text, std::size_t indent) {
  constexpr std::size_t kWidth = 100;
  std::string out;
  std::size_t column = indent;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (column > indent && column + 1 + end > kWidth) {
      out += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > indent) {
      out += ' ';
      ++column;
    }
    out += text.substr(0, end);
    column += end;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

struct Arguments::Impl {
  CLI::App app;
  std::vector<std::string> usage;
  std::string about;
  std::vector<Option> options;
  std::vector<Choices> choices;
  std::vector<std::string> examples;
  std::vector<std::string> notes;
  std::string positional_name;
  std::vector<std::string>* positional = nullptr;
  std::size_t least = 0;
  std::size_t most = 0;
  bool help = false;

  CLI::Option* Add(CLI::Option* option, std::string_view names, std::string_view value, std::string_view help_text) {
    options.push_back({std::string(names), std::string(value), std::string(help_text)});
    return option;
  }

  std::string HelpText() const;
  std::optional<std::string> Mistake() const;
};

std::string Arguments::Impl::HelpText() const {
  std::string out = about + "\n\nUsage:\n";
  for (const std::string& line : usage) out += "  iampolicy-lint " + line + "\n";
  out += "\nOptions:\n";
  constexpr std::size_t kIndent = 28;
  for (const Option& option : options) {
    std::string left = "  " + option.names;
    if (const std::size_t comma = left.find(','); comma != std::string::npos) left.insert(comma + 1, " ");
    if (!option.value.empty()) left += " " + option.value;
    out += left.size() + 2 > kIndent ? left + "\n" + std::string(kIndent, ' ') : fmt::format("{:{}}", left, kIndent);
    out += Wrapped(option.help, kIndent) + "\n";
  }
  if (!examples.empty()) out += "\nExamples:\n";
  for (const std::string& line : examples) out += "  " + line + "\n";
  for (const std::string& note : notes) out += "\n" + Wrapped(note, 0) + "\n";
  return out;
}

std::optional<std::string> Arguments::Impl::Mistake() const {
  for (const std::string& word : app.remaining()) {
    if (word.size() < 2 || word[0] != '-' || word == "--") continue;
    std::vector<std::string> names;
    for (const Option& option : options) names.push_back(option.names.substr(option.names.rfind(',') + 1));
    const std::string name = word.substr(0, word.find('='));
    return fmt::format("unknown option `{}`{}", name, DidYouMean(name, names));
  }
  for (const Choices& choice : choices) {
    const auto& words = choice.words;
    if (choice.target->empty() || std::find(words.begin(), words.end(), *choice.target) != words.end()) continue;
    return fmt::format("{} takes {}, not `{}`{}", choice.names, fmt::join(words, ", "), *choice.target,
                       DidYouMean(*choice.target, words));
  }
  const std::size_t given = positional == nullptr ? app.remaining().size() : positional->size();
  if (given < least) return fmt::format("{} needs {}", usage[0].substr(0, usage[0].find(' ')), positional_name);
  if (given > most) {
    return fmt::format("`{}` is one argument too many",
                       positional == nullptr ? app.remaining()[0] : (*positional)[most]);
  }
  return std::nullopt;
}

Arguments::Arguments(std::vector<std::string> usage, std::string_view about) : impl_(std::make_unique<Impl>()) {
  impl_->usage = std::move(usage);
  impl_->about = about;
  impl_->app.set_help_flag();
  impl_->app.allow_extras();
  impl_->app.allow_windows_style_options(false);
  impl_->app.add_flag("-h,--help", impl_->help);
}

Arguments::~Arguments() = default;

void Arguments::Flag(std::string_view names, bool& target, std::string_view help) {
  impl_->Add(impl_->app.add_flag(std::string(names), target), names, "", help);
}

void Arguments::Text(std::string_view names, std::string_view value, std::string& target, std::string_view help) {
  impl_->Add(impl_->app.add_option(std::string(names), target)->take_last(), names, value, help);
}

void Arguments::Choice(std::string_view names, std::string& target, std::vector<std::string> choices,
                       std::string_view help) {
  Text(names, fmt::format("{}", fmt::join(choices, "|")), target, help);
  impl_->choices.push_back({std::string(names), &target, std::move(choices)});
}

void Arguments::Texts(std::string_view names, std::string_view value, std::vector<std::string>& target,
                      std::string_view help) {
  CLI::Option* option = impl_->app.add_option(std::string(names), target);
  option->allow_extra_args(false);  // one value a use: what follows is a path
  impl_->Add(option, names, value, help);
}

void Arguments::Number(std::string_view names, std::uint32_t& target, std::string_view help) {
  impl_->Add(impl_->app.add_option(std::string(names), target)->take_last(), names, "N", help);
}

void Arguments::Positional(std::string_view value, std::vector<std::string>& target, std::size_t least,
                           std::size_t most) {
  impl_->positional_name = value;
  impl_->positional = &target;
  impl_->least = least;
  impl_->most = most;
  impl_->app.add_option("PATH", target);
}

void Arguments::Example(std::string_view line) { impl_->examples.emplace_back(line); }

void Arguments::Note(std::string_view text) { impl_->notes.emplace_back(text); }

std::optional<int> Arguments::Parse(int argc, const char* const* argv) {
  impl_->options.push_back({"-h,--help", "", "show this text"});
  std::optional<std::string> mistake;
  try {
    impl_->app.parse(argc, argv);
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string_view what = error.what();
    mistake = fmt::format("{} needs a value", what.substr(0, what.find(':')));
  } catch (const CLI::ConversionError& error) {
    const std::string_view what = error.what();  // "...: --jobs = many"
    const std::size_t equals = std::min(what.rfind(" = "), what.size());
    const std::size_t option = std::min(what.rfind("--", equals), equals);
    mistake = fmt::format("{} takes a number, not `{}`", what.substr(option, equals - option),
                          what.substr(std::min(equals + 3, what.size())));
  } catch (const CLI::ParseError& error) {
    mistake = error.what();
  }
  if (impl_->help) {
    Print(impl_->HelpText());
    return kExitGood;
  }
  if (!mistake) mistake = impl_->Mistake();
  if (!mistake) return std::nullopt;
  const std::string& usage = impl_->usage[0];
  const bool is_lint = usage.starts_with('[');
  Complain(fmt::format("{} (see iampolicy-lint {}--help)", *mistake,
                       is_lint ? "lint " : usage.substr(0, usage.find_first_of("[ ") + 1)));
  return kExitUsage;
}

}  // namespace iampolicy::command
