// See json.h. RapidJSON decides what is JSON; the handler below turns its events and the stream's position into nodes.
// A text that it refuses is repaired (json_repair.h) and read once more; what it still refuses is diagnosed by us
// (json_diagnosis.h). So a good document costs one pass and a bad one at most three.

#include "lib/syntax/json.h"

#include <rapidjson/reader.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "lib/syntax/duplicates.h"
#include "lib/syntax/json_diagnosis.h"
#include "lib/syntax/json_input.h"
#include "lib/syntax/json_kinds.h"
#include "lib/syntax/json_repair.h"
#include "lib/syntax/json_string.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {

// Chooses the stack below for the reader.
struct JsonStack {};

}  // namespace iampolicy::syntax

namespace rapidjson {

template <>
inline void SkipWhitespace<iampolicy::syntax::JsonInput>(iampolicy::syntax::JsonInput& input) {
  input.SkipBlanks();
}

namespace internal {

// The reader's stack of states: two words for each list or object that is open. RapidJSON's own adds to a null pointer
// while it is empty, which is undefined and which sanitizers report.
template <>
class Stack<iampolicy::syntax::JsonStack> {
 public:
  Stack(iampolicy::syntax::JsonStack*, std::size_t) : bytes_(512) {}

  template <typename T>
  T* Push(std::size_t count = 1) {
    const std::size_t at = used_;
    used_ += sizeof(T) * count;
    if (used_ > bytes_.size()) bytes_.resize(2 * used_);
    return reinterpret_cast<T*>(bytes_.data() + at);
  }
  template <typename T>
  T* Pop(std::size_t count) {
    used_ -= sizeof(T) * count;
    return reinterpret_cast<T*>(bytes_.data() + used_);
  }
  template <typename T>
  T* Top() {
    return reinterpret_cast<T*>(bytes_.data() + used_ - sizeof(T));
  }
  void Clear() { used_ = 0; }

 private:
  std::vector<char> bytes_;
  std::size_t used_ = 0;
};

}  // namespace internal
}  // namespace rapidjson

namespace iampolicy::syntax {
namespace {

// Numbers as text, strings through JsonInput's in-situ calls, one value at a time.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseInsituFlag |
                            rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseStopWhenDoneFlag;

class Builder {
 public:
  Builder(const Reading& reading, const Limits& limits)
      : reading_(reading),
        limits_(limits),
        input_(reading.repaired),
        is_repaired_(reading.repaired.data() != reading.original.data()) {
    tree_.Reserve(std::min<std::size_t>(reading.original.size() / 32, 4096) + 16);
  }

  /// Whether a whole value was read.
  bool Run() {
    rapidjson::GenericReader<rapidjson::UTF8<>, rapidjson::UTF8<>, JsonStack> reader;
    const bool is_done = !reader.Parse<kFlags>(input_, *this).IsError();
    if (is_done && progress_.after == Progress::After::kScalar && IsGlued()) return false;
    return is_done;
  }

  // RapidJSON's handler. A bracket event comes before the bracket is consumed, every other after its token.
  bool Null() { return Scalar(Kind::kNull, 4); }
  bool Bool(bool value) { return Scalar(Kind::kBool, value ? 4 : 5); }
  bool RawNumber(const char*, rapidjson::SizeType length, bool) { return Scalar(Kind::kNumber, length); }
  bool String(const char*, rapidjson::SizeType, bool) { return Text(Progress::After::kString); }
  bool Key(const char*, rapidjson::SizeType, bool) { return Text(Progress::After::kKey); }
  bool StartObject() { return Start(Kind::kObject); }
  bool StartArray() { return Start(Kind::kList); }
  bool EndObject(rapidjson::SizeType) { return End(); }
  bool EndArray(rapidjson::SizeType) { return End(); }
  // Never called: numbers come as text.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(std::int64_t) { return false; }
  bool Uint64(std::uint64_t) { return false; }
  bool Double(double) { return false; }

  /// The end of what was read.
  std::size_t end() const { return progress_.end; }
  /// What the handler itself refused.
  std::optional<JsonFault>& fault() { return fault_; }

