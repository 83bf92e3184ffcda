#include "tools/iampolicy-lint/work.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

namespace iampolicy::command {
namespace {

using Clock = std::chrono::steady_clock;

// A line that is rewritten in place, at most ten times a second, and wiped at the end.
class Progress {
 public:
  explicit Progress(std::size_t count) : count_(count), is_shown_(count > 1 && isatty(STDERR_FILENO) == 1) {}
  ~Progress() {
    if (shown_anything_) Write("\r\x1b[K");
  }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Tell(std::size_t done) {
    if (!is_shown_ || Clock::now() < next_) return;
    next_ = Clock::now() + std::chrono::milliseconds(100);
    shown_anything_ = true;
    Write(fmt::format("\r{} of {} analysed\x1b[K", done, count_));
  }

 private:
  static void Write(const std::string& text) {
    // A terminal that cannot be written is no reason to stop.
    if (write(STDERR_FILENO, text.data(), text.size()) < 0) return;
  }

  std::size_t count_;
  bool is_shown_;
  bool shown_anything_ = false;
  Clock::time_point next_ = Clock::now() + std::chrono::seconds(1);
};

}  // namespace

void ForEach(std::size_t count, std::uint32_t jobs, const std::function<void(std::size_t)>& work) {
  const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t threads = std::min(jobs == 0 ? processors : jobs, count);
  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> done = 0;
  const auto run = [&](Progress* progress) {
    for (std::size_t i = next.fetch_add(1); i < count; i = next.fetch_add(1)) {
      work(i);
      const std::size_t so_far = done.fetch_add(1) + 1;
      if (progress != nullptr) progress->Tell(so_far);
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < threads; ++i) others.emplace_back(run, nullptr);
  Progress progress(count);
  run(&progress);
  for (std::thread& other : others) other.join();
}

}  // namespace iampolicy::command
