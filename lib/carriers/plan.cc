#include "lib/carriers/plan.h"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <utility>

#include "lib/carriers/plan_configuration.h"
#include "lib/carriers/terraform_document.h"
#include "lib/carriers/terraform_evaluator.h"
#include "lib/carriers/terraform_identities.h"
#include "lib/carriers/terraform_locations.h"
#include "lib/carriers/terraform_output.h"
#include "lib/carriers/terraform_templates.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using terraform::Ref;

constexpr std::string_view kPolicyDocument = "data.aws_iam_policy_document.";

/// Whether an instance of a resource is one the walk looks at, and what is known of it.
struct Instance {
  std::string address;
  std::string type;
  NodeId node = kNone;    ///< the object that stands for it
  NodeId values = kNone;  ///< its arguments
  bool is_before = false;
};

class Plan {
 public:
  Plan(text::Sources& sources, const Source& source, const syntax::Tree& tree, const Options& options)
      : sources_(sources),
        source_(source),
        tree_(tree),
        options_(options),
        pool_(sources),
        evaluator_(pool_),
        output_(evaluator_, result_),
        templates_(evaluator_, output_, options, result_),
        identities_(pool_, result_),
        configuration_(tree, sources) {}

  Extraction Run() {
    if (!HasKnownFormat()) return std::move(result_);
    pool_.Allow(source_.text.size());
    if (const NodeId state = Member(tree_.root(), "resources"); state != kNone && IsRawState()) {
      RawState(state);
    } else if (const NodeId values = Member(tree_.root(), "values"); values != kNone) {
      Modules(Member(values, "root_module"));
    } else {
      IndexChanges();
      const NodeId planned = Member(tree_.root(), "planned_values");
      if (planned != kNone) {
        Modules(Member(planned, "root_module"));
      } else {
        ChangesAsPlanned();
      }
      Deferred();
      if (options_.changes) Before();
    }
    identities_.Finish();
    if (untold_ > 0) {
      const std::string what =
          std::to_string(untold_) + (untold_ == 1 ? " argument" : " arguments") + " that a policy may be set in";
      result_.notes.push_back({std::string(source_.name), tree_[changes_].span,
                               what + ", known only after the plan is applied: the plan lacks its configuration",
                               what});
    }
    if (result_.documents.empty())
      result_.passed_over.push_back({std::string(source_.name), "holds no policy", false, {}, {}});
    if (pool_.is_exhausted()) {
      result_.incomplete.push_back({std::string(source_.name), "it holds more than can be worked out"});
    }
    return std::move(result_);
  }

 private:
  NodeId Member(NodeId object, std::string_view name) const {
    return object == kNone ? kNone : tree_.Member(object, name, sources_);
  }
  std::string_view Text(NodeId id) const {
    return id == kNone || tree_[id].kind != Kind::kString ? std::string_view() : sources_.Text(tree_[id].text);
  }
  template <class F>
  void Each(NodeId list, F f) const {
    if (list == kNone || tree_[list].kind != Kind::kList) return;
    for (NodeId one = tree_.First(list); one != kNone; one = tree_.Next(list, one)) f(one);
  }
  bool IsTrue(NodeId id) const {
    return id != kNone && tree_[id].kind == Kind::kBool && sources_.Text(tree_[id].text) == "true";
  }

  bool IsRawState() const {
    const NodeId version = Member(tree_.root(), "version");
    return version != kNone && Member(tree_.root(), "format_version") == kNone;
  }

  bool HasKnownFormat() {
    const NodeId version = Member(tree_.root(), "format_version");
    if (version == kNone) return true;
    const std::string_view text = Text(version);
    const std::string_view major = text.substr(0, text.find('.'));
    if (major == "0" || major == "1") return true;
    result_.errors.push_back({std::string(source_.name), tree_[version].span,
                              "found format_version `" + std::string(text) + "`, expected 0 or 1 and a minor version"});
    return false;
  }

