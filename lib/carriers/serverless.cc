#include "lib/carriers/serverless.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "lib/carriers/cfn_attachments.h"
#include "lib/syntax/unknowns.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::uint32_t kMostVariables = 24;  // variables inside what variables stand for

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  return text;
}

text::Span SubSpan(text::Span span, std::size_t begin, std::size_t end) {
  return {span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)};
}

// The brace that closes the `${` at `at`; npos where it is not closed.
std::size_t ClosingBrace(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '{') ++depth;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

// The alternatives of a variable: split at commas that stand in no quotes and no braces.
std::vector<std::string_view> Alternatives(std::string_view text) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  std::size_t depth = 0;
  char quote = '\0';
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (quote != '\0') {
      if (c == quote) quote = '\0';
    } else if (c == '\'' || c == '"') {
      quote = c;
    } else if (c == '{' || c == '(') {
      ++depth;
    } else if ((c == '}' || c == ')') && depth > 0) {
      --depth;
    } else if (c == ',' && depth == 0) {
      parts.push_back(Trimmed(text.substr(begin, at - begin)));
      begin = at + 1;
    }
  }
  parts.push_back(Trimmed(text.substr(begin)));
  return parts;
}

text::Shape ShapeOfVariable(std::string_view name) {
  if (name == "aws:accountId") return syntax::ShapeOf("pseudo:AWS::AccountId");
  if (name == "aws:region") return syntax::ShapeOf("pseudo:AWS::Region");
  return {};
}

/// Resolves the framework's variables in texts.
class Variables {
 public:
  Variables(const View& view, NodeId top, Evaluator& evaluator) : view_(view), top_(top), evaluator_(evaluator) {}

  /// nullopt: no variable of the framework in it. In a text for Fn::Sub what is CloudFormation's is left to that.
  std::optional<ValueId> Read(NodeId id, bool in_sub) {
    const syntax::Node& node = view_.tree()[id];
    const std::string_view text = evaluator_.sources().Text(node.text);
    if (text.find("${") == std::string_view::npos) return std::nullopt;
    return Text(node.span, node.text, in_sub);
  }

 private:
  ValueId Text(text::Span span, text::Span text, bool in_sub) {
    const std::string_view bytes = evaluator_.sources().Text(text);
    std::vector<Part> parts;
    std::size_t done = 0;
    for (std::size_t at = bytes.find("${"); at != std::string_view::npos; at = bytes.find("${", at)) {
      const std::size_t end = ClosingBrace(bytes, at + 1);
      if (end == std::string_view::npos || !view_.budget().Spend()) break;
      const text::Span where = SubSpan(text, at, end + 1);
      const auto value = Variable(SubSpan(text, at + 2, end), where, in_sub);
      if (!value) {
        at += 2;
        continue;
      }
      if (at == 0 && end + 1 == bytes.size()) return *value;  // alone it may be anything, not only a text
      Literal(SubSpan(text, done, at), parts);
      parts.push_back({*value, where});
      done = at = end + 1;
    }
    if (done == 0) return in_sub ? Raw(span, text) : evaluator_.TextValue(span, text);
    Literal(SubSpan(text, done, bytes.size()), parts);
    return evaluator_.Concatenate(span, std::move(parts));
  }

  ValueId Raw(text::Span span, text::Span text) {
    Value value;
    value.kind = Kind::kString;
    value.span = span;
    value.text = text;
    return evaluator_.values().Add(std::move(value));
  }
  void Literal(text::Span text, std::vector<Part>& parts) {
    if (!text.empty()) parts.push_back({Raw(text, text), {}});
  }

