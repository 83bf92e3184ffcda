#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_MODULE_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_MODULE_H_

// Files -> modules: what is declared where, which modules are called and can be seen.

#include <deque>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/carrier.h"
#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {

/// Whether a file of this name is Terraform or OpenTofu source.
bool IsSourceName(std::string_view name);

/// The name of a file, written as seen from a directory ("" or with its slash), from where the directory is.
std::string FileBelow(std::string_view directory, std::string_view name);

class Loader {
 public:
  Loader(text::Sources& sources, const ReadFile& read_file, Extraction& result)
      : sources_(sources), read_file_(read_file), result_(result) {}

  /// The module of the files of one directory, and, below it, the local modules it calls.
  Module& Load(std::span<const Source> files);
  /// A module as it is by itself, whoever calls it: its variables have their defaults.
  Module& Alone(const Module& module);
  /// Values of variables from a file (.tfvars, .tfvars.json).
  void ReadVariables(std::string_view name, Module& module, Evaluator& evaluator);

 private:
  const File* Read(std::string_view name, text::Span text);
  void Declare(Module& module);
  void DeclareBlock(Module& module, const File& file, std::uint32_t block, bool overrides);
  void Repeated(const Module& module, const std::string& address, const Body& first, const Body& second);
  Body Merged(const Body& below, const Body& above);
  void Follow(Module& module, std::uint32_t depth);
  const Module* Child(Module& caller, const std::string& name, const Body& call, std::uint32_t depth);
  const std::vector<const File*>& FilesIn(const std::string& directory);
  void NotSeen(const Module& caller, const std::string& name, const Body& call, const std::string& why);

  text::Sources& sources_;
  const ReadFile& read_file_;
  Extraction& result_;
  std::deque<File> files_;
  std::deque<syntax::HclFile> merged_;  // blocks that an override file changes
  std::deque<Module> modules_;
  std::map<std::string, std::vector<const File*>> directories_;
};

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_MODULE_H_
