// Any bytes: the JSON reader, the notation for unknowns and the plain carrier keep their promises. The first byte says
// how the rest is read: as a file, or as a derived text in which `@` is a hole.

// RapidJSON's stack adds to a null pointer while it is empty.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "lib/text/utf8.h"

namespace {

using namespace iampolicy;
using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using syntax::Tree;

void Require(bool holds) {
  if (!holds) std::abort();
}

bool IsWithin(text::Span inner, text::Span outer) {
  return outer.begin <= inner.begin && inner.begin <= inner.end && inner.end <= outer.end;
}

// Extents, nesting and order of a tree; keys are strings with values. `is_ordered`: siblings follow one another in the
// text (the branches of a choice need not).
void CheckTree(const Tree& tree, text::Span text, const text::Sources& sources, bool is_ordered) {
  for (NodeId id = 0; id < tree.size(); ++id) {
    const syntax::Node& node = tree[id];
    Require(IsWithin(node.span, text));
    Require(node.extent >= 1 && node.extent <= tree.size() - id);
    if (node.kind == Kind::kString) {
      Require(!text::FindInvalidUtf8(sources.Text(node.text)));
      sources.Locate(node.text);
    }
    if (node.kind == Kind::kUnknown) Require(sources.IsHole(node.link));
    const bool is_container = node.kind == Kind::kList || node.kind == Kind::kObject || node.kind == Kind::kChoice;
    Require(is_container || node.extent == 1);
    std::uint32_t place = node.span.begin;
    std::uint32_t nodes = 1;
    std::uint32_t children = 0;
    for (NodeId child = tree.First(id); child != kNone; child = tree.Next(id, child), ++children) {
      Require(IsWithin(tree[child].span, node.span));
      if (is_ordered) Require(tree[child].span.begin >= place);
      place = tree[child].span.end;
      nodes += tree[child].extent;
      if (node.kind == Kind::kObject && children % 2 == 0) Require(tree[child].kind == Kind::kString);
    }
    Require(nodes == node.extent);
    Require(node.kind != Kind::kObject || children % 2 == 0);
    Require(node.kind != Kind::kChoice || (children == 2 && node.link < tree.guards().size()));
  }
  if (!tree.empty()) Require(tree[0].extent == tree.size());
}

// Not for duplicate keys: their pointers lead to the last.
void CheckPointers(const Tree& tree, const text::Sources& sources) {
  for (NodeId id = 0; id < tree.size() && id < 200; ++id) {
    const NodeId found = NodeAt(tree, sources, 0, PointerTo(tree, sources, 0, id));
    Require(found == id || found == id + 1);
  }
}

bool IsPassedOver(std::string_view kind) {
  return kind == "comment" || kind == "trailing-comma" || kind == "duplicate-key" || kind == "too-many-problems";
}

bool IsKind(std::string_view name) {
  for (const text::ProblemKind& kind : syntax::JsonProblems()) {
    if (kind.name == name) return true;
  }
  return false;
}

struct Count {
  int errors = 0;
  int duplicates = 0;
};

Count CheckProblems(const std::vector<text::Problem>& problems, const Tree& tree, text::Span text) {
  Count count;
  std::uint32_t place = text.begin;
  for (const text::Problem& problem : problems) {
    Require(IsKind(problem.kind));
    Require(IsWithin(problem.span, text));
    Require(problem.span.begin >= place);
    place = problem.span.begin;
    Require(!problem.got.empty() && problem.got.size() < 400 && problem.got.find('\n') == std::string::npos);
    Require(!text::FindInvalidUtf8(problem.got));
    Require(problem.node == text::kNoNode || problem.node < tree.size());
    count.errors += !IsPassedOver(problem.kind);
    count.duplicates += problem.kind == "duplicate-key";
  }
  return count;
}

// RapidJSON's own opinion, by its recursive-free reader and nothing of ours.
bool IsJson(std::string_view text) {
  rapidjson::MemoryStream stream(text.data(), text.size());
  rapidjson::BaseReaderHandler<> handler;
  rapidjson::Reader reader;
  constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseValidateEncodingFlag;
  return !reader.Parse<kFlags>(stream, handler).IsError();
}

void CheckOne(text::Sources& sources, text::Span span, bool is_file) {
  const std::string_view bytes = sources.Text(span);
  const syntax::Parsed parsed = syntax::ReadJson(sources, span);
  CheckTree(parsed.tree, span, sources, true);
  const Count count = CheckProblems(parsed.problems, parsed.tree, span);
  Require(count.errors <= 1);
  Require(parsed.complete || count.errors == 1);
  Require(!parsed.complete || !parsed.tree.empty());
  Require(parsed.end >= span.begin && parsed.end <= span.end);
  if (count.duplicates == 0) CheckPointers(parsed.tree, sources);
  const bool is_comparable = is_file && bytes.find('\0') == std::string_view::npos;
  if (is_comparable && parsed.problems.empty() && bytes.substr(0, 3) != "\xEF\xBB\xBF" &&
      bytes.find_first_of("eE") == std::string_view::npos && bytes.size() < 300) {
    Require(IsJson(bytes));
  }
  if (is_comparable && count.errors == 1 && IsJson(bytes)) {
    bool is_expected = false;
    for (const text::Problem& problem : parsed.problems) {
      is_expected |= problem.kind == "too-deep" || problem.kind == "lone-surrogate" || problem.kind == "invalid-utf8" ||
                     problem.kind == "private-character";
    }
    Require(is_expected);
  }
  Require(UsesUnknowns(parsed.tree, sources) || !parsed.tree.empty() || !parsed.complete);
  CheckTree(ReadUnknowns(parsed.tree, sources), span, sources, false);
}

void CheckMany(text::Sources& sources, text::Span span) {
  while (true) {
    const syntax::Parsed parsed = syntax::ReadJson(sources, span, syntax::kHostLimits, syntax::Trailing::kLeave);
    CheckTree(parsed.tree, span, sources, true);
    CheckProblems(parsed.problems, parsed.tree, span);
    if (!parsed.complete) return;
    Require(parsed.end > span.begin);
    span.begin = parsed.end;
  }
}

void CheckPlain(text::Sources& sources, text::Span span, PolicyKind kind) {
  const carriers::Extraction extraction = carriers::ExtractPlain(sources, {"f", span, kind, ""});
  Require(!extraction.documents.empty() || !extraction.passed_over.empty() || !extraction.incomplete.empty());
  Require(kind == PolicyKind::kUnknown || extraction.documents.size() == 1);
  for (const carriers::Document& document : extraction.documents) {
    Require(!document.readable || document.root < document.tree.size());
    Require(document.readable || !document.problems.empty());
    Require(!document.path.empty());
    for (const text::Problem& problem : document.problems) {
      Require(problem.node == text::kNoNode || problem.node < document.tree.size());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const bool is_file = data[0] != '@';
  // A file is read whole, first byte included, so that seeds are ordinary JSON files.
  const std::string_view bytes(reinterpret_cast<const char*>(data) + (is_file ? 0 : 1), size - (is_file ? 0 : 1));
  text::Sources sources;
  text::Span span = *sources.AddFile("f", bytes);
  if (!is_file) {
    std::string hole;
    text::AppendUtf8(hole, sources.AddHole({"parameter:P", {}, 1, span, std::nullopt}));
    std::string derived;
    std::vector<text::Run> runs;
    for (std::uint32_t i = 0; i < bytes.size(); ++i) {
      const std::string part = bytes[i] == '@' ? hole : std::string(1, bytes[i]);
      const auto at = static_cast<std::uint32_t>(derived.size());
      runs.push_back({at, static_cast<std::uint32_t>(part.size()), {span.begin + i, span.begin + i + 1}, {}});
      derived += part;
    }
    span = *sources.AddDerived(std::move(derived), std::move(runs));
  }
  CheckOne(sources, span, is_file);
  CheckMany(sources, span);
  CheckPlain(sources, span, PolicyKind::kUnknown);
  CheckPlain(sources, span, PolicyKind::kIdentity);
  return 0;
}