  void IndexChanges() {
    changes_ = Member(tree_.root(), "resource_changes");
    Each(changes_, [this](NodeId one) { change_of_.emplace(std::string(Text(Member(one, "address"))), one); });
  }

  // Modules inside modules, without recursion.
  void Modules(NodeId root) {
    std::vector<NodeId> todo = {root};
    while (!todo.empty()) {
      const NodeId module = todo.back();
      todo.pop_back();
      if (module == kNone) continue;
      Each(Member(module, "resources"), [this](NodeId one) {
        if (Text(Member(one, "mode")) != "managed") return;
        Resource({std::string(Text(Member(one, "address"))), std::string(Text(Member(one, "type"))), one,
                  Member(one, "values"), false});
      });
      const auto first = static_cast<std::ptrdiff_t>(todo.size());
      Each(Member(module, "child_modules"), [&](NodeId one) { todo.push_back(one); });
      std::reverse(todo.begin() + first, todo.end());
    }
  }

  bool IsDeleted(NodeId change) const {
    bool deletes = false;
    bool does_more = false;
    Each(Member(change, "actions"), [&](NodeId one) {
      deletes |= Text(one) == "delete" || Text(one) == "forget";
      does_more |= Text(one) != "delete" && Text(one) != "forget";
    });
    return deletes && !does_more;
  }

  void Change(NodeId one, bool is_open) {
    const NodeId change = Member(one, "change");
    if (Text(Member(one, "mode")) != "managed" || IsDeleted(change)) return;
    std::string address(Text(Member(one, "address")));
    if (is_open) {
      const Address parts = ParseAddress(address);
      address = PrefixOf(parts, parts.modules.size()) + parts.resource + "[*]";
      change_of_.emplace(address, one);
    }
    Resource({std::move(address), std::string(Text(Member(one, "type"))), one, Member(change, "after"), false});
  }

  void ChangesAsPlanned() {
    Each(changes_, [this](NodeId one) { Change(one, false); });
  }

  void Deferred() {
    Each(Member(tree_.root(), "deferred_changes"), [this](NodeId one) {
      Change(Member(one, "resource_change"), Text(Member(one, "reason")) == "instance_count_unknown");
    });
  }

  // What is there before the plan is applied; also of what stays as it is, as the other side of what comes after.
  void Before() {
    Each(changes_, [this](NodeId one) {
      const NodeId change = Member(one, "change");
      const NodeId before = Member(change, "before");
      if (before == kNone || tree_[before].kind != Kind::kObject || Text(Member(one, "mode")) != "managed") return;
      // What Terraform only forgets goes on being there.
      bool is_forgotten = false;
      Each(Member(change, "actions"), [&](NodeId action) { is_forgotten |= Text(action) == "forget"; });
      if (is_forgotten) return;
      Resource({std::string(Text(Member(one, "address"))), std::string(Text(Member(one, "type"))), one, before, true});
    });
  }

  // The number of a nested block among those after the change: by its name, as they have no order of their own. One
  // that is there no more comes behind them.
  std::size_t NumberAfter(const Instance& instance, std::string_view block, NodeId element, std::size_t number) const {
    const NodeId blocks = Member(Member(Member(instance.node, "change"), "after"), block);
    const std::string_view name = Text(Member(element, "name"));
    if (blocks == kNone || name.empty()) return number;
    std::size_t count = 0;
    std::optional<std::size_t> found;
    Each(blocks, [&](NodeId one) {
      if (!found && Text(Member(one, "name")) == name) found = count;
      ++count;
    });
    return found.value_or(count + number);
  }