  Progress Where() const {
    Progress where = progress_;
    if (!open_.empty()) {
      const Node& container = tree_[open_.back()];
      where.inside = container.kind == Kind::kList ? Progress::Inside::kList : Progress::Inside::kObject;
      where.opened = container.span.begin - reading_.base;
    }
    return where;
  }

  /// Closes what is open at `stop` and places decoded texts on the number line. nullopt: no room there.
  std::optional<Tree> Finish(std::size_t stop) {
    if (progress_.after == Progress::After::kKey) tree_.RemoveLast();
    for (; !open_.empty(); open_.pop_back()) tree_.Close(open_.back(), At(stop));
    if (!decoded_nodes_.empty()) {
      const std::optional<text::Span> derived =
          reading_.sources.AddDerived(std::move(decoded_.bytes), std::move(decoded_.runs));
      if (!derived) return std::nullopt;
      for (const NodeId id : decoded_nodes_) {
        // The key that RemoveLast() took may have been one of them.
        if (id >= tree_.size()) break;
        const text::Span text = tree_[id].text;
        tree_.SetText(id, {derived->begin + text.begin, derived->begin + text.end});
      }
    }
    return std::move(tree_);
  }

 private:
  std::uint32_t At(std::size_t offset) const { return reading_.base + static_cast<std::uint32_t>(offset); }
  text::Span Place(std::size_t begin, std::size_t end) const { return {At(begin), At(end)}; }

  // 12ab, nullx: the reader stops after the value and would leave the rest to the next one.
  bool IsGlued() const {
    const std::size_t end = progress_.end;
    return WordEnd(reading_.original, end) > end;
  }

  bool Scalar(Kind kind, std::size_t length) {
    const std::size_t begin = input_.Tell() - length;
    // A repaired number is shorter than the one that was written.
    const bool is_cut = is_repaired_ && kind == Kind::kNumber;
    const std::size_t end = is_cut ? NumberEnd(reading_.original, begin) : begin + length;
    tree_.Add(kind, Place(begin, end), Place(begin, end));
    progress_.after = Progress::After::kScalar;
    progress_.begin = begin;
    progress_.end = end;
    return true;
  }

  bool Text(Progress::After what) {
    const std::size_t begin = input_.string_begin();
    const std::size_t end = input_.Tell();
    if (is_repaired_ && reading_.original[begin] != '"') {
      if (!Unknown(begin, end, what)) return false;
    } else if (input_.string_is_plain()) {
      tree_.Add(Kind::kString, Place(begin, end), Place(begin + 1, end - 1));
    } else if (!Decode(begin, end)) {
      return false;
    }
    progress_.after = what;
    progress_.begin = begin;
    progress_.end = end;
    return true;
  }

  bool Unknown(std::size_t begin, std::size_t end, Progress::After what) {
    const std::string_view bytes = reading_.original.substr(begin, end - begin);
    if (what == Progress::After::kKey) {
      fault_ = JsonFault{JsonKind("misplaced-unknown"), begin, end, std::string(bytes), "a key in double quotes"};
      return false;
    }
    tree_.Add(Kind::kUnknown, Place(begin, end), Place(begin, end), text::DecodeUtf8(bytes, 0).value);
    return true;
  }

  bool Decode(std::size_t begin, std::size_t end) {
    const std::size_t bytes = decoded_.bytes.size();
    const std::size_t runs = decoded_.runs.size();
    StringEnd string = DecodeString(reading_.original, begin, reading_.base, reading_.characters, decoded_);
    if (string.fault) {
      fault_ = std::move(string.fault);
      return false;
    }
    if (string.changed) {
      const auto from = static_cast<std::uint32_t>(bytes);
      const auto to = static_cast<std::uint32_t>(decoded_.bytes.size());
      decoded_nodes_.push_back(tree_.Add(Kind::kString, Place(begin, end), {from, to}));
    } else {
      decoded_.bytes.resize(bytes);
      decoded_.runs.resize(runs);
      tree_.Add(Kind::kString, Place(begin, end), Place(begin + 1, end - 1));
    }
    return true;
  }

