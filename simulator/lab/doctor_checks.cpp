#include "simulator/lab/doctor_checks.hpp"

#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>
#include <vector>

#include "common/world/real/network_namespace.hpp"
#include "common/world/spawn.hpp"
#include "simulator/lab/doctor_remedies.hpp"
#include "simulator/lab/module_files.hpp"
#include "simulator/lab/nft_table.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab/open_files.hpp"
#include "simulator/lab/tap_device.hpp"
#include "simulator/lab/uid_ranges.hpp"

namespace edge::sim {
namespace {

// What a lab has at the same time.
constexpr int kNodes = 16;
constexpr int kPrograms = 8;

/// The errno of the first that is refused. For what a process cannot take back: a child has it, and
/// waits for a child that has the next.
int unshare_in_forks(int what, int how_many) {
  const pid_t child = ::fork();
  if (child < 0) return errno;
  if (child == 0) {
    if (::unshare(what) != 0) ::_exit(errno);
    ::_exit(how_many == 1 ? 0 : unshare_in_forks(what, how_many - 1));
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

Refusal unshared(int what, int how_many, const std::string& attempt) {
  const int error = unshare_in_forks(what, how_many);
  const auto* call = error == EAGAIN ? "fork" : attempt.c_str();
  return {error, std::string(call) + ": " + std::strerror(error)};
}

/// That children are allowed shows in that this one is tried at all.
Refusal limits() {
  const auto reason = allow_open_files();
  return {reason.empty() ? 0 : EMFILE, reason};
}

Refusal user_namespace() { return unshared(CLONE_NEWUSER, 1, "unshare(CLONE_NEWUSER)"); }

/// As the lab does it. On some machines root of a user namespace has no capabilities: then this is
/// the step that fails.
Refusal network_namespace() {
  const auto reason = enter_private_namespaces();
  if (!reason.empty()) return {EPERM, reason};
  std::vector<NetworkNamespace> nodes;
  for (int i = 0; i < kNodes; ++i) nodes.emplace_back();
  return {};
}

Refusal settings() {
  const NetworkNamespace node;
  const Inside here(node);
  write_sysctl("net/ipv4/ip_forward", "1");
  return {};
}

Refusal tap_device() {
  boost::asio::io_context context;
  const NetworkNamespace node;
  const TapDevice device(context.get_executor(), node, "doctor0");
  return {};
}

/// What nodes have of it: a filter that tracks connections, masquerading, a mark, a fib lookup.
Refusal nftables() {
  const NetworkNamespace node;
  const Inside here(node);
  NftTable table;
  table.become("table ip edgesim {\n"
               "  chain forward { type filter hook forward priority 0;\n"
               "    ct state established accept\n"
               "    fib daddr type local accept\n"
               "    reject with tcp reset\n  }\n"
               "  chain leave { type nat hook postrouting priority 100;\n"
               "    oifname \"eth0\" masquerade\n  }\n}\n");
  return {};
}

Refusal pid_namespaces() {
  return unshared(CLONE_NEWPID, kPrograms, "unshare(CLONE_NEWPID)");
}

/// A program that ends at once, started as every program in a node is.
Refusal private_mount() {
  boost::asio::io_context context;
  const NetworkNamespace node;
  NodeProgram program;
  program.command = {"/bin/true"};
  program.files = node_files({});
  std::optional<NodeProgramEnd> end;
  std::exception_ptr failure;
  auto running = run_in_node(context.get_executor(), node, std::move(program));
  spawn(context.get_executor(), keep_result(std::move(running), end),
        [&failure](std::exception_ptr thrown) { failure = thrown; });
  context.run();
  if (failure) std::rethrow_exception(failure);
  return {};
}

Refusal uid_ranges() {
  const auto reason = map_uid_ranges();
  return {reason.empty() ? 0 : EPERM, reason};
}

constexpr std::string_view kNoLab = "the lab cannot run at all";

constexpr std::array kChecks{
    Check{.name = "limits", .what = "a process may keep enough files open and have children",
          .without_it = kNoLab, .vital = true, .run = limits, .remedies = limit_remedies},
    Check{.name = "user-namespace", .what = "a process can get a user namespace of its own",
          .without_it = kNoLab, .vital = true, .run = user_namespace,
          .remedies = user_namespace_remedies},
    Check{.name = "network-namespace",
          .what = "as root of that namespace it can make network namespaces",
          .without_it = kNoLab, .vital = true, .run = network_namespace,
          .remedies = network_namespace_remedies},
    Check{.name = "settings", .what = "network settings (net.ipv4.*) can be written in them",
          .without_it = "no node can forward packets: the lab cannot run", .run = settings,
          .remedies = settings_remedies},
    Check{.name = "tap-device", .what = "TAP devices, whose frames this program carries",
          .without_it = "there are no wires: the lab cannot run", .run = tap_device,
          .remedies = tap_remedies},
    Check{.name = "nftables", .what = "filter and NAT rules of the nodes",
          .without_it = "no node filters or masquerades: the lab cannot run", .run = nftables,
          .remedies = nftables_remedies},
    Check{.name = "pid-namespace", .what = "programs in a node end with all that they started",
          .without_it = "no program can be started in a node", .run = pid_namespaces,
          .remedies = pid_namespace_remedies},
    Check{.name = "private-mount", .what = "programs in a node have its resolv.conf and hosts",
          .without_it = "no program can be started in a node", .run = private_mount,
          .remedies = private_mount_remedies},
    Check{.name = "uid-ranges", .what = "several users in one user namespace",
          .without_it = "tests with real VPN clients and proxies, which change their user, are "
                        "skipped; the lab itself does not need it",
          .needed = false, .apart = true, .run = uid_ranges, .remedies = uid_range_remedies},
};

}  // namespace

std::span<const Check> doctor_checks() { return kChecks; }

}  // namespace edge::sim