  // A state file as it lies on disk.
  void RawState(NodeId resources) {
    Each(resources, [this](NodeId one) {
      if (Text(Member(one, "mode")) != "managed") return;
      std::string address(Text(Member(one, "module")));
      if (!address.empty()) address += '.';
      const std::string type(Text(Member(one, "type")));
      address += type + "." + std::string(Text(Member(one, "name")));
      Each(Member(one, "instances"), [&](NodeId instance) {
        std::string key;
        if (const NodeId index = Member(instance, "index_key"); index != kNone) {
          const bool is_text = tree_[index].kind == Kind::kString;
          // As it is written in JSON: an address escapes a key the same way.
          key = "[" + std::string(sources_.Text(is_text ? tree_[index].span : tree_[index].text)) + "]";
        }
        Resource({address + key, type, instance, Member(instance, "attributes"), false});
      });
    });
  }

  struct Found {
    std::vector<std::uint32_t> trust;
    std::vector<std::uint32_t> policies;
  };

  void Resource(const Instance& instance) {
    Found found;
    for (const terraform::Location& location : terraform::LocationsOf(instance.type)) At(instance, location, found);
    if (const terraform::Synthesis* synthesis = terraform::SynthesisOf(instance.type)) Statement(instance, *synthesis);
    if (const terraform::Container* one = terraform::ContainerOf(instance.type);
        one != nullptr && !instance.is_before) {
      const Ref inside = ValueOf(instance, one->argument);
      const text::Span span = tree_[instance.node].span;
      if (inside != nullptr) templates_.Read(*one, instance.address, inside, ValueOf(instance, "parameters"), span);
    }
    if (instance.is_before) return;
    if (instance.type == terraform::kAnyResource) {
      templates_.NameState(instance.address, ValueOf(instance, "type_name"), tree_[instance.node].span);
    }
    Join(instance, found);
  }

  terraform::Carrier CarrierOf(const Instance& instance) const {
    terraform::Carrier carrier;
    carrier.owner = instance.address;
    carrier.is_before_change = instance.is_before;
    return carrier;
  }

  void At(const Instance& instance, const terraform::Location& location, Found& found) {
    if (!location.when_type.empty()) {
      const std::string_view type = Text(Member(instance.values, "type"));
      if ((type.empty() ? "SERVICE_CONTROL_POLICY" : type) != location.when_type) return;
    }
    terraform::Carrier carrier = CarrierOf(instance);
    carrier.kind = location.kind;
    carrier.resource_type = location.resource_type;
    const std::string argument(location.argument);
    const auto add = [&](std::string path, NodeId object) {
      carrier.path = std::move(path);
      const auto index = Argument(instance, location, carrier, Member(object, location.argument));
      if (index) (location.kind == PolicyKind::kTrust ? found.trust : found.policies).push_back(*index);
    };
    if (location.block.empty()) return add(argument, instance.values);
    std::size_t i = 0;
    const NodeId blocks = Member(instance.values, location.block);
    const std::string block(location.block);
    if (blocks != kNone && tree_[blocks].kind == Kind::kObject) return add(block + "." + argument, blocks);
    Each(blocks, [&](NodeId one) {
      const std::size_t number = instance.is_before ? NumberAfter(instance, location.block, one, i) : i;
      add(block + "[" + std::to_string(number) + "]." + argument, one);
      ++i;
    });
    if (i == 0) add(block + "[0]." + argument, kNone);
  }

  std::optional<std::uint32_t> Argument(const Instance& instance, const terraform::Location& location,
                                        terraform::Carrier carrier, NodeId value) {
    const bool is_given = value != kNone && tree_[value].kind != Kind::kNull;
    if (is_given && tree_[value].kind == Kind::kString) return output_.AddText(carrier, tree_[value].text);
    if (is_given) return output_.Add(carrier, pool_.FromTree(tree_, value), tree_[value].span);
    if (instance.is_before || !IsUnknown(instance, location.block, location.argument)) return std::nullopt;
    const Address address = ParseAddress(instance.address);
    if (!configuration_.IsSet(address, location.block, location.argument)) {
      // Pipelines trim plans. Without the configuration only that is sure to be set which nothing else sets.
      if (!configuration_.is_missing()) return std::nullopt;
      if (location.is_computed) {
        ++untold_;
        return std::nullopt;
      }
    }
    const text::Span span = tree_[instance.node].span;
    if (const NodeId source = DocumentOf(address, location)) {
      if (const Ref document = Rebuilt(source)) {
        carrier.is_reconstructed = true;
        return output_.Add(carrier, pool_.Encoded(document, document->span), document->span);
      }
    }
    return output_.Add(carrier, Unknown(instance.address, span), span);
  }