  bool Start(Kind kind) {
    const std::size_t begin = input_.Tell();
    if (open_.size() >= limits_.depth) {
      fault_ = JsonFault{JsonKind("too-deep"), begin, begin + 1, std::to_string(open_.size() + 1) + " nested levels",
                         "at most " + std::to_string(limits_.depth) + " nested lists and objects"};
      return false;
    }
    open_.push_back(tree_.Open(kind, Place(begin, begin + 1)));
    progress_.after = Progress::After::kOpen;
    progress_.begin = begin;
    progress_.end = begin + 1;
    return true;
  }

  bool End() {
    const std::size_t begin = input_.Tell();
    tree_.Close(open_.back(), At(begin + 1));
    open_.pop_back();
    progress_.after = Progress::After::kClose;
    progress_.begin = begin;
    progress_.end = begin + 1;
    return true;
  }

  const Reading& reading_;
  const Limits& limits_;
  JsonInput input_;
  bool is_repaired_;
  Tree tree_;
  std::vector<NodeId> open_;
  Decoded decoded_;
  std::vector<NodeId> decoded_nodes_;  // their texts are still relative to decoded_
  Progress progress_;
  std::optional<JsonFault> fault_;
};

text::Problem ToProblem(JsonFault fault, std::uint32_t base) {
  text::Problem problem;
  problem.kind = fault.kind;
  problem.span = {base + static_cast<std::uint32_t>(fault.begin), base + static_cast<std::uint32_t>(fault.end)};
  problem.got = std::move(fault.got);
  problem.expected = std::move(fault.expected);
  return problem;
}

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

// UTF-16 or UTF-32, by its mark or by where the zero bytes of an ASCII character are.
std::optional<JsonFault> WrongEncoding(std::string_view text) {
  const bool has_mark = StartsWith(text, "\xFF\xFE") || StartsWith(text, "\xFE\xFF");
  const auto is_zero = [text](std::size_t at) { return text[at] == '\0'; };
  const bool has_zeros =
      text.size() >= 4 && is_zero(0) != is_zero(1) && is_zero(0) == is_zero(2) && is_zero(1) == is_zero(3);
  const bool is_utf32 = StartsWith(text, {"\0\0\xFE\xFF", 4}) || StartsWith(text, {"\xFF\xFE\0\0", 4});
  if (!has_mark && !has_zeros && !is_utf32) return std::nullopt;
  return JsonFault{JsonKind("utf-16"), 0, 2, is_utf32 ? "UTF-32" : "UTF-16", "UTF-8"};
}

class Document {
 public:
  Document(text::Sources& sources, text::Span text, const Limits& limits, Trailing trailing)
      : sources_(sources), text_(text), limits_(limits), trailing_(trailing), characters_(sources, text) {}

  Parsed Run() {
    std::string_view original = sources_.Text(text_);
    parsed_.end = text_.begin;
    if (original.size() > limits_.bytes) {
      Report({JsonKind("too-large"), 0, 0, std::to_string(original.size()) + " bytes",
              "at most " + std::to_string(limits_.bytes) + " bytes"},
             text_.begin);
      return std::move(parsed_);
    }
    if (std::optional<JsonFault> fault = WrongEncoding(original)) {
      Report(std::move(*fault), text_.begin);
      return std::move(parsed_);
    }
    std::uint32_t base = text_.begin;
    if (StartsWith(original, "\xEF\xBB\xBF")) {
      original.remove_prefix(3);
      base += 3;
    }
    Read({original, original, base, sources_, characters_});
    Duplicates();
    const auto by_place = [](const text::Problem& a, const text::Problem& b) { return a.span.begin < b.span.begin; };
    std::stable_sort(parsed_.problems.begin(), parsed_.problems.end(), by_place);
    return std::move(parsed_);
  }

 private:
  void Report(JsonFault fault, std::uint32_t base) { parsed_.problems.push_back(ToProblem(std::move(fault), base)); }

