#include "simulator/run/workers.hpp"

#include <poll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <new>
#include <optional>
#include <system_error>
#include <vector>

#include "common/base/check.hpp"
#include "simulator/run/end_with_parent.hpp"

namespace edge::sim {
namespace {

using Results = std::vector<std::optional<WorkerResult>>;

struct Worker {
  pid_t pid = -1;
  int pipe = -1;                      // read end; -1 once it has ended
  std::optional<std::uint64_t> task;  // the number of the one it is at
  std::optional<std::uint64_t> size;  // of its result
  std::string received;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

/// The number of the next task, in memory that all workers share.
class TaskCounter {
 public:
  TaskCounter()
      : next_(::mmap(nullptr, sizeof(Number), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                     -1, 0)) {
    if (next_ == MAP_FAILED) fail("cannot share memory with the workers");
    new (next_) Number(0);
  }
  ~TaskCounter() { ::munmap(next_, sizeof(Number)); }
  TaskCounter(const TaskCounter&) = delete;
  TaskCounter& operator=(const TaskCounter&) = delete;

  std::size_t take() { return static_cast<Number*>(next_)->fetch_add(1); }

 private:
  using Number = std::atomic<std::size_t>;
  static_assert(Number::is_always_lock_free);  // or processes could not share it
  void* next_;
};

void write_all(int descriptor, const void* data, std::size_t size) {
  const auto* bytes = static_cast<const char*>(data);
  while (size > 0) {
    const auto written = write(descriptor, bytes, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) _exit(1);  // the parent has gone
    bytes += written;
    size -= static_cast<std::size_t>(written);
  }
}

void write_number(int descriptor, std::uint64_t number) {
  write_all(descriptor, &number, sizeof number);
}

/// Each worker takes the next task when it is done with one, and tells its number; then, of the
/// result, its length and its bytes.
Worker start_worker(TaskCounter& tasks, std::size_t count,
                    const std::function<std::string(std::size_t)>& task) {
  int ends[2];
  if (pipe(ends) != 0) fail("cannot make a pipe to a worker");
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) fail("cannot fork a worker");
  if (pid == 0) {
    close(ends[0]);
    end_with_parent(parent);  // without it nobody wants the results
    for (std::size_t i = tasks.take(); i < count; i = tasks.take()) {
      write_number(ends[1], i);
      const auto result = task(i);
      write_number(ends[1], result.size());
      write_all(ends[1], result.data(), result.size());
    }
    _exit(0);
  }
  close(ends[1]);
  return {pid, ends[0], {}, {}, {}};
}

/// Unless there is one already.
void take_number(std::string& received, std::optional<std::uint64_t>& number) {
  if (number || received.size() < sizeof *number) return;
  std::memcpy(&number.emplace(), received.data(), sizeof *number);
  received.erase(0, sizeof *number);
}

/// Takes the complete results out of what `worker` has sent.
void take_results(Worker& worker, Results& results) {
  for (;;) {
    take_number(worker.received, worker.task);
    if (worker.task) take_number(worker.received, worker.size);
    if (!worker.size || worker.received.size() < *worker.size) return;
    CHECK(*worker.task < results.size());
    results[*worker.task] = WorkerResult{worker.received.substr(0, *worker.size), {}};
    worker.received.erase(0, *worker.size);
    worker.task.reset();
    worker.size.reset();
  }
}

std::string death_of(int status) {
  if (!WIFSIGNALED(status)) return "with exit code " + std::to_string(WEXITSTATUS(status));
  const char* name = sigabbrev_np(WTERMSIG(status));
  return name ? "of SIG" + std::string(name) : "of signal " + std::to_string(WTERMSIG(status));
}

void end_worker(Worker& worker, Results& results) {
  close(worker.pipe);
  worker.pipe = -1;
  int status = 0;
  while (waitpid(worker.pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (worker.task) results[*worker.task] = WorkerResult{{}, death_of(status)};
}

void read_from(Worker& worker, Results& results) {
  char buffer[65536];
  const auto got = read(worker.pipe, buffer, sizeof buffer);
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) {
    end_worker(worker, results);
    return;
  }
  worker.received.append(buffer, static_cast<std::size_t>(got));
  take_results(worker, results);
}

}  // namespace

void run_forked(std::size_t count, std::size_t jobs,
                const std::function<std::string(std::size_t)>& task,
                const std::function<void(std::size_t, WorkerResult)>& done) {
  jobs = std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(count, 1));
  std::vector<Worker> workers;
  TaskCounter tasks;
  for (std::size_t i = 0; i < jobs; ++i) workers.push_back(start_worker(tasks, count, task));
  Results results(count);
  for (std::size_t handed_over = 0; handed_over < count;) {
    std::vector<pollfd> waiting;
    std::vector<Worker*> owners;
    for (auto& worker : workers) {
      if (worker.pipe < 0) continue;
      waiting.push_back({worker.pipe, POLLIN, 0});
      owners.push_back(&worker);
    }
    if (waiting.empty()) {  // the tasks that nobody is left for
      for (auto& result : results) {
        if (!result) result = WorkerResult{{}, "before this one's turn"};
      }
    } else if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
      fail("cannot wait for the workers");
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) read_from(*owners[i], results);
    }
    while (handed_over < count && results[handed_over]) {
      done(handed_over, std::move(*results[handed_over]));
      ++handed_over;
    }
  }
  for (auto& worker : workers) {
    if (worker.pipe >= 0) end_worker(worker, results);
  }
}

}  // namespace edge::sim
