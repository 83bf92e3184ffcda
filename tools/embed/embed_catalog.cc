// Host tool of the build: the catalogue's text tables -> a C++ file of integers and one text, which Catalog::BuiltIn()
// views. The text is cut into short literals; the compilers take both in well under a second.
//
//   embed-catalog DATA_DIR OUT.cc

#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "lib/catalog/compile.h"

namespace {

bool ReadFile(const std::string& path, std::string& content) {
  std::ifstream file(path, std::ios::binary);
  content.assign(std::istreambuf_iterator<char>(file), {});
  if (file.is_open() && !file.bad()) return true;
  std::fprintf(stderr, "embed-catalog: cannot read %s\n", path.c_str());
  return false;
}

std::string WordsAsCode(const iampolicy::catalog::Compiled& compiled) {
  std::string out;
  for (std::size_t i = 0; i < compiled.words.size(); ++i) {
    out += std::to_string(compiled.words[i]);
    out += i % 20 == 19 ? ",\n" : ",";
  }
  return out;
}

std::string NamesAsCode(std::string_view names) {
  std::string out;
  for (std::size_t at = 0; at < names.size(); at += 110) {
    out += "\"";
    for (const char c : names.substr(at, 110)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += "\"\n";
  }
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: embed-catalog DATA_DIR OUT.cc\n");
    return 2;
  }
  const std::string directory = std::string(argv[1]) + "/";
  std::string source, services, actions, types, keys, operations;
  if (!ReadFile(directory + "source.tsv", source) || !ReadFile(directory + "services.tsv", services) ||
      !ReadFile(directory + "actions.tsv", actions) || !ReadFile(directory + "resource_types.tsv", types) ||
      !ReadFile(directory + "condition_keys.tsv", keys) || !ReadFile(directory + "operations.tsv", operations)) {
    return 2;
  }
  const auto compiled = iampolicy::catalog::Compile({source, services, actions, types, keys, operations});
  if (!compiled) {
    std::fprintf(stderr, "embed-catalog: %s%s\n", directory.c_str(), compiled.error().message.c_str());
    return 1;
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << "// Written by embed-catalog from lib/catalog/data.\n#include \"lib/catalog/catalog.h\"\n\n"
         "#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n\n"
         "namespace iampolicy::catalog {\nnamespace {\n\nconstexpr std::uint32_t kWords[] = {\n"
      << WordsAsCode(*compiled) << "};\n\nconstexpr char kNames[] =\n"
      << NamesAsCode(compiled->names)
      << ";\n\n}  // namespace\n\nCatalog Catalog::BuiltIn() { return {kWords, {kNames, sizeof(kNames) - 1}}; }\n\n"
         "}  // namespace iampolicy::catalog\n";
  out.close();
  if (!out) {
    std::fprintf(stderr, "embed-catalog: cannot write %s\n", argv[2]);
    return 2;
  }
  return 0;
}