  void Read(const Reading& reading) {
    Builder builder(reading, limits_);
    const bool is_read = builder.Run();
    if (is_read && !MayHoldComment(reading, builder.end())) return Keep(reading, builder, is_read, {});
    if (builder.fault()) return Keep(reading, builder, is_read, {});
    const bool one_value = trailing_ == Trailing::kLeave;
    Repaired repaired = Repair(reading.original, one_value, characters_);
    if (!repaired.changed) return Keep(reading, builder, is_read, {});
    const Reading again{reading.original, repaired.text, reading.base, sources_, characters_};
    Builder second(again, limits_);
    const bool is_repaired = second.Run();
    Keep(again, second, is_repaired, std::move(repaired.passed));
  }

  // Whether what follows the value may be nothing but comments.
  bool MayHoldComment(const Reading& reading, std::size_t end) const {
    if (trailing_ == Trailing::kLeave) return false;
    const std::size_t at = reading.original.find_first_not_of(" \t\r\n", end);
    return at != std::string_view::npos && CommentEnd(reading.original, at) != at;
  }

  // Takes over what the builder read, with what went wrong.
  void Keep(const Reading& reading, Builder& builder, bool is_read, std::vector<JsonFault> passed) {
    std::optional<JsonFault> fault = std::move(builder.fault());
    if (!is_read && !fault) fault = Diagnose(reading, builder.Where());
    if (is_read && trailing_ == Trailing::kProblem) {
      const std::size_t at = reading.repaired.find_first_not_of(" \t\r\n", builder.end());
      if (at != std::string_view::npos) fault = DiagnoseTrailing(reading, at);
    }
    const std::size_t stop = is_read || !fault ? builder.end() : std::max(builder.end(), fault->begin);
    for (JsonFault& one : passed) {
      if (fault && one.begin >= fault->begin) break;
      if (!is_read || trailing_ == Trailing::kProblem || one.begin < stop) AddPassed(reading, std::move(one));
    }
    std::optional<Tree> tree = builder.Finish(stop);
    if (!tree) {
      fault = JsonFault{JsonKind("too-large"), 0, 0, "more than 4 GiB of text", "less text in what is read together"};
    } else {
      parsed_.tree = std::move(*tree);
      parsed_.complete = is_read;
    }
    parsed_.end = reading.base + static_cast<std::uint32_t>(stop);
    if (fault) Report(std::move(*fault), reading.base);
  }

  void AddPassed(const Reading& reading, JsonFault fault) {
    const std::uint32_t at = reading.base + static_cast<std::uint32_t>(fault.begin);
    if (HasRoom({at, at})) Report(std::move(fault), reading.base);
  }

  // Whether one more problem may be listed; says so, once, where not.
  bool HasRoom(text::Span at) {
    if (parsed_.problems.size() < kMostProblems) return true;
    if (parsed_.problems.size() == kMostProblems) {
      text::Problem problem;
      problem.kind = JsonKind("too-many-problems");
      problem.span = at;
      problem.got = "more than " + std::to_string(kMostProblems) + " problems";
      parsed_.problems.push_back(std::move(problem));
    }
    return false;
  }

  void Duplicates() {
    for (const NodeId key : DuplicateKeys(parsed_.tree, sources_)) {
      const Node& node = parsed_.tree[key];
      if (!HasRoom(node.span)) return;
      text::Problem problem;
      problem.kind = JsonKind("duplicate-key");
      problem.span = node.span;
      problem.got = node.text.empty() ? "\"\"" : Shown(sources_.Text(node.text));
      problem.expected = "each key once";
      problem.node = key;
      problem.at_key = true;
      parsed_.problems.push_back(std::move(problem));
    }
  }

  text::Sources& sources_;
  text::Span text_;
  const Limits& limits_;
  Trailing trailing_;
  PrivateCharacters characters_;
  Parsed parsed_;
};

}  // namespace

Parsed ReadJson(text::Sources& sources, text::Span text, const Limits& limits, Trailing trailing) {
  return Document(sources, text, limits, trailing).Run();
}

std::span<const text::ProblemKind> JsonProblems() { return kJsonKinds; }

}  // namespace iampolicy::syntax
