#include "simulator/lab/doctor_remedies.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/files/named_file.hpp"
#include "simulator/lab/open_files.hpp"

namespace edge::sim {
namespace {

constexpr std::size_t kLargestProcFile = 65536;

/// The value of a kernel setting; empty: this kernel has none of that name.
std::string setting(const std::string& name) {
  try {
    auto text = read_file_if_present("/proc/sys/" + name, {kLargestProcFile});
    while (text.ends_with('\n')) text.pop_back();
    return text;
  } catch (const std::exception&) {
    return {};
  }
}

bool in_container() {
  std::error_code ignored;
  return std::filesystem::exists("/.dockerenv", ignored) ||
         std::filesystem::exists("/run/.containerenv", ignored);
}

/// Engines, systemd units and sandboxes filter system calls this way.
bool calls_are_filtered() {
  return read_file_if_present("/proc/self/status", {kLargestProcFile}).find("\nSeccomp:\t2") !=
         std::string::npos;
}

/// A limit of zero forbids it, one of a few is soon used up.
void add_limit(Remedies& remedies, const std::string& name) {
  constexpr std::size_t kFew = 2;  // digits
  const auto value = setting("user/" + name);
  if (value.empty() || value.size() > kFew) return;
  remedies.push_back("sysctl -w user." + name + "=15000");
}

/// Some refusals have the kernel's words only.
bool is_about(const Refusal& refusal, int error) {
  return refusal.error == error || refusal.attempt.find(std::strerror(error)) != std::string::npos;
}

void add_apparmor(Remedies& remedies) {
  if (setting("kernel/apparmor_restrict_unprivileged_userns") != "1") return;
  remedies.emplace_back("sysctl -w kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu 23.10 "
                        "and later), or an AppArmor profile for edgesim that has `userns,`");
}

/// Only where no setting explains it already.
void add_container(Remedies& remedies) {
  if (!remedies.empty()) return;
  if (!in_container() && !calls_are_filtered()) return;
  remedies.emplace_back("in a container: docker run --security-opt seccomp=unconfined "
                        "--security-opt apparmor=unconfined, or --cap-add SYS_ADMIN");
}

Remedies or_else(Remedies remedies, const char* last) {
  if (remedies.empty()) remedies.emplace_back(last);
  return remedies;
}

}  // namespace

Remedies limit_remedies(const Refusal& refusal) {
  Remedies remedies;
  if (is_about(refusal, EMFILE)) {
    remedies.push_back(fmt::format(
        "ulimit -n {}, in the shell that starts it, if its hard limit is that high; else "
        "/etc/security/limits.conf (nofile), or LimitNOFILE= of its unit", 4 * kOpenFiles));
  }
  if (is_about(refusal, ENFILE)) remedies.emplace_back("sysctl -w fs.file-max=1000000");
  if (is_about(refusal, EAGAIN)) {
    remedies.emplace_back("ulimit -u 4096, in the shell that starts it, if its hard limit is that "
                          "high; else /etc/security/limits.conf (nproc), or TasksMax= of its unit");
    if (in_container()) remedies.emplace_back("docker run --pids-limit 4096");
  }
  if (is_about(refusal, ENOSPC)) {
    for (const auto* kind : {"user", "net", "pid", "mnt"}) {
      add_limit(remedies, fmt::format("max_{}_namespaces", kind));
    }
  }
  return remedies;
}

Remedies user_namespace_remedies(const Refusal&) {
  Remedies remedies;
  if (setting("kernel/unprivileged_userns_clone") == "0") {
    remedies.emplace_back("sysctl -w kernel.unprivileged_userns_clone=1");
  }
  add_limit(remedies, "max_user_namespaces");
  add_apparmor(remedies);
  add_container(remedies);
  return or_else(remedies, "a kernel with CONFIG_USER_NS, outside a chroot");
}

Remedies network_namespace_remedies(const Refusal&) {
  Remedies remedies;
  add_apparmor(remedies);
  add_limit(remedies, "max_net_namespaces");
  add_limit(remedies, "max_user_namespaces");
  add_container(remedies);
  return or_else(remedies, "a kernel with CONFIG_NET_NS");
}

Remedies settings_remedies(const Refusal&) {
  return {"in a container, where /proc/sys is mounted read-only: docker run --security-opt "
          "systempaths=unconfined",
          "mount -o remount,rw /proc/sys"};
}

Remedies tap_remedies(const Refusal&) {
  Remedies remedies;
  const bool there = ::access("/dev/net/tun", F_OK) == 0;
  if (in_container()) remedies.emplace_back("docker run --device /dev/net/tun");
  if (!there) remedies.emplace_back("modprobe tun");
  if (there && ::access("/dev/net/tun", R_OK | W_OK) != 0) {
    remedies.emplace_back("chmod 0666 /dev/net/tun");
  }
  return or_else(remedies, "modprobe tun");
}

Remedies nftables_remedies(const Refusal&) {
  return {"modprobe -a nf_tables nft_ct nft_fib_ipv4 nft_reject_ipv4 nft_chain_nat nft_masq"};
}

Remedies pid_namespace_remedies(const Refusal&) {
  Remedies remedies;
  add_limit(remedies, "max_pid_namespaces");
  add_container(remedies);
  return or_else(remedies, "a kernel with CONFIG_PID_NS");
}

Remedies private_mount_remedies(const Refusal&) {
  Remedies remedies;
  add_limit(remedies, "max_mnt_namespaces");
  add_apparmor(remedies);
  add_container(remedies);
  return or_else(remedies, "give the machine what the words above name: /etc/resolv.conf and "
                           "/etc/hosts must be there to be mounted over");
}

Remedies uid_range_remedies(const Refusal&) {
  Remedies remedies;
  if (::access("/usr/bin/newuidmap", X_OK) != 0) remedies.emplace_back("apt install uidmap");
  remedies.emplace_back("usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "
                        "\"$USER\"");
  return remedies;
}

}  // namespace edge::sim
