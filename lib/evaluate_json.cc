// One question as JSON -> one answer as JSON: the reader of `iampolicy-lint evaluate`.

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/access.h>

#include "lib/policy/arn.h"
#include "lib/report/evaluation.h"
#include "lib/syntax/json.h"
#include "lib/syntax/tree.h"
#include "lib/text/sources.h"
#include "lib/text/utf8.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

/// Reads the members of one question. The first thing that does not fit is kept as the error.
class Reader {
 public:
  explicit Reader(std::string_view text) {
    const std::optional<text::Span> span = sources_.AddFile("", text);
    if (!span) return;
    parsed_ = syntax::ReadJson(sources_, *span, syntax::kHostLimits);
    if (!parsed_.complete || parsed_.tree.empty() || !OnlyDuplicates()) {
      Fail("the question is no JSON" + Problem());
    } else if (tree()[0].kind != Kind::kObject) {
      Fail("the question is no JSON object");
    } else {
      is_object_ = true;
    }
  }

  const std::optional<std::string>& error() const { return error_; }

  /// The id as written; "" where there is none that can be given back.
  std::string_view Id() const {
    if (!is_object_) return {};
    const NodeId id = tree().Member(0, "id", sources_);
    if (id == kNone || tree()[id].kind == Kind::kObject || tree()[id].kind == Kind::kList) return {};
    return sources_.Text(tree()[id].span);
  }

  std::vector<PolicyText> Policies() {
    std::vector<PolicyText> policies;
    if (error_) return policies;
    const NodeId list = tree().Member(0, "policies", sources_);
    if (list == kNone || tree()[list].kind != Kind::kList) {
      Fail("`policies` must be a list");
      return policies;
    }
    texts_.reserve(tree()[list].extent * 2);  // views into the texts must stay
    for (NodeId item = tree().First(list); item != kNone && !error_; item = tree().Next(list, item)) {
      policies.push_back(Policy(item, "policies[" + std::to_string(policies.size()) + "]"));
    }
    return policies;
  }

  Request AskedRequest() {
    Request request;
    if (error_) return request;
    const NodeId node = tree().Member(0, "request", sources_);
    if (node == kNone || tree()[node].kind != Kind::kObject) {
      Fail("`request` must be an object");
      return request;
    }
    request.principal = Required(node, "principal", "request");
    request.action = Required(node, "action", "request");
    request.resource = Required(node, "resource", "request");
    request.account = Optional(node, "principalAccount", "request");
    request.resource_account = Optional(node, "resourceAccount", "request");
    Context(node, request);
    Complete(request);
    return request;
  }

 private:
  const syntax::Tree& tree() const { return parsed_.tree; }

  void Fail(std::string message) {
    if (!error_) error_ = std::move(message);
  }

  bool OnlyDuplicates() const {
    for (const text::Problem& problem : parsed_.problems) {
      if (problem.kind != "duplicate-key") return false;
    }
    return true;
  }
  std::string Problem() const {
    for (const text::Problem& problem : parsed_.problems) {
      if (problem.kind == "duplicate-key") continue;
      const Position start = sources_.Locate(problem.span).start;
      std::string words = ": line " + std::to_string(start.line) + ", column " + std::to_string(start.column);
      if (!problem.got.empty()) words += ": got " + problem.got;
      if (!problem.expected.empty()) words += ", expected " + problem.expected;
      return words;
    }
    return "";
  }

