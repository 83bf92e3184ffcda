// Whole processes beside one another, as ratios of medians in one run: the command on one small policy beside an empty
// program, the command on a corpus beside a program that only reads and parses it, and the memory of each.
//
//   bench_process IAMPOLICY_LINT EMPTY FLOOR SMALL_POLICY CORPUS

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

extern char** environ;

namespace {

struct Run {
  double seconds = 0;
  long kilobytes = 0;  // the largest resident set
};

Run Measure(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  Run run;
  if (posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ) != 0) {
    std::fprintf(stderr, "cannot run %s\n", arguments[0]);
    std::exit(2);
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  run.kilobytes = usage.ru_maxrss;
  posix_spawn_file_actions_destroy(&actions);
  return run;
}

// The commands take turns, so that a slow moment of the machine falls on all of them.
std::vector<Run> Medians(const std::vector<std::vector<std::string>>& commands, int turns) {
  std::vector<std::vector<Run>> runs(commands.size());
  for (int turn = 0; turn < turns; ++turn) {
    for (std::size_t i = 0; i < commands.size(); ++i) runs[i].push_back(Measure(commands[i]));
  }
  std::vector<Run> medians;
  for (std::vector<Run>& one : runs) {
    std::sort(one.begin(), one.end(), [](const Run& a, const Run& b) { return a.seconds < b.seconds; });
    medians.push_back(one[one.size() / 2]);
  }
  return medians;
}

void Row(const char* what, const Run& run, const Run& unit, double bar) {
  std::printf("%-52s %9.2f ms %6.1fx (bar %.0fx) %7.1f MB\n", what, run.seconds * 1e3, run.seconds / unit.seconds, bar,
              static_cast<double>(run.kilobytes) / 1024);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fprintf(stderr, "usage: bench_process IAMPOLICY_LINT EMPTY FLOOR SMALL_POLICY CORPUS\n");
    return 2;
  }
  const std::string lint = argv[1], empty = argv[2], floor = argv[3], small = argv[4], corpus = argv[5];
  const std::vector<Run> one = Medians({{empty}, {lint, small}}, 201);
  Row("an empty program", one[0], one[0], 1);
  Row("one small policy, all rules", one[1], one[0], 4);
  const std::vector<Run> many =
      Medians({{floor, corpus},
               {lint, "--jobs", "1", "--disable", "privilege-escalation/*", "--disable", "logic/*", corpus},
               {lint, "--jobs", "1", corpus},
               {lint, "--jobs", "2", corpus}},
              11);
  Row("the corpus read and parsed with RapidJSON's DOM", many[0], many[0], 1);
  Row("the corpus, rules that need no access engine", many[1], many[0], 5);
  Row("the corpus, all rules, one thread", many[2], many[0], 10);
  Row("the corpus, all rules, two threads", many[3], many[0], 10);
  return 0;
}
