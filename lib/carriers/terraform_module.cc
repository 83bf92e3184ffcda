#include "lib/carriers/terraform_module.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

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
  for (const Source& source : files) module.files.push_back(Read(source.name, source.text));
  directories_[module.directory] = module.files;
  Declare(module);
  Follow(module, 0);
  return module;
}

void Loader::Declare(Module& module) {
  for (const File* file : module.files) {
    if (file->hcl.blocks.empty()) continue;
    for (const std::uint32_t block : file->hcl.blocks[0].blocks) DeclareBlock(module, *file, block);
  }
}

void Loader::DeclareBlock(Module& module, const File& file, std::uint32_t index) {
  const Body body{&file.hcl, index};
  const syntax::HclBlock& block = body.get();
  const std::string_view type = sources_.Text(block.type);
  const auto label = [&](std::size_t i) { return std::string(sources_.Text(block.labels[i])); };
  if ((type == "resource" || type == "data") && block.labels.size() == 2) {
    Resource resource;
    resource.type = label(0);
    resource.name = label(1);
    resource.is_data = type == "data";
    resource.address = (resource.is_data ? "data." : "") + resource.type + "." + resource.name;
    resource.file = &file;
    resource.body = body;
    const auto [added, is_new] = module.resources.emplace(resource.address, std::move(resource));
    if (is_new) module.order.push_back(&added->second);
  } else if (type == "variable" && block.labels.size() == 1) {
    module.variables.emplace(label(0), body);
  } else if (type == "module" && block.labels.size() == 1) {
    module.calls.emplace(label(0), body);
  } else if (type == "locals") {
    for (const syntax::HclAttribute& one : block.attributes) {
      module.locals.emplace(sources_.Text(one.name), Expression{&file.hcl, one.value});
    }
  } else if (type == "output" && block.labels.size() == 1) {
    for (const syntax::HclAttribute& one : block.attributes) {
      if (sources_.Text(one.name) == "value") module.outputs.emplace(label(0), Expression{&file.hcl, one.value});
    }
  }
}

void Loader::Follow(Module& module, std::uint32_t depth) {
  for (const auto& [name, call] : module.calls) {
    if (const Module* child = Child(module, name, call, depth)) module.children.emplace(name, child);
  }
}

void Loader::NotSeen(const Module& caller, const std::string& name, const Body& call, const std::string& why) {
  const auto is_in = [&](const File* file) { return &file->hcl == call.file; };
  const auto file = std::find_if(caller.files.begin(), caller.files.end(), is_in);
  if (file == caller.files.end()) return;
  result_.notes.push_back({(*file)->name, call.get().span, "module `" + name + "` is not seen: " + why});
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
