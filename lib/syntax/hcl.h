#ifndef IAMPOLICY_LIB_SYNTAX_HCL_H_
#define IAMPOLICY_LIB_SYNTAX_HCL_H_

// HCL (the language of Terraform and OpenTofu) -> blocks, attributes and expressions with spans. An expression is no
// value yet, so this is a tree of its own; lib/carriers/terraform*.h turns it into a syntax::Tree. Nodes lie in
// postorder: the subtree of a node is the range [low, id], so whoever only looks for names needs no recursion.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "lib/text/sources.h"
#include "lib/text/span.h"

namespace iampolicy::syntax {

using HclId = std::uint32_t;
inline constexpr HclId kNoHcl = 0xFFFFFFFF;

struct HclNode {
  enum class Kind : std::uint8_t {
    kNull,
    kBool,
    kNumber,
    kText,          ///< a literal part of a template, or a bare object key
    kTemplate,      ///< children: parts
    kName,          ///< the first name of a reference
    kItem,          ///< in a splat: the element at hand
    kAttribute,     ///< children: object; text: the name
    kIndex,         ///< children: collection, index
    kSplat,         ///< children: collection, what is made of each element
    kCall,          ///< children: arguments; flag: the last is expanded
    kList,          ///< children: elements
    kObject,        ///< children: key, value, key, value
    kForList,       ///< children: collection, value, [condition]
    kForObject,     ///< children: collection, key, value, [condition]; flag: values of one key are grouped
    kUnary,         ///< text: the operator
    kBinary,        ///< text: the operator
    kConditional,   ///< children: condition, then, else
    kIfDirective,   ///< in a template; children: condition, then, else
    kForDirective,  ///< in a template; children: collection, body
  };
  Kind kind = Kind::kNull;
  bool flag = false;
  text::Span span;
  text::Span text;      ///< decoded; of a for: the name of the value
  text::Span key_name;  ///< of a for: the name of the key; empty where there is none
  HclId low = 0;        ///< the first node of the subtree
  std::uint32_t first = 0;
  std::uint32_t count = 0;
};

struct HclAttribute {
  text::Span name;
  text::Span span;
  HclId value = kNoHcl;
};

struct HclBlock {
  text::Span type;
  std::vector<text::Span> labels;
  text::Span span;
  std::vector<HclAttribute> attributes;
  std::vector<std::uint32_t> blocks;  ///< indices of HclFile::blocks, in order
};

struct HclComment {
  text::Span span;
  bool is_alone = false;  ///< nothing but blanks before it on its line
};

/// Where a text is not HCL, in words: one line, lower case, no final period.
struct HclError {
  text::Span span;
  std::string message;
};

struct HclFile {
  std::vector<HclNode> nodes;
  std::vector<HclId> children;
  std::vector<HclBlock> blocks;  ///< the first is the file itself
  std::vector<HclComment> comments;
  std::vector<text::Span> elements;  ///< what a comment may be about: blocks, attributes, members, list elements
  std::vector<HclError> errors;

  std::span<const HclId> Children(HclId id) const {
    return std::span<const HclId>(children).subspan(nodes[id].first, nodes[id].count);
  }
};

/// Lists, objects, templates and blocks inside one another.
inline constexpr std::uint32_t kMostHclLevels = 200;

/// Reads a file. After an error reading goes on at the next line that starts a top-level block, so that one
/// half-written block costs no other. Never recurses deeper than kMostHclLevels; time and memory are linear in the text
/// but for broken files, where a block may be read as often as it holds lines that look like the start of one.
HclFile ReadHcl(text::Sources& sources, text::Span text);

/// Reads Terraform's JSON notation (.tf.json, .tfvars.json): members become blocks and attributes, strings templates.
HclFile ReadHclJson(text::Sources& sources, text::Span text);

/// Reads a whole text as one template, as templatefile() does: the last node of the result.
HclFile ReadHclTemplate(text::Sources& sources, text::Span text);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_HCL_H_
