// Forked workers: OpenSSL's seeded randomness is process-wide, so scenarios run side by side only
// in processes of their own.
#pragma once

#include <functional>
#include <string>

namespace edge::sim {

struct WorkerResult {
  std::string text;
  std::string died;  // how its worker ended before there was a result ("of SIGSEGV"); or empty
};

/// Runs task(0) ... task(count - 1) in `jobs` child processes and hands each result to `done` in
/// order of the numbers, as soon as all before it are there. Throws std::system_error when no
/// worker can be made.
void run_forked(std::size_t count, std::size_t jobs,
                const std::function<std::string(std::size_t)>& task,
                const std::function<void(std::size_t, WorkerResult)>& done);

}  // namespace edge::sim
