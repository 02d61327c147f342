#include "simulator/lab/node_process.hpp"

#include <fcntl.h>
#include <linux/capability.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/world/side_by_side.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;
using boost::asio::posix::stream_descriptor;

constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr int kNotStarted = 125;               // the child's own exit code before exec
constexpr std::size_t kMaxOutput = 64 << 20;   // bytes kept of what a program prints

void require(bool done, const std::string& attempt) {
  if (!done) throw std::system_error(errno, std::generic_category(), attempt);
}

void mount_on(const std::string& what, const std::string& where) {
  require(::mount(what.c_str(), where.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0,
          "mount " + what + " on " + where);
}

/// A root folder with everything of the real one but its files: /.dockerenv would tell the program
/// that it is in a container, which depends on the machine and not on the scenario.
void enter_root(const std::string& folder) {
  const std::string root = folder + "/root";
  require(::unshare(CLONE_NEWNS) == 0, "make a mount namespace");
  require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "make / private");
  require(::mount("tmpfs", root.c_str(), "tmpfs", 0, "mode=755") == 0, "mount a tmpfs");
  for (const auto& entry : fs::directory_iterator("/")) {
    const std::string inside = root + "/" + entry.path().filename().string();
    if (entry.is_symlink()) {
      fs::create_symlink(fs::read_symlink(entry.path()), inside);
    } else if (entry.is_directory()) {
      fs::create_directory(inside);
      mount_on(entry.path().string(), inside);
    }
  }
  require(::chroot(root.c_str()) == 0 && ::chdir("/") == 0, "enter the new root folder");
  mount_on(folder + "/resolv.conf", "/etc/resolv.conf");
  mount_on(folder + "/hosts", "/etc/hosts");
  // Where the machine has none, glibc asks files and then DNS by itself.
  const std::string sources = "/etc/nsswitch.conf";
  if (fs::exists(sources)) mount_on(folder + "/nsswitch.conf", sources);
}

/// The program gets none of the capabilities that root of a user namespace has: without the
/// bounding set exec gives none back.
void drop_capabilities() {
  for (int capability = 0; ::prctl(PR_CAPBSET_READ, capability) >= 0; ++capability) {
    require(::prctl(PR_CAPBSET_DROP, capability) == 0, "drop a capability");
  }
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (auto& text : texts) list.push_back(text.data());
  list.push_back(nullptr);
  return list;
}

[[noreturn]] void become(NodeProgram program, const NetworkNamespace& where, int output,
                         int errors) {
  try {
    require(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "tie the program's life to ours");
    require(::setns(where.descriptor(), CLONE_NEWNET) == 0, "enter the node's network");
    enter_root(program.folder);
    drop_capabilities();
    const int nothing = ::open("/dev/null", O_RDONLY);
    require(nothing >= 0 && ::dup2(nothing, STDIN_FILENO) >= 0 &&
                ::dup2(output, STDOUT_FILENO) >= 0 && ::dup2(errors, STDERR_FILENO) >= 0,
            "redirect its output");
    std::vector<std::string> settings;
    for (const auto& [name, value] : program.environment) settings.push_back(name + "=" + value);
    ::execve(program.command.front().c_str(), pointers(program.command).data(),
             pointers(settings).data());
    require(false, "start " + program.command.front());
  } catch (const std::exception& error) {
    const std::string text = error.what();
    [[maybe_unused]] const auto written = ::write(errors, text.data(), text.size());
  }
  ::_exit(kNotStarted);
}

struct Pipe {
  Pipe() { require(::pipe2(ends.data(), O_CLOEXEC) == 0, "make a pipe"); }
  std::array<int, 2> ends{};
};

/// A child and what it prints; killed if it still runs at the end.
class Child {
 public:
  Child(boost::asio::any_io_executor executor, const NetworkNamespace& where, NodeProgram program)
      : output_(executor), errors_(executor), exit_(executor) {
    Pipe output, errors;
    pid_ = ::fork();
    require(pid_ >= 0, "fork");
    if (pid_ == 0) become(std::move(program), where, output.ends[1], errors.ends[1]);
    ::close(output.ends[1]);
    ::close(errors.ends[1]);
    output_.assign(output.ends[0]);
    errors_.assign(errors.ends[0]);
    const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
    require(handle >= 0, "watch the program");
    exit_.assign(handle);
  }
  ~Child() {
    if (pid_ <= 0 || reaped_) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  Awaitable<void> finish(NodeProgramEnd& end) {
    co_await both(read_all(output_, end.output), read_all(errors_, end.errors));
    co_await exit_.async_wait(stream_descriptor::wait_read, kAwait);
    int status = 0;
    require(::waitpid(pid_, &status, 0) == pid_, "wait for the program");
    reaped_ = true;
    end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  }

 private:
  static Awaitable<void> read_all(stream_descriptor& from, std::string& into) {
    std::array<char, 16384> part;
    const auto buffer = boost::asio::buffer(part);
    while (into.size() < kMaxOutput) {
      const auto [error, count] = co_await from.async_read_some(buffer, kAwait);
      if (error) co_return;
      into.append(part.data(), count);
    }
  }

  stream_descriptor output_, errors_, exit_;
  pid_t pid_ = -1;
  bool reaped_ = false;
};

}  // namespace

Awaitable<NodeProgramEnd> run_in_node(boost::asio::any_io_executor executor,
                                      const NetworkNamespace& where, NodeProgram program) {
  const std::string name = program.command.front();
  Child child(executor, where, std::move(program));
  NodeProgramEnd end;
  co_await child.finish(end);
  if (end.exit_code == kNotStarted) throw std::runtime_error(name + ": " + end.errors);
  co_return end;
}

}  // namespace edge::sim