  Ref Unknown(const std::string& address, text::Span span) {
    return pool_.Unknown("after-unknown:" + address, "", span);
  }

  NodeId ChangeOf(const std::string& address) const {
    const auto found = change_of_.find(address);
    return found == change_of_.end() ? kNone : found->second;
  }

  // Whether an argument is known only when the plan is applied.
  bool IsUnknown(const Instance& instance, std::string_view block, std::string_view argument) const {
    NodeId unknown = Member(Member(ChangeOf(instance.address), "change"), "after_unknown");
    if (block.empty()) return IsTrue(Member(unknown, argument));
    unknown = Member(unknown, block);
    if (unknown == kNone || IsTrue(unknown)) return unknown != kNone;
    bool any = false;
    Each(unknown, [&](NodeId one) { any |= IsTrue(one) || IsTrue(Member(one, argument)); });
    return any;
  }

  // The one policy document that an argument's expression refers to: its entry among the changes; 0, the
  // root, where there is none.
  NodeId DocumentOf(const Address& address, const terraform::Location& location) const {
    std::set<std::pair<std::string, std::size_t>> names;
    std::set<std::string> keys;
    for (const Reference& one : configuration_.ReferencesOf(address, location.block, location.argument)) {
      if (one.text.substr(0, kPolicyDocument.size()) != kPolicyDocument) continue;
      const Address document = ParseAddress(one.text);
      names.emplace(document.resource, one.modules);
      if (!document.key.empty()) keys.insert(document.key);
    }
    if (names.size() != 1) return 0;
    const std::string base = PrefixOf(address, names.begin()->second) + names.begin()->first;
    std::vector<std::string> candidates = {base};
    if (keys.size() == 1) candidates.push_back(base + *keys.begin());
    if (!address.key.empty()) candidates.push_back(base + address.key);
    for (std::size_t i = candidates.size(); i-- > 0;) {
      const NodeId found = ChangeOf(candidates[i]);
      if (found != kNone) return found;
    }
    return 0;
  }

  // The document of a data source that is read when the plan is applied. nullptr: the entry holds no arguments.
  Ref Rebuilt(NodeId entry) {
    const auto [memo, is_new] = rebuilt_.emplace(entry, nullptr);
    if (!is_new) return memo->second;
    const NodeId change = Member(entry, "change");
    const NodeId after = Member(change, "after");
    if (after == kNone || tree_[after].kind != Kind::kObject) return nullptr;
    const std::string address(Text(Member(entry, "address")));
    const Ref arguments = pool_.At(Overlaid(after, Member(change, "after_unknown"), address), tree_[entry].span);
    if (arguments->kind != terraform::Value::Kind::kObject) return nullptr;
    const Ref document = BuildPolicyDocument(evaluator_, arguments).document;
    rebuilt_[entry] = document;
    return document;
  }

