#include "common/files/named_file.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/descriptor.hpp"
#include "common/files/file_error.hpp"

namespace edge {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Whether read(2) gives 0 before anybody has opened the other end, as only of a named pipe.
bool may_lack_a_writer(int descriptor) {
  struct stat found{};
  struct statfs system{};
  return ::fstat(descriptor, &found) == 0 && S_ISFIFO(found.st_mode) &&
         ::fstatfs(descriptor, &system) == 0 && system.f_type != PIPEFS_MAGIC;
}

class BoundedReader {
 public:
  BoundedReader(int descriptor, const std::string& name, const ReadLimits& limits)
      : descriptor_(descriptor), name_(name), limits_(limits), end_(Clock::now() + limits.wait) {}

  std::string all(bool blocks) {
    bool begun = !may_lack_a_writer(descriptor_);
    std::array<char, 16 * 1024> chunk;
    while (true) {
      if (blocks) wait();
      const ssize_t count = ::read(descriptor_, chunk.data(), chunk.size());
      if (count > 0) {
        begun = true;
        text_.append(chunk.data(), static_cast<std::size_t>(count));
        if (text_.size() > limits_.bytes) return cut();
      } else if (count == 0 && begun) {
        return std::move(text_);
      } else if (count == 0 || errno == EAGAIN) {
        if (wait() == POLLHUP) begun = true;  // who wrote has gone
      } else if (errno != EINTR) {
        throw_file_error("read", name_, errno);
      }
    }
  }

 private:
  std::string cut() {
    if (!limits_.cut) throw FileError("read", name_, too_large(limits_.bytes));
    text_.resize(limits_.bytes);
    return std::move(text_);
  }

  /// Until there is something to read; what poll(2) says.
  int wait() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    pollfd watched{descriptor_, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&watched, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno != EINTR) throw_file_error("read", name_, errno);
    if (ready != 0) return watched.revents;
    throw FileError("read", name_,
                    fmt::format("{} within {} s", text_.empty() ? "nothing came" : "no end came",
                                std::chrono::duration<double>(limits_.wait).count()));
  }

  int descriptor_;
  const std::string& name_;
  const ReadLimits& limits_;
  Clock::time_point end_;
  std::string text_;
};

}  // namespace

std::string read_named_file(const std::string& path, const ReadLimits& limits) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid()) throw_file_error("read", path, errno);
  return BoundedReader(file.get(), path, limits).all(false);
}

std::string read_file_if_present(const std::string& path, const ReadLimits& limits) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  return read_named_file(path, limits);
}

std::string read_standard_input(const ReadLimits& limits) {
  return BoundedReader(STDIN_FILENO, "standard input", limits).all(true);
}

bool same_file(const std::string& a, const std::string& b) {
  std::error_code unknown;
  if (fs::equivalent(a, b, unknown)) return true;
  const auto resolved = [](const std::string& path) {
    std::error_code error;
    const auto found = fs::weakly_canonical(fs::absolute(path), error);
    return error ? fs::path(path) : found;
  };
  return resolved(a) == resolved(b);
}

void refuse_to_replace(const NamedOutput& output, const std::vector<std::string>& inputs) {
  const auto input = std::ranges::find_if(
      inputs, [&](const std::string& path) { return same_file(path, output.path); });
  if (input == inputs.end()) return;
  throw UsageError(fmt::format("{} {}: would replace {}, which is read", output.option,
                               printable(output.path), printable(*input)));
}

}  // namespace edge
