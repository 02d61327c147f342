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

/// What is read piece by piece, until its end or until it was waited for too long.
class ChunkReader {
 public:
  ChunkReader(int descriptor, std::string name, std::chrono::milliseconds wait, bool blocks)
      : descriptor_(descriptor),
        name_(std::move(name)),
        wait_(wait),
        blocks_(blocks),
        end_(Clock::now() + wait),
        begun_(!may_lack_a_writer(descriptor)) {}

  /// The next bytes, valid until the next call; empty at the end.
  std::string_view next() {
    while (true) {
      if (blocks_) wait();
      const ssize_t count = ::read(descriptor_, chunk_.data(), chunk_.size());
      if (count > 0) {
        begun_ = came_ = true;
        return {chunk_.data(), static_cast<std::size_t>(count)};
      }
      if (count == 0 && begun_) return {};
      if (count == 0 || errno == EAGAIN) {
        if (wait() == POLLHUP) begun_ = true;  // who wrote has gone
      } else if (errno != EINTR) {
        throw_file_error("read", name_, errno);
      }
    }
  }

  std::string all(const ReadLimits& limits) {
    std::string text;
    for (auto chunk = next(); !chunk.empty(); chunk = next()) {
      text += chunk;
      if (text.size() <= limits.bytes) continue;
      if (!limits.cut) throw FileError("read", name_, too_large(limits.bytes));
      text.resize(limits.bytes);
      break;
    }
    return text;
  }

 private:
  /// Until there is something to read; what poll(2) says.
  int wait() {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end_ - Clock::now()).count();
    pollfd watched{descriptor_, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&watched, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno != EINTR) throw_file_error("read", name_, errno);
    if (ready != 0) return watched.revents;
    throw FileError("read", name_,
                    fmt::format("{} within {} s", came_ ? "no end came" : "nothing came",
                                std::chrono::duration<double>(wait_).count()));
  }

  int descriptor_;
  std::string name_;
  std::chrono::milliseconds wait_;
  bool blocks_;                // read(2) waits by itself
  Clock::time_point end_;
  bool begun_, came_ = false;  // a writer was there; bytes were
  std::array<char, 64 * 1024> chunk_;
};

Descriptor opened(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!file.valid()) throw_file_error("read", path, errno);
  return file;
}

ChunkReader reader_of_standard_input(std::chrono::milliseconds wait) {
  return {STDIN_FILENO, "standard input", wait, true};
}

void give_all(ChunkReader& reader, const TakeChunk& take) {
  for (auto chunk = reader.next(); !chunk.empty(); chunk = reader.next()) take(chunk);
}

}  // namespace

std::string read_named_file(const std::string& path, const ReadLimits& limits) {
  const Descriptor file = opened(path);
  return ChunkReader(file.get(), path, limits.wait, false).all(limits);
}

std::string read_file_if_present(const std::string& path, const ReadLimits& limits) {
  if (::access(path.c_str(), F_OK) != 0 && errno == ENOENT) return {};
  return read_named_file(path, limits);
}

std::string read_standard_input(const ReadLimits& limits) {
  return reader_of_standard_input(limits.wait).all(limits);
}

void read_named_file_by_chunks(const std::string& path, std::chrono::milliseconds wait,
                               const TakeChunk& take) {
  const Descriptor file = opened(path);
  ChunkReader reader(file.get(), path, wait, false);
  give_all(reader, take);
}

void read_standard_input_by_chunks(std::chrono::milliseconds wait, const TakeChunk& take) {
  auto reader = reader_of_standard_input(wait);
  give_all(reader, take);
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
