#ifndef IAMPOLICY_LIB_POLICY_LEAF_H_
#define IAMPOLICY_LIB_POLICY_LEAF_H_

// The two shapes every element of a policy is made of: a text and a list.

#include <string_view>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/span.h"

namespace iampolicy::policy {

/// A text of the document. Views point into the unit's Sources.
struct Leaf {
  std::string_view text;  ///< decoded; holes as characters of the hole range; "" where unknown as a whole
  text::Span span;        ///< quotes included
  text::Span content;     ///< the text itself, so that content.begin + i is the place of text[i]
  syntax::NodeId node = syntax::kNone;
  bool has_hole = false;  ///< some part, or all, is not known from the file
  bool unknown = false;   ///< all of it is not known: text is the one hole character

  bool present() const { return node != syntax::kNone; }
};

/// The values of an element, scalar or list alike.
template <class T>
struct List {
  std::vector<T> items;
  text::Span key;                       ///< the member's name; empty where the element is absent
  text::Span span;                      ///< of the member's value
  syntax::NodeId node = syntax::kNone;  ///< of the member's value
  bool open = false;                    ///< a part that is not known may add items

  bool present() const { return node != syntax::kNone; }
};

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_LEAF_H_
