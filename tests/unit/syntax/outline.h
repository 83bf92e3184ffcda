#ifndef IAMPOLICY_TESTS_UNIT_SYNTAX_OUTLINE_H_
#define IAMPOLICY_TESTS_UNIT_SYNTAX_OUTLINE_H_

// A tree and its problems as one line of text, so that tests compare whole outputs.

#include <string>
#include <string_view>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {

/// "1:2-1:5".
inline std::string PlaceOf(text::Span span, const text::Sources& sources) {
  const text::Place place = sources.Locate(span);
  const auto words = [](const Position& at) { return std::to_string(at.line) + ":" + std::to_string(at.column); };
  return words(place.start) + "-" + words(place.end);
}

/// The text with each hole as <reason>, or <=text> where its text is known.
inline std::string WithHoles(std::string_view text, const text::Sources& sources) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::DecodeUtf8(text, at);
    if (sources.IsHole(point.value)) {
      const text::Hole& hole = sources.hole(point.value);
      out += "<" + (hole.known ? "=" + *hole.known : hole.reason) + ">";
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
  return out;
}

/// JSON without blanks and escapes; a hole as in WithHoles(); a choice is (guard?then:else); nothing there is (absent).
/// "" for an empty tree.
inline std::string Outline(const Tree& tree, const text::Sources& sources) {
  struct Open {
    NodeId node;
    NodeId end;
    std::size_t children;
    std::string_view close;
  };
  std::string out;
  std::vector<Open> open;
  for (NodeId id = 0; id < tree.size() || !open.empty();) {
    if (!open.empty() && id == open.back().end) {
      out += open.back().close;
      open.pop_back();
      continue;
    }
    const Node& node = tree[id];
    if (!open.empty() && open.back().children++ > 0) {
      const bool is_value = tree[open.back().node].kind == Kind::kObject && open.back().children % 2 == 0;
      out += is_value || tree[open.back().node].kind == Kind::kChoice ? ":" : ",";
    }
    const std::string text = WithHoles(sources.Text(node.text), sources);
    switch (node.kind) {
      case Kind::kList:
        out += "[";
        open.push_back({id, id + node.extent, 0, "]"});
        break;
      case Kind::kObject:
        out += "{";
        open.push_back({id, id + node.extent, 0, "}"});
        break;
      case Kind::kChoice:
        out += "(" + tree.guards()[node.link].name + "?";
        open.push_back({id, id + node.extent, 0, ")"});
        break;
      case Kind::kAbsent:
        out += "(absent)";
        break;
      case Kind::kString:
        out += '"' + text + '"';
        break;
      default:
        out += text;
    }
    ++id;
  }
  return out;
}

/// The span of each node in preorder.
inline std::vector<std::string> Places(const Tree& tree, const text::Sources& sources) {
  std::vector<std::string> places;
  for (NodeId id = 0; id < tree.size(); ++id) places.push_back(PlaceOf(tree[id].span, sources));
  return places;
}

/// Each problem as "kind 1:2-1:5 got, expected ...".
inline std::vector<std::string> Problems(const std::vector<text::Problem>& problems, const text::Sources& sources) {
  std::vector<std::string> lines;
  for (const text::Problem& problem : problems) {
    lines.push_back(std::string(problem.kind) + " " + PlaceOf(problem.span, sources) + " " + problem.got +
                    (problem.expected.empty() ? "" : ", expected " + problem.expected));
  }
  return lines;
}

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_TESTS_UNIT_SYNTAX_OUTLINE_H_