  // A value of `after`, with what `after_unknown` says is not known. Recursion is bounded by the reader's limit.
  Ref Overlaid(NodeId value, NodeId unknown, const std::string& address) {
    if (unknown != kNone && IsTrue(unknown)) return Unknown(address, tree_[value != kNone ? value : unknown].span);
    if (value == kNone) return pool_.Null(tree_[unknown].span);
    const syntax::Node& node = tree_[value];
    if (node.kind == Kind::kList) {
      std::vector<NodeId> marks;
      if (unknown != kNone) Each(unknown, [&](NodeId one) { marks.push_back(one); });
      std::vector<Ref> items;
      Each(value, [&](NodeId one) {
        items.push_back(Overlaid(one, items.size() < marks.size() ? marks[items.size()] : kNone, address));
      });
      return pool_.List(std::move(items), node.span);
    }
    if (node.kind != Kind::kObject) return pool_.FromTree(tree_, value);
    std::vector<terraform::Field> fields;
    for (NodeId key = tree_.First(value); key != kNone; key = tree_.Next(value, key + 1)) {
      const std::string name(sources_.Text(tree_[key].text));
      fields.push_back({name, tree_[key].span, Overlaid(key + 1, Member(unknown, name), address)});
    }
    if (unknown != kNone && tree_[unknown].kind == Kind::kObject) {
      for (NodeId key = tree_.First(unknown); key != kNone; key = tree_.Next(unknown, key + 1)) {
        const std::string_view name = sources_.Text(tree_[key].text);
        if (!IsTrue(key + 1) || Member(value, name) != kNone) continue;
        fields.push_back({std::string(name), tree_[key].span, Unknown(address, tree_[key].span)});
      }
    }
    return pool_.Object(std::move(fields), node.span);
  }

  Ref ValueOf(const Instance& instance, std::string_view name) {
    const NodeId value = Member(instance.values, name);
    if (value != kNone && tree_[value].kind != Kind::kNull) return pool_.FromTree(tree_, value);
    if (!instance.is_before && IsUnknown(instance, "", name))
      return Unknown(instance.address, tree_[instance.node].span);
    return nullptr;
  }

  void Statement(const Instance& instance, const terraform::Synthesis& synthesis) {
    terraform::Carrier carrier = CarrierOf(instance);
    carrier.kind = PolicyKind::kResource;
    carrier.resource_type = synthesis.resource_type;
    carrier.is_synthesized = true;
    const text::Span span = tree_[instance.node].span;
    // Optional and computed arguments are unknown without being set: only what is set counts.
    const terraform::ArgumentOf argument = [&](std::string_view name) -> Ref {
      const Ref value = ValueOf(instance, name);
      const bool is_set = value != nullptr && (value->kind != terraform::Value::Kind::kUnknown ||
                                               configuration_.IsSet(ParseAddress(instance.address), "", name));
      return is_set ? value : nullptr;
    };
    output_.Add(carrier, Synthesize(evaluator_, synthesis, argument, span), span);
  }

  // Who has what: by names and ARNs as far as they are known, else by what the configuration refers to.
  void Join(const Instance& instance, const Found& found) {
    if (const std::string_view kind = terraform::PrincipalKindOf(instance.type); !kind.empty()) {
      identities_.AddPrincipal(kind, instance.address, ValueOf(instance, "name"));
      for (const std::uint32_t one : found.trust) identities_.AddTrust(instance.address, one);
      for (const std::uint32_t one : found.policies) identities_.AddOwn(instance.address, one);
      for (const terraform::AttachmentRow& row : terraform::OwnAttachmentsOf(instance.type)) {
        if (const Ref policies = Meant(instance, row.policies)) {
          identities_.AttachManagedTo(row, instance.address, policies);
        }
      }
    }
    if (instance.type == "aws_iam_policy") {
      for (const std::uint32_t one : found.policies) {
        identities_.AddPolicy(instance.address, ValueOf(instance, "name"), ValueOf(instance, "arn"), one);
      }
    }
    if (const terraform::MembershipRow* row = terraform::MembershipOf(instance.type)) {
      const Ref users = Meant(instance, row->users);
      const Ref groups = Meant(instance, row->groups);
      if (users != nullptr && groups != nullptr) identities_.AddMembership(users, groups);
    }
    for (const terraform::AttachmentRow& row : terraform::AttachmentsOf(instance.type)) {
      const Ref principal = Meant(instance, row.principals);
      if (principal == nullptr) continue;
      if (row.policies.empty()) {
        for (const std::uint32_t document : found.policies) identities_.Attach(row.kind, principal, document);
      } else if (const Ref policies = Meant(instance, row.policies)) {
        identities_.AttachManaged(row, instance.address, principal, policies);
      }
    }
  }

