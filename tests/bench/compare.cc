// Containment of every ordered pair of some policies, reading included: how the times are spread, and what was
// answered.
//
//   bench_compare POLICY...

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <iampolicy/compare.h>

namespace {

std::string Read(const char* name) {
  std::ifstream file(name, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

int main(int count, char** arguments) {
  std::vector<std::string> texts;
  for (int i = 1; i < count; ++i) texts.push_back(Read(arguments[i]));
  std::vector<double> times;
  std::size_t answers[3] = {};
  std::size_t unreadable = 0;
  double worst = 0;
  std::string worst_pair;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    for (std::size_t j = 0; j < texts.size(); ++j) {
      const auto start = std::chrono::steady_clock::now();
      const auto result = iampolicy::CheckNoNewAccess({.kind = iampolicy::PolicyKind::kIdentity, .text = texts[i]},
                                                      {.kind = iampolicy::PolicyKind::kIdentity, .text = texts[j]});
      const std::chrono::duration<double, std::micro> time = std::chrono::steady_clock::now() - start;
      if (!result.ok()) {
        ++unreadable;
        continue;
      }
      ++answers[static_cast<std::size_t>(result->verdict)];
      times.push_back(time.count());
      if (time.count() <= worst) continue;
      worst = time.count();
      worst_pair = std::string(arguments[j + 1]) + " in " + arguments[i + 1];
    }
  }
  if (times.empty()) {
    std::fprintf(stderr, "no pair of policies could be read\n");
    return 2;
  }
  std::sort(times.begin(), times.end());
  const auto at = [&](double share) {
    return times[static_cast<std::size_t>(share * static_cast<double>(times.size() - 1))];
  };
  std::printf("%zu pairs: median %.0f us, 90%% %.0f us, 99%% %.0f us, most %.0f us (%s)\n", times.size(), at(0.5),
              at(0.9), at(0.99), worst, worst_pair.c_str());
  std::printf("%zu PASS, %zu FAIL, %zu UNKNOWN, %zu unreadable\n", answers[0], answers[1], answers[2], unreadable);
  return 0;
}
