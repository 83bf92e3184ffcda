#ifndef IAMPOLICY_LIB_CARRIERS_EXTRACTION_H_
#define IAMPOLICY_LIB_CARRIERS_EXTRACTION_H_

// Where policies live. A carrier turns a unit's bytes into this, and nothing else: never an AST, never the catalogue.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// How the question begins whether a list that is not known makes any statement. It is no choice that the author wrote:
/// such a statement is shown as if it were there.
inline constexpr std::string_view kAnyStatement = "any statement of ";
inline bool AsksForStatements(std::string_view question) { return question.starts_with(kAnyStatement); }

/// One policy document and who carries it.
struct Document {
  syntax::Tree tree;                       ///< root() may be anything: the policy layer says what does not fit
  syntax::NodeId root = 0;                 ///< the document's node in the tree
  bool readable = true;                    ///< false: only problems (the text is not JSON)
  std::string_view file;                   ///< the input's name
  text::Span span;                         ///< of the document
  std::vector<std::string> owners;         ///< addresses that carry it; empty for a plain file
  std::string path;                        ///< "$", "$[0]", "$#2", or a property path
  PolicyKind kind = PolicyKind::kUnknown;  ///< given or implied by the carrier
  bool kind_given = false;
  std::string resource_type;
  bool synthesized = false;             ///< built from fields that are no policy document
  bool reconstructed = false;           ///< built from a data source that is read only when the plan is applied
  bool before_change = false;           ///< of a plan: what is there before it is applied
  bool attached_by_name = false;        ///< a policy that AWS keeps; its text is not in the file
  std::vector<text::Problem> problems;  ///< of reading this document
};

/// The policies of one principal: indices into Extraction::documents.
struct Identity {
  std::string name;
  std::vector<std::uint32_t> attached;
  std::vector<std::uint32_t> boundary;
  std::vector<std::uint32_t> scps;
  std::vector<std::uint32_t> trust;
};

/// A comment in the file that silences a rule.
struct Suppression {
  std::string rule;
  std::string reason;
  text::Span at;
  text::Span covers;
  bool is_of_another_unit = false;  ///< of a file that is looked at by itself, too: there it is missed if unused
};

struct Incomplete {
  std::string file;
  std::string reason;
};

struct PassedOver {
  std::string file;
  std::string reason;
  bool is_unreadable = false;  ///< it could not be read, and does not look as if it should have been
  text::Span at;               ///< then: where reading stopped
  std::string message;         ///< then: what was wrong there
};

/// Something about a file that is worth saying and is no problem of a policy: a module that is not seen, a key given
/// twice.
struct Note {
  std::string file;
  text::Span at;
  std::string message;
  std::string not_seen = {};  ///< what may hold policies and is not looked into: "nested stack `Net`"
};

/// A file that could not be read to its end: the place and what was expected there.
struct ReadError {
  std::string file;
  text::Span at;
  std::string message;
};

struct Extraction {
  std::vector<Document> documents;
  std::vector<Identity> identities;
  std::vector<Suppression> suppressions;
  std::vector<text::Problem> problems;
  std::vector<Incomplete> incomplete;
  std::vector<PassedOver> passed_over;
  std::vector<Note> notes;
  std::vector<ReadError> errors;  ///< each also makes the run incomplete
};

/// One text of a unit, as the pipeline hands it to a carrier.
struct Source {
  std::string_view name;
  text::Span text;
  PolicyKind kind = PolicyKind::kUnknown;  ///< given by the caller: the text is one policy, whatever it looks like
  std::string_view resource_type;
};

/// Plain policy files: one document, an array of documents, or NDJSON.
Extraction ExtractPlain(text::Sources& sources, const Source& source);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_EXTRACTION_H_
