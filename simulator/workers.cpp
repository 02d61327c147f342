#include "simulator/workers.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

#include "common/base/check.hpp"
#include "simulator/end_with_parent.hpp"

namespace edge::sim {
namespace {

struct Worker {
  pid_t pid = -1;
  int pipe = -1;         // read end; -1 once it has ended
  std::size_t next = 0;  // number of the task whose result comes next
  std::string received;
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

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

/// One worker does every `jobs`-th task; each result is its length and its bytes.
Worker start_worker(std::size_t first, std::size_t count, std::size_t jobs,
                    const std::function<std::string(std::size_t)>& task) {
  int ends[2];
  if (pipe(ends) != 0) fail("cannot make a pipe to a worker");
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) fail("cannot fork a worker");
  if (pid == 0) {
    close(ends[0]);
    end_with_parent(parent);  // without it nobody wants the results
    for (std::size_t i = first; i < count; i += jobs) {
      const auto result = task(i);
      const std::uint64_t size = result.size();
      write_all(ends[1], &size, sizeof size);
      write_all(ends[1], result.data(), result.size());
    }
    _exit(0);
  }
  close(ends[1]);
  return {pid, ends[0], first, {}};
}

/// Takes the complete results out of what `worker` has sent.
void take_results(Worker& worker, std::size_t jobs,
                  std::vector<std::optional<std::string>>& results) {
  std::uint64_t size = 0;
  while (worker.received.size() >= sizeof size) {
    std::memcpy(&size, worker.received.data(), sizeof size);
    if (worker.received.size() - sizeof size < size) return;
    CHECK(worker.next < results.size());
    results[worker.next] = worker.received.substr(sizeof size, size);
    worker.received.erase(0, sizeof size + size);
    worker.next += jobs;
  }
}

void end_worker(Worker& worker, std::size_t jobs,
                std::vector<std::optional<std::string>>& results) {
  close(worker.pipe);
  worker.pipe = -1;
  while (waitpid(worker.pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  for (; worker.next < results.size(); worker.next += jobs) results[worker.next] = "";
}

void read_from(Worker& worker, std::size_t jobs,
               std::vector<std::optional<std::string>>& results) {
  char buffer[65536];
  const auto got = read(worker.pipe, buffer, sizeof buffer);
  if (got < 0 && errno == EINTR) return;
  if (got <= 0) {
    end_worker(worker, jobs, results);
    return;
  }
  worker.received.append(buffer, static_cast<std::size_t>(got));
  take_results(worker, jobs, results);
}

}  // namespace

void run_forked(std::size_t count, std::size_t jobs,
                const std::function<std::string(std::size_t)>& task,
                const std::function<void(std::size_t, std::string)>& done) {
  jobs = std::clamp<std::size_t>(jobs, 1, std::max<std::size_t>(count, 1));
  std::vector<Worker> workers;
  for (std::size_t i = 0; i < jobs; ++i) workers.push_back(start_worker(i, count, jobs, task));
  std::vector<std::optional<std::string>> results(count);
  for (std::size_t handed_over = 0; handed_over < count;) {
    std::vector<pollfd> waiting;
    std::vector<Worker*> owners;
    for (auto& worker : workers) {
      if (worker.pipe < 0) continue;
      waiting.push_back({worker.pipe, POLLIN, 0});
      owners.push_back(&worker);
    }
    if (!waiting.empty() && poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) {
      fail("cannot wait for the workers");
    }
    for (std::size_t i = 0; i < waiting.size(); ++i) {
      if (waiting[i].revents != 0) read_from(*owners[i], jobs, results);
    }
    while (handed_over < count && results[handed_over]) {
      done(handed_over, std::move(*results[handed_over]));
      ++handed_over;
    }
  }
  for (auto& worker : workers) {
    if (worker.pipe >= 0) end_worker(worker, jobs, results);
  }
}

}  // namespace edge::sim
