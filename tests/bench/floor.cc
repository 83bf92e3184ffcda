// The floor: reads every JSON file below a folder, parses it with RapidJSON's DOM, and counts its bytes.

#include <rapidjson/document.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::vector<fs::path> paths;
  for (int i = 1; i < argc; ++i) {
    if (fs::is_regular_file(argv[i])) paths.emplace_back(argv[i]);
    if (!fs::is_directory(argv[i])) continue;
    for (const auto& entry : fs::recursive_directory_iterator(argv[i])) {
      if (entry.path().extension() == ".json") paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  std::size_t bytes = 0;
  std::size_t good = 0;
  for (const fs::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    rapidjson::Document document;
    document.Parse(text.data(), text.size());
    if (!document.HasParseError()) ++good;
    bytes += text.size();
  }
  std::printf("%zu files, %zu of them JSON, %zu bytes\n", paths.size(), good, bytes);
  return 0;
}
