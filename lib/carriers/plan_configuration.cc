#include "lib/carriers/plan_configuration.h"

#include <algorithm>

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::size_t kMostReferences = 100;

// The next part of an address up to a dot, and the key in brackets behind it.
Address::Step TakeStep(std::string_view& text) {
  Address::Step step;
  std::size_t at = 0;
  while (at < text.size() && text[at] != '.' && text[at] != '[') ++at;
  step.name = text.substr(0, at);
  const std::size_t begin = at;
  if (at < text.size() && text[at] == '[') {
    bool in_quotes = false;
    for (; at < text.size(); ++at) {
      if (in_quotes && text[at] == '\\') {
        ++at;
      } else if (text[at] == '"') {
        in_quotes = !in_quotes;
      } else if (text[at] == ']' && !in_quotes) {
        ++at;
        break;
      }
    }
    at = std::min(at, text.size());
  }
  step.key = text.substr(begin, at - begin);
  text.remove_prefix(at);
  if (!text.empty() && text[0] == '.') text.remove_prefix(1);
  return step;
}

}  // namespace

Address ParseAddress(std::string_view text) {
  Address address;
  while (text.substr(0, 7) == "module.") {
    text.remove_prefix(7);
    address.modules.push_back(TakeStep(text));
  }
  const bool is_data = text.substr(0, 5) == "data.";
  if (is_data) text.remove_prefix(5);
  const Address::Step type = TakeStep(text);
  const Address::Step name = TakeStep(text);
  address.resource = (is_data ? "data." : "") + type.name + "." + name.name;
  address.key = name.key;
  return address;
}

std::string PrefixOf(const Address& address, std::size_t modules) {
  std::string prefix;
  for (std::size_t i = 0; i < modules && i < address.modules.size(); ++i) {
    prefix += "module." + address.modules[i].name + address.modules[i].key + ".";
  }
  return prefix;
}

Configuration::Configuration(const syntax::Tree& tree, const text::Sources& sources) : tree_(tree), sources_(sources) {
  const NodeId configuration = tree.Member(tree.root(), "configuration", sources);
  if (configuration != kNone) root_ = tree.Member(configuration, "root_module", sources);
}

NodeId Configuration::Module(const Address& address, std::size_t modules) const {
  NodeId module = root_;
  for (std::size_t i = 0; i < modules && module != kNone; ++i) {
    const NodeId calls = tree_.Member(module, "module_calls", sources_);
    const NodeId call = calls == kNone ? kNone : tree_.Member(calls, address.modules[i].name, sources_);
    module = call == kNone ? kNone : tree_.Member(call, "module", sources_);
  }
  return module;
}

std::vector<NodeId> Configuration::Expressions(const Address& address, std::string_view block,
                                               std::string_view argument) const {
  std::vector<NodeId> found;
  const NodeId module = Module(address, address.modules.size());
  const NodeId resources = module == kNone ? kNone : tree_.Member(module, "resources", sources_);
  if (resources == kNone || tree_[resources].kind != Kind::kList) return found;
  for (NodeId one = tree_.First(resources); one != kNone; one = tree_.Next(resources, one)) {
    const NodeId name = tree_.Member(one, "address", sources_);
    if (name == kNone || sources_.Text(tree_[name].text) != address.resource) continue;
    const NodeId expressions = tree_.Member(one, "expressions", sources_);
    if (expressions == kNone) continue;
    NodeId within = block.empty() ? expressions : tree_.Member(expressions, block, sources_);
    if (within == kNone) continue;
    const auto add = [&](NodeId object) {
      const NodeId expression = tree_.Member(object, argument, sources_);
      if (expression != kNone) found.push_back(expression);
    };
    if (tree_[within].kind != Kind::kList) {
      add(within);
      // A block made by a dynamic one has references and no members.
      if (!block.empty() && found.empty() && tree_.Member(within, "references", sources_) != kNone)
        found.push_back(within);
      continue;
    }
    for (NodeId element = tree_.First(within); element != kNone; element = tree_.Next(within, element)) add(element);
  }
  return found;
}

bool Configuration::IsSet(const Address& address, std::string_view block, std::string_view argument) const {
  return !Expressions(address, block, argument).empty();
}

std::vector<Reference> Configuration::ReferencesOf(const Address& address, std::string_view block,
                                                   std::string_view argument) const {
  std::vector<Reference> found;
  for (const NodeId expression : Expressions(address, block, argument)) {
    Collect(address, address.modules.size(), expression, found);
  }
  return found;
}

// Each step to a caller has one module less, so this ends.
void Configuration::Collect(const Address& address, std::size_t modules, NodeId expression,
                            std::vector<Reference>& found) const {
  const NodeId references = tree_.Member(expression, "references", sources_);
  if (references == kNone || tree_[references].kind != Kind::kList) return;
  for (NodeId one = tree_.First(references); one != kNone; one = tree_.Next(references, one)) {
    if (tree_[one].kind != Kind::kString || found.size() >= kMostReferences) continue;
    const std::string_view text = sources_.Text(tree_[one].text);
    if (text.substr(0, 4) != "var." || modules == 0) {
      found.push_back({std::string(text), modules});
      continue;
    }
    const NodeId caller = Module(address, modules - 1);
    const NodeId calls = caller == kNone ? kNone : tree_.Member(caller, "module_calls", sources_);
    const NodeId call = calls == kNone ? kNone : tree_.Member(calls, address.modules[modules - 1].name, sources_);
    const NodeId expressions = call == kNone ? kNone : tree_.Member(call, "expressions", sources_);
    std::string_view name = text.substr(4);
    name = name.substr(0, name.find_first_of(".["));
    const NodeId given = expressions == kNone ? kNone : tree_.Member(expressions, name, sources_);
    if (given != kNone) Collect(address, modules - 1, given, found);
  }
}

}  // namespace iampolicy::carriers
