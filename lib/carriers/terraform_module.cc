#include "lib/carriers/terraform_module.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "lib/carriers/decode.h"
#include "lib/carriers/terraform_override.h"

namespace iampolicy::carriers::terraform {
namespace {

constexpr std::uint32_t kMostDepth = 8;  // modules that call modules
constexpr std::size_t kMostModules = 200;
constexpr std::size_t kMostFiles = 500;  // read on the way

// Where the names in a directory are not told, those that are usual.
constexpr std::string_view kUsualNames =
    "main.tf\nvariables.tf\noutputs.tf\nlocals.tf\ndata.tf\niam.tf\npolicies.tf\npolicy.tf\nroles.tf\nmain.tf.json\n";

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

std::string_view DirectoryOf(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  return slash == std::string_view::npos ? "" : name.substr(0, slash + 1);
}

// override.tf, x_override.tf and the same in the JSON notation.
bool IsOverrideName(std::string_view name) {
  name.remove_prefix(DirectoryOf(name).size());
  const std::string_view stem = name.substr(0, name.find('.'));
  return stem == "override" || EndsWith(stem, "_override");
}

// "a/b/" and "../c" -> "a/c/".
std::string Joined(std::string_view directory, std::string_view way) {
  std::string out(directory);
  while (!way.empty()) {
    const std::size_t slash = std::min(way.find('/'), way.size());
    const std::string_view step = way.substr(0, slash);
    way.remove_prefix(std::min(slash + 1, way.size()));
    if (step.empty() || step == ".") continue;
    const bool can_go_up = !out.empty() && out != "/" && out != "../" && !EndsWith(out, "/../");
    if (step == ".." && can_go_up) {
      out.pop_back();
      out.resize(out.rfind('/') == std::string::npos ? 0 : out.rfind('/') + 1);
    } else {
      out += step;
      out += '/';
    }
  }
  return out;
}

}  // namespace

bool IsSourceName(std::string_view name) {
  return EndsWith(name, ".tf") || EndsWith(name, ".tofu") || EndsWith(name, ".tf.json") || EndsWith(name, ".tofu.json");
}

std::string FileBelow(std::string_view directory, std::string_view name) {
  const std::string_view way = DirectoryOf(name);
  return Joined(directory, way) + std::string(name.substr(way.size()));
}

const File* Loader::Read(std::string_view name, text::Span text) {
  const bool is_json = EndsWith(name, ".json");
  files_.push_back(
      {std::string(name), is_json ? syntax::ReadHclJson(sources_, text) : syntax::ReadHcl(sources_, text)});
  const File& file = files_.back();
  for (const syntax::HclError& error : file.hcl.errors) {
    result_.errors.push_back({file.name, error.span, error.message});
  }
  return &file;
}

Module& Loader::Load(std::span<const Source> files) {
  modules_.emplace_back();
  Module& module = modules_.back();
  module.directory = files.empty() ? "" : DirectoryOf(files.front().name);
  for (const Source& source : files) {
    std::optional<std::string> converted = FromUtf16(sources_.Text(source.text));
    const auto text = converted ? sources_.AddConverted(source.name, *std::move(converted)) : std::nullopt;
    module.files.push_back(Read(source.name, text.value_or(source.text)));
  }
  directories_[module.directory] = module.files;
  Declare(module);
  Follow(module, 0);
  return module;
}

// Override files come last, in the order of their names.
void Loader::Declare(Module& module) {
  std::vector<const File*> overriding;
  const auto declare = [&](const File* file, bool overrides) {
    if (file->hcl.blocks.empty()) return;
    for (const std::uint32_t block : file->hcl.blocks[0].blocks) DeclareBlock(module, *file, block, overrides);
  };
  for (const File* file : module.files) {
    if (IsOverrideName(file->name)) {
      overriding.push_back(file);
    } else {
      declare(file, false);
    }
  }
  std::sort(overriding.begin(), overriding.end(), [](const File* a, const File* b) { return a->name < b->name; });
  for (const File* file : overriding) declare(file, true);
}

void Loader::DeclareBlock(Module& module, const File& file, std::uint32_t index, bool overrides) {
  const Body body{&file.hcl, index};
  const syntax::HclBlock& block = body.get();
  const std::string_view type = sources_.Text(block.type);
  const auto label = [&](std::size_t i) { return std::string(sources_.Text(block.labels[i])); };
  const auto add = [&](std::map<std::string, Body, std::less<>>& to) {
    const auto [added, is_new] = to.emplace(label(0), body);
    if (!is_new && overrides) added->second = Merged(added->second, body);
  };
  if ((type == "resource" || type == "data") && block.labels.size() == 2) {
    Resource resource;
    resource.type = label(0);
    resource.name = label(1);
    resource.is_data = type == "data";
    resource.address = (resource.is_data ? "data." : "") + resource.type + "." + resource.name;
    resource.file = &file;
    resource.body = body;
    const auto found = module.resources.find(resource.address);
    if (found != module.resources.end() && overrides) {
      found->second.body = Merged(found->second.body, body);
      return;
    }
    std::string key = resource.address;
    if (found != module.resources.end()) {
      Repeated(module, resource.address, found->second.body, body);
      // Files of examples repeat names. References mean the first; its policies count all the same.
      key += "@" + std::to_string(block.span.begin);
    }
    module.order.push_back(&module.resources.emplace(std::move(key), std::move(resource)).first->second);
  } else if (type == "variable" && block.labels.size() == 1) {
    add(module.variables);
  } else if (type == "module" && block.labels.size() == 1) {
    add(module.calls);
  } else if (type == "locals") {
    for (const syntax::HclAttribute& one : block.attributes) {
      const Expression value{&file.hcl, one.value};
      const auto [added, is_new] = module.locals.emplace(sources_.Text(one.name), value);
      if (!is_new && overrides) added->second = value;
    }
  } else if (type == "output" && block.labels.size() == 1) {
    for (const syntax::HclAttribute& one : block.attributes) {
      if (sources_.Text(one.name) != "value") continue;
      const auto [added, is_new] = module.outputs.emplace(label(0), Expression{&file.hcl, one.value});
      if (!is_new && overrides) added->second = {&file.hcl, one.value};
    }
  }
}

void Loader::Repeated(const Module& module, const std::string& address, const Body& first, const Body& second) {
  if (module.caller != nullptr || module.is_alone) return;
  const text::Place before = sources_.Locate(first.get().span);
  const std::string_view file = sources_.Locate(second.get().span).file;
  // main.tofu takes the place of main.tf for OpenTofu, and is none of Terraform's.
  const auto stem = [](std::string_view name) { return name.substr(0, name.rfind(".t")); };
  if (before.file != file && stem(before.file) == stem(file)) return;
  const std::string where =
      (before.file == file ? "" : std::string(before.file) + ", ") + "line " + std::to_string(before.start.line);
  result_.notes.push_back({std::string(file), second.get().type, "`" + address + "` is declared already: " + where});
}

Body Loader::Merged(const Body& below, const Body& above) {
  merged_.push_back(Overridden(below, above, sources_));
  return {&merged_.back(), 0};
}

void Loader::Follow(Module& module, std::uint32_t depth) {
  for (const auto& [name, call] : module.calls) {
    if (const Module* child = Child(module, name, call, depth)) module.children.emplace(name, child);
  }
}

void Loader::NotSeen(const Module& caller, const std::string& name, const Body& call, const std::string& why) {
  // A called module says it itself, where its directory is looked at.
  if (caller.caller != nullptr) return;
  const std::string file(sources_.Locate(call.get().span).file);
  const std::string what = "module `" + name + "`";
  result_.notes.push_back({file, call.get().span, what + " is not seen: " + why, what});
}

const Module* Loader::Child(Module& caller, const std::string& name, const Body& call, std::uint32_t depth) {
  std::string source;
  for (const syntax::HclAttribute& one : call.get().attributes) {
    if (sources_.Text(one.name) != "source") continue;
    const auto parts = call.file->Children(one.value);
    if (parts.size() == 1) source = sources_.Text(call.file->nodes[parts[0]].text);
  }
  const bool is_local = source.substr(0, 2) == "./" || source.substr(0, 3) == "../";
  if (!is_local) {
    NotSeen(caller, name, call, source.empty() ? "it has no source" : "its source `" + source + "` is not local");
    return nullptr;
  }
  const std::string directory = Joined(caller.directory, source);
  for (const Module* one = &caller; one != nullptr; one = one->caller) {
    if (one->directory != directory) continue;
    NotSeen(caller, name, call, "it calls itself");
    return nullptr;
  }
  if (depth >= kMostDepth || modules_.size() >= kMostModules) {
    NotSeen(caller, name, call, "there are too many modules");
    return nullptr;
  }
  const std::vector<const File*>& files = FilesIn(directory);
  if (files.empty()) {
    NotSeen(caller, name, call, "`" + directory + "` is not among what may be read");
    return nullptr;
  }
  modules_.emplace_back();
  Module& child = modules_.back();
  child.prefix = caller.prefix + "module." + name + ".";
  child.directory = directory;
  child.files = files;
  child.caller = &caller;
  child.call = call;
  child.is_called = true;
  Declare(child);
  Follow(child, depth + 1);
  return &child;
}

// Files of a directory that is not the one asked for. The reader tells their names, one a line, for a name that ends in
// a slash.
const std::vector<const File*>& Loader::FilesIn(const std::string& directory) {
  const auto [known, is_new] = directories_.try_emplace(directory);
  if (!is_new || !read_file_) return known->second;
  const std::string listed = read_file_(directory).value_or(std::string(kUsualNames));
  std::string_view rest = listed;
  while (!rest.empty() && files_.size() < kMostFiles) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string name = directory + std::string(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!IsSourceName(name)) continue;
    std::optional<std::string> bytes = read_file_(name);
    if (!bytes) continue;
    const auto text = sources_.AddConverted(name, std::move(*bytes));
    if (!text) continue;
    // What cannot be read there is said when that directory is looked at itself.
    const std::size_t errors = result_.errors.size();
    known->second.push_back(Read(name, *text));
    result_.errors.resize(errors);
  }
  return known->second;
}

Module& Loader::Alone(const Module& module) {
  modules_.emplace_back();
  Module& alone = modules_.back();
  alone.directory = module.directory;
  alone.files = module.files;
  alone.is_alone = true;
  Declare(alone);
  const std::size_t notes = result_.notes.size();
  Follow(alone, kMostDepth - 1);
  result_.notes.resize(notes);
  return alone;
}

void Loader::ReadVariables(std::string_view name, Module& module, Evaluator& evaluator) {
  std::optional<std::string> bytes = read_file_ ? read_file_(name) : std::nullopt;
  const auto text = bytes ? sources_.AddConverted(name, std::move(*bytes)) : std::nullopt;
  if (!text) {
    result_.incomplete.push_back({std::string(name), "the variable file cannot be read"});
    return;
  }
  const File* file = Read(name, *text);
  if (file->hcl.blocks.empty()) return;
  for (const syntax::HclAttribute& one : file->hcl.blocks[0].attributes) {
    module.inputs[std::string(sources_.Text(one.name))] = evaluator.Eval(module, {&file->hcl, one.value}, nullptr);
  }
}

}  // namespace iampolicy::carriers::terraform