  // What stands between `${` and `}`; nullopt: it is not the framework's.
  std::optional<ValueId> Variable(text::Span inside, text::Span where, bool in_sub) {
    std::string text(evaluator_.sources().Text(inside));
    if (depth_ >= kMostVariables) return Unknown(where, text);
    // Innermost first.
    if (text.find("${") != std::string::npos) {
      ++depth_;
      const ValueId inner = Text(inside, inside, false);
      --depth_;
      if (!evaluator_.values().IsKnownText(inner)) return Unknown(where, text);
      text = evaluator_.values().Text(inner);
    }
    const std::vector<std::string_view> alternatives = Alternatives(text);
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
      const std::string_view name = alternatives[i];
      const bool is_last = i + 1 == alternatives.size();
      if (StartsWith(name, "self:")) {
        const NodeId node = view_.FindPath(top_, name.substr(5));
        if (IsOpen(name)) return Unknown(where, name);  // it refers to itself
        if (node != kNone && view_.KindOf(node) != Kind::kNull) {
          open_.emplace_back(name);
          const ValueId value = At(node, where);
          open_.pop_back();
          return value;
        }
        if (is_last) return Unknown(where, name);
      } else if (StartsWith(name, "opt:") || StartsWith(name, "param:")) {
        if (is_last) return Unknown(where, name);
      } else if (name == "sls:stage") {
        const NodeId stage = view_.FindPath(top_, "provider.stage");
        return stage == kNone ? Made("dev", where) : At(stage, where);
      } else if (name.size() >= 2 && (name[0] == '\'' || name[0] == '"') && name.back() == name[0]) {
        return Made(name.substr(1, name.size() - 2), where);
      } else if (StartsWith(name, "AWS::") && alternatives.size() == 1) {
        if (in_sub) return std::nullopt;
        const std::string reason = "pseudo:" + std::string(name);
        return evaluator_.Unknown(where, reason, syntax::ShapeOf(reason), reason);
      } else if (i > 0 && name.find_first_of(":({") == std::string_view::npos) {
        return Made(name, where);  // a number or word as fallback
      } else if (name.find(':') == std::string_view::npos && !StartsWith(name, "file(") && alternatives.size() == 1) {
        return std::nullopt;
      } else {
        return Unknown(where, name);
      }
    }
    return Unknown(where, text);
  }

  bool IsOpen(std::string_view name) const { return std::find(open_.begin(), open_.end(), name) != open_.end(); }

  ValueId At(NodeId node, text::Span where) {
    ++depth_;
    const ValueId value = evaluator_.Evaluate(node);
    --depth_;
    const Value& found = evaluator_.values()[value];
    if (found.kind != Kind::kString && found.kind != Kind::kNumber && found.kind != Kind::kBool) return value;
    TextBuilder builder;
    builder.AppendInPlace(evaluator_.sources(), found.text, where);
    Value in_place = found;
    if (in_place.origin.empty()) in_place.origin = found.text;
    in_place.span = where;
    in_place.text = builder.Finish(evaluator_.sources(), where);
    return evaluator_.values().Add(std::move(in_place));
  }
  ValueId Made(std::string_view bytes, text::Span where) {
    return Raw(where, MadeText(evaluator_.sources(), bytes, where));
  }
  ValueId Unknown(text::Span where, std::string_view name) {
    const std::string reason = "variable:" + std::string(name);
    return evaluator_.Unknown(where, reason, ShapeOfVariable(name), reason);
  }

  const View& view_;
  NodeId top_;
  Evaluator& evaluator_;
  std::vector<std::string> open_;  // what is being resolved
  std::uint32_t depth_ = 0;
};

enum class Use : std::uint8_t { kStatements, kNames, kBoundary };
struct Location {
  std::string_view path;  // "*" for any member
  Use use;
  PolicyKind kind;
};
constexpr Location kLocations[] = {
    {"provider.iam.role.statements", Use::kStatements, PolicyKind::kIdentity},
    {"provider.iamRoleStatements", Use::kStatements, PolicyKind::kIdentity},
    {"provider.iam.role.managedPolicies", Use::kNames, PolicyKind::kIdentity},
    {"provider.iamManagedPolicies", Use::kNames, PolicyKind::kIdentity},
    {"provider.iam.role.permissionsBoundary", Use::kBoundary, PolicyKind::kBoundary},
    {"functions.*.iam.role.statements", Use::kStatements, PolicyKind::kIdentity},
    {"functions.*.iamRoleStatements", Use::kStatements, PolicyKind::kIdentity},
    {"functions.*.iam.role.managedPolicies", Use::kNames, PolicyKind::kIdentity},
    {"functions.*.iam.role.permissionsBoundary", Use::kBoundary, PolicyKind::kBoundary},
    {"functions.*.iamPermissionsBoundary", Use::kBoundary, PolicyKind::kBoundary},
    {"provider.apiGateway.resourcePolicy", Use::kStatements, PolicyKind::kResource},
    {"provider.resourcePolicy", Use::kStatements, PolicyKind::kResource},
    {"stepFunctions.stateMachines.*.iamRoleStatements", Use::kStatements, PolicyKind::kIdentity},
};

// What the framework calls the resources that it makes and that hold policies; `resources.extensions` changes them.
struct MadeResource {
  std::string_view id;
  std::string_view type;
};
constexpr MadeResource kMade[] = {
    {"ApiGatewayRestApi", "AWS::ApiGateway::RestApi"},
    {"IamRoleCustomResourcesLambdaExecution", "AWS::IAM::Role"},
    {"IamRoleLambdaExecution", "AWS::IAM::Role"},
    {"ServerlessDeploymentBucketPolicy", "AWS::S3::BucketPolicy"},
};

class Reader {
 public:
  Reader(Host& host, const View& view, NodeId top, NodeId resources)
      : host_(host),
        view_(view),
        top_(top),
        template_(host, view, resources, ""),
        variables_(view, top, template_.evaluator()) {
    // The framework adds resources of its own.
    template_.evaluator().set_has_unseen_names();
    template_.evaluator().set_literal([this](NodeId id, bool in_sub) { return variables_.Read(id, in_sub); });
  }