  // Arguments that hold a list of names or ARNs: of references in one, all are meant.
  static bool IsList(std::string_view argument) { return !argument.empty() && argument.back() == 's'; }

  // An argument's value (dots before each block it is in), or the resources that its expression refers to; nullptr
  // where there is neither, or where the expression picks one of several.
  Ref Meant(const Instance& instance, std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (dot != std::string_view::npos) {
      NodeId at = instance.values;
      for (std::string_view rest = path; at != kNone && !rest.empty();) {
        const std::size_t end = std::min(rest.find('.'), rest.size());
        at = Member(at, rest.substr(0, end));
        if (at != kNone && tree_[at].kind == Kind::kList) at = tree_.First(at);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return at == kNone || tree_[at].kind != Kind::kString ? nullptr : pool_.FromTree(tree_, at);
    }
    const Ref value = ValueOf(instance, path);
    if (value == nullptr || value->kind != terraform::Value::Kind::kUnknown) return value;
    const Address address = ParseAddress(instance.address);
    std::vector<Ref> targets;
    std::set<std::string> seen;
    for (const Reference& one : configuration_.ReferencesOf(address, "", path)) {
      const Address target = ParseAddress(one.text);
      const std::string_view type = std::string_view(target.resource).substr(0, target.resource.find('.'));
      if (type != "aws_iam_policy" && terraform::PrincipalKindOf(type).empty()) continue;
      std::string id = PrefixOf(address, one.modules) + target.resource;
      if (!target.key.empty()) {
        id += target.key;
      } else if (ChangeOf(id) == kNone) {
        id += address.key;
      }
      if (!seen.insert(id).second) continue;
      targets.push_back(pool_.Unknown("resource:" + target.resource + ".arn", id + ".arn", value->span));
    }
    if (targets.empty()) return nullptr;
    if (IsList(path)) return pool_.List(std::move(targets), value->span);
    return targets.size() == 1 ? targets[0] : nullptr;
  }

  text::Sources& sources_;
  const Source& source_;
  const syntax::Tree& tree_;
  const Options& options_;
  Extraction result_;
  terraform::Pool pool_;
  terraform::Evaluator evaluator_;
  terraform::Output output_;
  terraform::Templates templates_;
  terraform::Identities identities_;
  Configuration configuration_;
  NodeId changes_ = kNone;
  std::unordered_map<std::string, NodeId> change_of_;
  std::unordered_map<NodeId, Ref> rebuilt_;
  std::size_t untold_ = 0;  // arguments that may hold a policy once the plan is applied
};

}  // namespace

bool IsPlan(const syntax::Tree& tree, const text::Sources& sources) {
  if (tree.empty() || tree[0].kind != Kind::kObject) return false;
  const auto member = [&](std::string_view name) { return tree.Member(0, name, sources); };
  const auto is = [&](NodeId id, Kind kind) { return id != kNone && tree[id].kind == kind; };
  if (is(member("planned_values"), Kind::kObject) || is(member("resource_changes"), Kind::kList)) return true;
  if (const NodeId values = member("values");
      is(values, Kind::kObject) && is(member("format_version"), Kind::kString)) {
    return true;
  }
  const NodeId version = member("version");
  const NodeId resources = member("resources");
  if (!is(version, Kind::kNumber) || !is(resources, Kind::kList)) return false;
  if (member("terraform_version") != kNone) return true;
  const NodeId first = tree.First(resources);
  return first != kNone && tree.Member(first, "instances", sources) != kNone;
}

Extraction ExtractPlan(text::Sources& sources, const Source& source, const syntax::Tree& tree, const Options& options) {
  return Plan(sources, source, tree, options).Run();
}

}  // namespace iampolicy::carriers