  /// The text of a value, private-use characters as the question has them.
  std::string TextOf(NodeId node) const {
    const std::string_view text = sources_.Text(tree()[node].text);
    if (text.find('\xF4') == std::string_view::npos) return std::string(text);
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const text::CodePoint point = text::DecodeUtf8(text, at);
      if (sources_.IsHole(point.value) && sources_.hole(point.value).known) {
        out += *sources_.hole(point.value).known;
      } else {
        out += text.substr(at, point.length);
      }
      at += point.length;
    }
    return out;
  }

  std::string Required(NodeId object, std::string_view name, std::string_view where) {
    const NodeId node = tree().Member(object, name, sources_);
    if (node != kNone && tree()[node].kind == Kind::kString) return TextOf(node);
    Fail("`" + std::string(where) + "." + std::string(name) + "` must be a string");
    return {};
  }
  /// "" where the member is absent or null.
  std::string Optional(NodeId object, std::string_view name, std::string_view where) {
    const NodeId node = tree().Member(object, name, sources_);
    if (node == kNone || tree()[node].kind == Kind::kNull) return {};
    return Required(object, name, where);
  }

  PolicyText Policy(NodeId node, const std::string& where) {
    PolicyText policy;
    if (tree()[node].kind != Kind::kObject) {
      Fail("`" + where + "` must be an object");
      return policy;
    }
    const std::string kind = Required(node, "kind", where);
    policy.kind = PolicyKindFromName(kind);
    if (policy.kind == PolicyKind::kUnknown) {
      Fail("`" + where + ".kind` is `" + kind +
           "`, expected identity, boundary, session, resource, trust, scp, rcp or endpoint");
    }
    texts_.push_back(Optional(node, "level", where));
    policy.level = texts_.back();
    const NodeId text = tree().Member(node, "text", sources_);
    const NodeId document = tree().Member(node, "document", sources_);
    if ((text == kNone) == (document == kNone)) {
      Fail("`" + where + "` must have either `text` or `document`");
      return policy;
    }
    // A document is handed on as it stands here.
    texts_.push_back(text != kNone ? Required(node, "text", where) : std::string(sources_.Text(tree()[document].span)));
    policy.text = texts_.back();
    return policy;
  }

  void Context(NodeId request_node, Request& request) {
    const NodeId context = tree().Member(request_node, "context", sources_);
    if (context == kNone || tree()[context].kind == Kind::kNull) return;
    if (tree()[context].kind != Kind::kObject) return Fail("`request.context` must be an object");
    for (NodeId name = tree().First(context); name != kNone && !error_; name = tree().Next(context, name + 1)) {
      ContextKey key;
      key.name = TextOf(name);
      const NodeId value = name + 1;
      if (tree()[value].kind == Kind::kNull) continue;
      key.is_set = tree()[value].kind == Kind::kList;
      if (!key.is_set) AddValue(value, key);
      if (key.is_set) {
        for (NodeId item = tree().First(value); item != kNone; item = tree().Next(value, item)) AddValue(item, key);
      }
      request.context.push_back(std::move(key));
    }
    CheckNames(request.context);
  }
  // Which of two values would be meant?
  void CheckNames(const std::vector<ContextKey>& context) {
    std::vector<std::string> names;
    for (const ContextKey& key : context) names.push_back(text::FoldAscii(key.name));
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) Fail("`request.context` has `" + *twice + "` twice");
  }
  void AddValue(NodeId node, ContextKey& key) {
    const Kind kind = tree()[node].kind;
    if (kind != Kind::kString && kind != Kind::kNumber && kind != Kind::kBool) {
      return Fail("`request.context` has a value of `" + key.name + "` that is no string, number or boolean");
    }
    key.values.push_back(TextOf(node));
  }

  // Accounts that are not given are those of the ARNs.
  static void Complete(Request& request) {
    const auto account_of = [](std::string_view text) -> std::string {
      const policy::Arn arn = policy::ParseArn(text);
      return arn.present && policy::IsAccountId(arn.account) ? std::string(arn.account) : std::string();
    };
    if (request.resource_account.empty()) request.resource_account = account_of(request.resource);
  }

  text::Sources sources_;
  syntax::Parsed parsed_;
  bool is_object_ = false;
  std::vector<std::string> texts_;
  std::optional<std::string> error_;
};

Result<Decision> Answer(Reader& reader) {
  const std::vector<PolicyText> policies = reader.Policies();
  const Request request = reader.AskedRequest();
  if (reader.error()) return Error{*reader.error()};
  return Evaluate(policies, request);
}

}  // namespace

EvaluationAnswer EvaluateJson(std::string_view question) {
  Reader reader(question);
  const Result<Decision> decision = Answer(reader);
  if (!decision) return {report::EvaluationErrorJson(reader.Id(), decision.error().message), false};
  return {report::EvaluationJson(reader.Id(), *decision), true};
}

Result<std::string> EvaluateForPeople(std::string_view question) {
  Reader reader(question);
  const Result<Decision> decision = Answer(reader);
  if (!decision) return decision.error();
  return EvaluationText(*decision);
}

}  // namespace v0
}  // namespace iampolicy
