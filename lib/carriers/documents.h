#ifndef IAMPOLICY_LIB_CARRIERS_DOCUMENTS_H_
#define IAMPOLICY_LIB_CARRIERS_DOCUMENTS_H_

// From a value at a place that holds a policy to the documents of an extraction.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/holes.h"
#include "lib/carriers/values.h"

namespace iampolicy::carriers {

/// Who holds a policy, where, and what kind it is there.
struct Holder {
  std::string owner;
  std::string path;
  PolicyKind kind = PolicyKind::kUnknown;
  std::string_view resource_type;
  bool is_synthesized = false;
};

class Documents {
 public:
  Documents(Values& values, std::string_view file, Extraction& result)
      : values_(values), file_(file), result_(result) {}

  /// A document: an object, JSON text of one, or not known. Each way of a choice is a document of its own, its path
  /// ending in Fn::If[1] or Fn::If[2]. Nothing where the value is null, absent or an empty text.
  void Add(ValueId value, const Holder& holder);
  /// A statement or a list of them: the document that holds nothing else.
  void AddStatements(ValueId value, const Holder& holder);
  /// A text of a document (see PolicyTextIn) that is no value of a template.
  void AddText(text::Span text, const Holder& holder);
  /// A node of a tree that needs no resolving: a document or text of one.
  void AddNode(const syntax::Tree& tree, syntax::NodeId node, const Holder& holder);

  /// Takes what a reader said of the whole file, whose trees are given: what lies inside a document becomes that
  /// document's; what a document hangs on (a repeated key above it, something behind the end) is a problem of the file;
  /// the rest are notes.
  void Distribute(const std::vector<text::Problem>& problems, std::uint32_t first_document,
                  std::span<const syntax::Tree> trees);

  text::Sources& sources() { return values_.sources(); }
  Extraction& result() { return result_; }
  std::string_view file() const { return file_; }
  std::uint32_t count() const { return static_cast<std::uint32_t>(result_.documents.size()); }

 private:
  void Push(syntax::Tree tree, const Holder& holder, bool readable, text::Span span,
            std::vector<text::Problem> problems);
  void Branches(const Value& choice, const Holder& holder, void (Documents::*add)(ValueId, const Holder&));
  ValueId Copy(const syntax::Tree& tree, syntax::NodeId id);
  void Unknown(text::Span span, char32_t hole, const Holder& holder);
  bool IsAboveDocument(const text::Problem& problem, std::uint32_t first_document,
                       std::span<const syntax::Tree> trees) const;

  Values& values_;
  std::string_view file_;
  Extraction& result_;
};

/// Whether nothing was found that a file could be reported for: it is passed over.
bool SaysNothing(const Extraction& result);

/// Lists and objects inside one another, the outermost counted. O(nodes).
std::uint32_t DepthOf(const syntax::Tree& tree);

/// A text that no file has, at a place that stands for it.
text::Span MadeText(text::Sources& sources, std::string_view bytes, text::Span where);

/// Problems of a file as one line a reader of error messages understands.
std::string Describe(const text::Problem& problem);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_DOCUMENTS_H_