  void Statements() {
    for (const Location& location : kLocations) Walk(top_, location.path, "", location);
    for (carriers::Identity& role : roles_) {
      if (!role.attached.empty()) host_.result.identities.push_back(std::move(role));
    }
  }
  void Resources() { template_.Run(); }
  void Extensions(NodeId extensions) {
    for (const auto& [key, node] : view_.Members(extensions)) {
      for (const MadeResource& made : kMade) {
        if (made.id == view_.Text(key)) template_.Read(key, node, made.type);
      }
    }
  }

 private:
  void Walk(NodeId node, std::string_view pattern, const std::string& path, const Location& location) {
    if (pattern.empty()) return Leaf(node, path, location);
    const std::string_view name = pattern.substr(0, pattern.find('.'));
    const std::string_view rest = pattern.substr(std::min(name.size() + 1, pattern.size()));
    const std::string before = path.empty() ? path : path + ".";
    if (name == "*") {
      // Functions may be given as a list of such objects, too.
      if (view_.IsList(node)) {
        std::size_t index = 0;
        for (const NodeId one : view_.Elements(node)) {
          const std::string here = path + "[" + std::to_string(index++) + "]";
          for (const auto& [key, value] : view_.Members(one)) {
            Walk(value, rest, here + "." + std::string(view_.Text(key)), location);
          }
        }
        return;
      }
      for (const auto& [key, value] : view_.Members(node)) {
        Walk(value, rest, before + std::string(view_.Text(key)), location);
      }
      return;
    }
    const NodeId child = view_.Find(node, name);
    if (child != kNone) Walk(child, rest, before + std::string(name), location);
  }

  void Leaf(NodeId node, const std::string& path, const Location& location) {
    Evaluator& evaluator = template_.evaluator();
    const std::uint32_t first = template_.documents().count();
    const bool is_api = location.kind == PolicyKind::kResource;
    const std::string_view type = is_api ? "AWS::ApiGateway::RestApi" : "AWS::IAM::Role";
    if (location.use == Use::kStatements) {
      const ValueId mark = evaluator.values().size();
      template_.documents().AddStatements(evaluator.Evaluate(node), {path, path, location.kind, type, false});
      evaluator.values().Truncate(mark);
    } else {
      const AttachedTo to{host_.file, path.substr(0, path.rfind('.')), type, kNone, kNone};
      AttachNames(evaluator, to, node, path, location.use == Use::kBoundary ? As::kBoundary : As::kPolicy,
                  host_.result);
    }
    if (is_api) return;
    carriers::Identity& role = RoleOf(path);
    std::vector<std::uint32_t>& list = location.use == Use::kBoundary ? role.boundary : role.attached;
    for (std::uint32_t i = first; i < template_.documents().count(); ++i) list.push_back(i);
  }

  // A function with policies of its own has a role of its own.
  carriers::Identity& RoleOf(const std::string& path) {
    const std::string name = path.substr(0, path.rfind(".iam"));
    for (carriers::Identity& role : roles_) {
      if (role.name == name) return role;
    }
    roles_.push_back({name, {}, {}, {}, {}});
    return roles_.back();
  }

  Host& host_;
  const View& view_;
  NodeId top_;
  TemplateReader template_;
  Variables variables_;
  std::vector<carriers::Identity> roles_;
};

}  // namespace

bool IsServerless(const View& view, NodeId top) {
  if (!view.IsObject(top) || view.Find(top, "service") == kNone) return false;
  const NodeId provider = view.Find(top, "provider");
  if (provider == kNone) return false;
  const NodeId name = view.IsObject(provider) ? view.Find(provider, "name") : provider;
  return name == kNone || view.Text(name) == "aws";
}

void ReadServerless(Host& host, const View& view, NodeId top) {
  const NodeId resources = view.Find(top, "resources");
  std::vector<NodeId> parts;
  if (resources != kNone) {
    parts = view.IsList(resources) ? view.Elements(resources) : std::vector<NodeId>{resources};
  }
  Reader(host, view, top, parts.empty() ? top : parts[0]).Statements();
  for (const NodeId part : parts) {
    if (view.IsObject(part)) {
      Reader reader(host, view, top, part);
      reader.Resources();
      const NodeId extensions = view.Find(part, "extensions");
      if (extensions != kNone) reader.Extensions(extensions);
    } else if (view.IsText(part)) {
      const std::string what = "resources of `" + std::string(view.Text(part)) + "`";
      host.result.notes.push_back({std::string(host.file), view.Span(part), what + " are not seen", what});
    }
  }
}

}  // namespace iampolicy::carriers
