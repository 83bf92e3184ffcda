#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_OUTPUT_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_OUTPUT_H_

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/terraform_evaluator.h"
#include "lib/carriers/terraform_locations.h"

namespace iampolicy::carriers::terraform {

/// Who carries a policy, where, and what kind it is there.
struct Carrier {
  std::string owner;
  std::string path;
  PolicyKind kind = PolicyKind::kUnknown;
  std::string_view resource_type;
  bool is_synthesized = false;
  bool is_reconstructed = false;
  bool is_before_change = false;
};

/// From values of arguments to the documents of an extraction.
class Output {
 public:
  Output(Evaluator& evaluator, Extraction& result) : evaluator_(evaluator), pool_(evaluator.pool()), result_(result) {}

  /// Adds the document that a value is: an object, JSON text of one, or not known. Nothing where there is none: null,
  /// absent, an empty text. `where` is the expression. The same document carried twice is one with two owners. Returns
  /// its index.
  std::optional<std::uint32_t> Add(const Carrier& carrier, Ref value, text::Span where);
  /// JSON text as it stands in a file.
  std::optional<std::uint32_t> AddText(const Carrier& carrier, text::Span text);

  /// Policy documents (data sources) that became documents.
  bool IsUsed(const Resource* document) const { return used_.count(document) > 0; }
  /// Files whose resources carry a document, wherever it is written.
  void AddBearer(const File* file) { bearers_.insert(file); }
  bool IsBearer(const File* file) const { return bearers_.count(file) > 0; }
  void AddUsed(const Output& other) { used_.insert(other.used_.begin(), other.used_.end()); }

 private:
  std::optional<std::uint32_t> Push(const Carrier& carrier, syntax::Tree tree, text::Span span);
  std::optional<std::uint32_t> AddParsed(const Carrier& carrier, text::Span text, Ref value, text::Span where);
  Ref DocumentOf(Ref value);
  Ref WithoutOfferedPrincipals(Ref value);
  void AddQuestions(Ref value, std::set<std::uint32_t>& questions) const;
  Ref WithFewerQuestions(Ref document);
  Ref WithOneQuestion(Ref value, std::optional<std::uint32_t> question);
  std::optional<std::uint32_t> Earlier(const Carrier& carrier, Ref value, text::Span span);
  void Remember(std::uint32_t index, Ref value);

  Evaluator& evaluator_;
  Pool& pool_;
  Extraction& result_;
  std::set<const Resource*> used_;
  std::set<const File*> bearers_;
  std::map<std::tuple<std::uint32_t, std::string, int>, std::vector<std::pair<std::uint32_t, Ref>>> by_place_;
};

/// An argument by name; nullptr where it is not given.
using ArgumentOf = std::function<Ref(std::string_view name)>;

/// The policy of one statement that a resource without a policy document stands for.
Ref Synthesize(Evaluator& evaluator, const Synthesis& synthesis, const ArgumentOf& argument, text::Span span);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_OUTPUT_H_
