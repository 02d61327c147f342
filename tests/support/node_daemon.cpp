#include "tests/support/node_daemon.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <system_error>

namespace edge::test {
namespace {

constexpr int kNotStarted = 127;

// The first namespace may mount; in the second the daemon is an ordinary user. One process all the
// way: it can be stopped and killed by its number. $1 is the folder.
constexpr const char* kEnter =
    "mount --bind \"$1/resolv.conf\" /etc/resolv.conf && mount -t tmpfs tmpfs /dev/shm && shift && "
    "exec unshare --user --map-user=65534 --map-group=65534 -- \"$@\"";

[[noreturn]] void become(const std::string& folder, std::vector<std::string> command) {
  const std::string log = folder + "/output";
  const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int nothing = ::open("/dev/null", O_RDONLY);
  if (output < 0 || nothing < 0 || ::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) ::_exit(kNotStarted);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  ::setenv("PATH", "/usr/sbin:/sbin:/usr/bin:/bin", 1);  // users' paths lack sbin
  ::setenv("HOME", folder.c_str(), 1);
  std::vector<std::string> words{
      "unshare", "--user", "--map-root-user", "--mount", "--", "sh", "-c", kEnter, "sh", folder};
  words.insert(words.end(), command.begin(), command.end());
  std::vector<char*> arguments;
  for (auto& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  ::execvp(arguments.front(), arguments.data());
  ::_exit(kNotStarted);
}

}  // namespace

NodeDaemon::NodeDaemon(const edge::NetworkNamespace& where, std::filesystem::path folder,
                       std::vector<std::string> command)
    : folder_(std::move(folder)), name_(command.front()) {
  const edge::Inside here(where);
  pid_ = ::fork();
  if (pid_ < 0) throw std::system_error(errno, std::generic_category(), "fork for " + name_);
  if (pid_ == 0) become(folder_.string(), std::move(command));
}

NodeDaemon::~NodeDaemon() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

void NodeDaemon::require_alive() {
  if (pid_ > 0 && ::waitpid(pid_, nullptr, WNOHANG) == 0) return;
  pid_ = -1;
  std::ifstream output(folder_ / "output");
  throw std::runtime_error(
      name_ + " has ended: " + std::string(std::istreambuf_iterator<char>(output), {}));
}

void NodeDaemon::freeze() { ::kill(pid_, SIGSTOP); }

}  // namespace edge::test
