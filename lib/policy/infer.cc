// What kind of policy a document is, told by its elements and by where its file lies.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "lib/policy/builder.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::NodeId;

struct Traits {
  bool has_principal = false;
  bool has_resource = false;
  bool assumes_role = false;
};

bool Is(std::string_view name, std::string_view element) {
  return name.size() == element.size() && text::EqualIgnoringCase(name, element);
}

// sts:AssumeRole, sts:AssumeRoleWithSAML, sts:AssumeRoleWithWebIdentity; a pattern may be of them.
bool IsAssumeRole(std::string_view action) {
  constexpr std::string_view kPrefix = "sts:AssumeRole";
  return action.size() >= kPrefix.size() && text::EqualIgnoringCase(action.substr(0, kPrefix.size()), kPrefix);
}

bool HoldsAssumeRole(const Builder& builder, NodeId value) {
  if (builder.KindOf(value) != Kind::kList) {
    return builder.KindOf(value) == Kind::kString && IsAssumeRole(builder.Text(value));
  }
  bool holds = false;
  builder.ForEachElement(value, [&](NodeId id, std::uint32_t) {
    holds = holds || (builder.KindOf(id) == Kind::kString && IsAssumeRole(builder.Text(id)));
  });
  return holds;
}

void Note(const Builder& builder, NodeId statement, Traits& traits) {
  if (builder.KindOf(statement) != Kind::kObject) return;
  builder.ForEachMember(statement, [&](NodeId key, NodeId value) {
    const std::string_view name = builder.Text(key);
    if (Is(name, "Principal") || Is(name, "NotPrincipal")) traits.has_principal = true;
    if (Is(name, "Resource") || Is(name, "NotResource")) traits.has_resource = true;
    if (Is(name, "Action")) traits.assumes_role = traits.assumes_role || HoldsAssumeRole(builder, value);
  });
}

Traits TraitsOf(const Builder& builder, NodeId root) {
  Traits traits;
  if (builder.KindOf(root) != Kind::kObject) return traits;
  builder.ForEachMember(root, [&](NodeId key, NodeId value) {
    if (!Is(builder.Text(key), "Statement")) return;
    if (builder.KindOf(value) != Kind::kList) {
      Note(builder, value, traits);
      return;
    }
    builder.ForEachElement(value, [&](NodeId id, std::uint32_t) { Note(builder, id, traits); });
  });
  return traits;
}

struct Folder {
  std::string_view name;
  PolicyKind kind;
  bool is_prefix = false;
};
constexpr Folder kFolders[] = {
    {"scp", PolicyKind::kScp},
    {"scps", PolicyKind::kScp},
    {"service-control-polic", PolicyKind::kScp, true},
    {"rcp", PolicyKind::kRcp},
    {"rcps", PolicyKind::kRcp},
    {"resource-control-polic", PolicyKind::kRcp, true},
    {"permission-boundar", PolicyKind::kBoundary, true},
    {"permissions-boundar", PolicyKind::kBoundary, true},
};

/// The kind that a path element names: a folder, or the file's name without its ending. kUnknown: none.
PolicyKind KindOfElement(std::string_view element) {
  std::string folded = text::FoldAscii(element.substr(0, element.find('.')));
  std::replace(folded.begin(), folded.end(), '_', '-');
  for (const Folder& folder : kFolders) {
    const std::string_view start = std::string_view(folded).substr(0, folder.name.size());
    if (start == folder.name && (folder.is_prefix || folded.size() == folder.name.size())) return folder.kind;
  }
  return PolicyKind::kUnknown;
}

/// The nearest element of the path that names a kind.
PolicyKind KindOfPath(std::string_view file) {
  std::size_t end = file.size();
  while (end > 0) {
    const std::size_t slash = file.find_last_of("/\\", end - 1);
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    const PolicyKind kind = KindOfElement(file.substr(begin, end - begin));
    if (kind != PolicyKind::kUnknown) return kind;
    if (slash == std::string_view::npos) break;
    end = slash;
  }
  return PolicyKind::kUnknown;
}

}  // namespace

PolicyKind InferKind(const Builder& builder, NodeId root, std::string_view file) {
  const Traits traits = TraitsOf(builder, root);
  const PolicyKind by_path = KindOfPath(file);
  if (traits.has_principal) {
    // Of the kinds with principals only resource control policies cannot be told by the document.
    if (by_path == PolicyKind::kRcp) return by_path;
    return traits.assumes_role && !traits.has_resource ? PolicyKind::kTrust : PolicyKind::kResource;
  }
  return by_path == PolicyKind::kUnknown ? PolicyKind::kIdentity : by_path;
}

}  // namespace iampolicy::policy
