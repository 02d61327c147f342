#include "simulator/lab/node_start.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "common/files/descriptor.hpp"
#include "common/files/output_file.hpp"
#include "common/files/own_folder.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/lab/system_call.hpp"

namespace edge::sim {
namespace {

namespace fs = std::filesystem;

constexpr int kNotStarted = 125;  // exit code of the first process without a program
// Descriptors behind the standard streams.
constexpr int kComplaint = 3;
constexpr int kWhere = 4;

void mount_on(const std::string& what, const std::string& where) {
  require(::mount(what.c_str(), where.c_str(), nullptr, MS_BIND | MS_REC, nullptr) == 0,
          "mount " + what + " on " + where);
}

/// A root folder with everything of the real one but its files: /.dockerenv would tell the program
/// that it is in a container, which depends on the machine and not on the scenario. It stands over
/// /tmp, of which a copy taken before goes into it: so the disk never holds a trace of it.
void enter_root() {
  const std::string root = "/tmp";
  require(::unshare(CLONE_NEWNS) == 0, "make a mount namespace");
  require(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0, "make / private");
  const int copy = ::open_tree(AT_FDCWD, root.c_str(),
                               OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_RECURSIVE);
  require(copy >= 0, "copy the mounts below " + root);
  require(::mount("tmpfs", root.c_str(), "tmpfs", 0, "mode=755") == 0, "mount a tmpfs");
  for (const auto& entry : fs::directory_iterator("/")) {
    const std::string inside = root + "/" + entry.path().filename().string();
    if (entry.is_symlink()) {
      fs::create_symlink(fs::read_symlink(entry.path()), inside);
    } else if (entry.is_directory()) {
      fs::create_directory(inside);
      if (entry.path() != root) mount_on(entry.path().string(), inside);
    }
  }
  const std::string inside = root + root;
  require(::move_mount(copy, "", AT_FDCWD, inside.c_str(), MOVE_MOUNT_F_EMPTY_PATH) == 0,
          "mount " + root + " on " + inside);
  require(::chroot(root.c_str()) == 0 && ::chdir("/") == 0, "enter the new root folder");
}

void lay_out(const NodeProgram& program) {
  require(::mkdir(kProgramFiles.c_str(), 0755) == 0, "make " + kProgramFiles);
  for (const auto& [name, text] : program.files) write_file(kProgramFiles + name, text);
  const OwnFolder own(kProgramFiles);
  for (const auto& [name, text] : program.secrets) own.write(name, text, Survives::program);
  for (const std::string name : {"resolv.conf", "hosts", "nsswitch.conf"}) {
    // Where the machine has no nsswitch.conf, glibc asks files and then DNS by itself.
    if (fs::exists("/etc/" + name)) mount_on(kProgramFiles + name, "/etc/" + name);
  }
  // Only for the process numbers to agree; containers with masked files in /proc do not allow it.
  [[maybe_unused]] const int shown = ::mount("proc", "/proc", "proc", 0, nullptr);
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

/// Nothing of this process but the streams: a copy of another program's pipe or of a client's
/// socket would keep its other end waiting.
void keep_only(StandardStreams streams, int complaint, int where) {
  // Numbers below could be overwritten before they are copied, hence copies above all of them.
  constexpr int kHigh = 64;
  const auto high = [](int descriptor) {
    const int copy = ::fcntl(descriptor, F_DUPFD, kHigh);
    require(copy >= 0, "copy a descriptor");
    return copy;
  };
  const int input = high(streams.input), output = high(streams.output),
            errors = high(streams.errors), report = high(complaint), network = high(where);
  require(::dup2(input, 0) >= 0 && ::dup2(output, 1) >= 0 && ::dup2(errors, 2) >= 0 &&
              ::dup3(report, kComplaint, O_CLOEXEC) >= 0 &&
              ::dup3(network, kWhere, O_CLOEXEC) >= 0,
          "redirect its output");
  require(::syscall(SYS_close_range, kWhere + 1, ~0U, 0) == 0, "close other descriptors");
}

void complain(int to, std::string_view text) {
  [[maybe_unused]] const auto written = ::write(to, text.data(), text.size());
}

/// execvpe() says "permission denied" also where only a folder of PATH cannot be looked into; a
/// shell says that there is no such program.
bool is_in_path(const std::string& file) {
  if (file.find('/') != file.npos) return true;
  std::istringstream folders(environment_variables()["PATH"]);
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (::access((folder + "/" + file).c_str(), F_OK) == 0) return true;
  }
  return false;
}

[[noreturn]] void execute(NodeProgram& program) {
  if (const auto path = program.environment.find("PATH"); path != program.environment.end()) {
    ::setenv("PATH", path->second.c_str(), 1);  // execvpe() looks in the caller's
  }
  std::vector<std::string> settings;
  for (const auto& [name, value] : program.environment) settings.push_back(name + "=" + value);
  const auto& file = program.command.front();
  ::execvpe(file.c_str(), pointers(program.command).data(), pointers(settings).data());
  const int reason = errno == EACCES && !is_in_path(file) ? ENOENT : errno;
  complain(kComplaint, "cannot start " + file + ": " + std::strerror(reason));
  ::_exit(reason == ENOENT ? kNotFound : kNotExecutable);
}

[[noreturn]] void become(NodeProgram program) {
  try {
    require(::setsid() >= 0, "begin a session");
    if (program.terminal) require(::ioctl(0, TIOCSCTTY, 0) == 0, "take the terminal");
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);  // what is ignored stays so through exec
    if (::chdir(program.working_folder.c_str()) != 0) require(::chdir("/") == 0, "enter /");
    execute(program);
  } catch (const std::exception& error) {
    complain(kComplaint, error.what());
  }
  ::_exit(kNotStarted);
}

/// What the first process of a pid namespace must do: take in orphans, pass signals on. When it
/// ends the kernel ends all others.
[[noreturn]] void look_after(pid_t program, const sigset_t& all) {
  while (true) {
    const int signal = ::sigwaitinfo(&all, nullptr);
    if (signal > 0 && signal != SIGCHLD) ::kill(program, signal);
    int status = 0;
    for (pid_t ended = 0; (ended = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      if (ended != program) continue;
      ::_exit(WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    }
  }
}

/// `parent` is a pidfd: whoever died before PR_SET_PDEATHSIG is not told of.
[[noreturn]] void be_first(const NetworkNamespace& where, NodeProgram program,
                           StandardStreams streams, int complaint, int parent,
                           const sigset_t& all) {
  int report = complaint;
  try {
    require(::prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "tie the program's life to ours");
    pollfd gone{parent, POLLIN, 0};
    if (::poll(&gone, 1, 0) != 0) ::raise(SIGKILL);
    keep_only(streams, complaint, where.descriptor());
    report = kComplaint;
    require(::setns(kWhere, CLONE_NEWNET) == 0, "enter the node's network");
    ::close(kWhere);
    enter_root();
    lay_out(program);
    drop_capabilities();
    const pid_t child = ::fork();
    require(child >= 0, "fork");
    if (child == 0) become(std::move(program));
    ::close(kComplaint);
    look_after(child, all);
  } catch (const std::exception& error) {
    complain(report, error.what());
  }
  ::_exit(kNotStarted);
}

/// fork() into a new pid namespace. unshare() would move later children as well, and the way back
/// needs rights over the machine's own namespace; the C library has no call for this.
pid_t fork_apart() {
  return static_cast<pid_t>(
      ::syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, nullptr, nullptr, nullptr, nullptr));
}

}  // namespace

pid_t start_in_node(const NetworkNamespace& where, NodeProgram program, StandardStreams streams,
                    int complaint) {
  const Descriptor self(static_cast<int>(::syscall(SYS_pidfd_open, ::getpid(), 0)));
  require(self.get() >= 0, "watch the own process");
  // Whatever this process does on a signal, its children must not begin with.
  sigset_t all, usual;
  ::sigfillset(&all);
  require(::sigprocmask(SIG_SETMASK, &all, &usual) == 0, "block signals");
  const pid_t child = fork_apart();
  if (child == 0) be_first(where, std::move(program), streams, complaint, self.get(), all);
  const int reason = errno;
  ::sigprocmask(SIG_SETMASK, &usual, nullptr);
  errno = reason;
  require(child >= 0, "fork into a pid namespace");
  return child;
}

}  // namespace edge::sim
