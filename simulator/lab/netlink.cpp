#include "simulator/lab/netlink.hpp"

#include <fmt/core.h>
#include <linux/if_link.h>
#include <net/if.h>
#include <netlink/route/link.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "common/base/check.hpp"
#include "simulator/lab/libnl.hpp"

namespace edge::sim {
namespace {

/// By hand: rtnl_link_build_change_request() writes all flags, not only the one that changes.
NlMessage link_message(int type, int flags, int index, unsigned change = 0, unsigned value = 0) {
  NlMessage message(nlmsg_alloc_simple(type, flags));
  ifinfomsg header{};
  header.ifi_index = index;
  header.ifi_change = change;
  header.ifi_flags = value;
  CHECK(message && nlmsg_append(message.get(), &header, sizeof header, NLMSG_ALIGNTO) == 0);
  return message;
}

int keep_kernel_error(sockaddr_nl*, nlmsgerr* error, void* kept) {
  *static_cast<int*>(kept) = -error->error;
  return NL_STOP;
}

}  // namespace

Netlink::Netlink(std::string owner) : owner_(std::move(owner)), socket_(nl_socket_alloc()) {
  CHECK(socket_);
  if (const int error = nl_connect(socket_, NETLINK_ROUTE); error < 0) {
    nl_socket_free(socket_);
    fail("open a netlink socket", nl_geterror(error));
  }
  // libnl folds most errors into "Unspecific failure".
  nl_socket_modify_err_cb(socket_, NL_CB_CUSTOM, keep_kernel_error, &kernel_error_);
}

Netlink::~Netlink() { nl_socket_free(socket_); }

void Netlink::fail(const std::string& attempt, const std::string& reason) const {
  throw std::runtime_error(owner_ + ": cannot " + attempt + ": " + reason);
}

void Netlink::check(int libnl_result, const std::string& attempt) const {
  if (libnl_result < 0) fail(attempt, nl_geterror(libnl_result));
}

int Netlink::send(nl_msg* message, const std::string& attempt) {
  kernel_error_ = 0;
  check(nl_send_auto(socket_, message), attempt);
  const int result = nl_wait_for_ack(socket_);
  if (kernel_error_ == 0) check(result, attempt);
  return kernel_error_;
}

void Netlink::request(nl_msg* message, const std::string& attempt) {
  if (const int error = send(message, attempt); error != 0) fail(attempt, std::strerror(error));
}

void Netlink::request_removal(nl_msg* message, const std::string& attempt) {
  const int error = send(message, attempt);
  const bool gone = error == ENODEV || error == ESRCH || error == EADDRNOTAVAIL || error == ENOENT;
  if (error != 0 && !gone) fail(attempt, std::strerror(error));
}

const std::map<std::string, Link>& Netlink::read_links() {
  nl_cache* cache = nullptr;
  check(rtnl_link_alloc_cache(socket_, AF_UNSPEC, &cache), "list the devices");
  const NlCache keep(cache);
  links_.clear();
  for_each<rtnl_link>(cache, [this](rtnl_link* link) {
    links_[rtnl_link_get_name(link)] = {rtnl_link_get_ifindex(link), rtnl_link_get_master(link),
                                        static_cast<int>(rtnl_link_get_mtu(link)),
                                        (rtnl_link_get_flags(link) & IFF_UP) != 0};
  });
  return links_;
}

int Netlink::index(const std::string& device) const {
  const auto found = links_.find(device);
  if (found == links_.end()) throw std::runtime_error(owner_ + ": there is no device " + device);
  return found->second.index;
}

std::string Netlink::name_of(int index) const {
  const auto has_index = [index](const auto& entry) { return entry.second.index == index; };
  const auto found = std::ranges::find_if(links_, has_index);
  return found == links_.end() ? std::string() : found->first;
}

void Netlink::add_bridge(const std::string& name) {
  const auto message = link_message(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, 0);
  int failed = nla_put_string(message.get(), IFLA_IFNAME, name.c_str());
  nlattr* info = nla_nest_start(message.get(), IFLA_LINKINFO);
  failed |= nla_put_string(message.get(), IFLA_INFO_KIND, "bridge");
  nlattr* data = nla_nest_start(message.get(), IFLA_INFO_DATA);
  failed |= nla_put_u32(message.get(), IFLA_BR_FORWARD_DELAY, 0);
  failed |= nla_put_u32(message.get(), IFLA_BR_STP_STATE, 0);
  failed |= nla_put_u8(message.get(), IFLA_BR_MCAST_SNOOPING, 0);
  failed |= nla_nest_end(message.get(), data);
  failed |= nla_nest_end(message.get(), info);
  CHECK(failed == 0);
  request(message.get(), "make bridge " + name);
}

void Netlink::remove_link(const std::string& device) {
  if (!links_.contains(device)) return;
  const auto message = link_message(RTM_DELLINK, 0, index(device));
  request_removal(message.get(), "remove device " + device);
}

void Netlink::set_master(const std::string& device, const std::string& bridge) {
  const int master = bridge.empty() ? 0 : index(bridge);
  const auto message = link_message(RTM_SETLINK, 0, index(device));
  CHECK(nla_put_u32(message.get(), IFLA_MASTER, static_cast<std::uint32_t>(master)) == 0);
  const auto what = bridge.empty() ? "of no bridge" : "of bridge " + bridge;
  request(message.get(), "make " + device + " a port " + what);
}

void Netlink::set_up(const std::string& device, bool up) {
  const auto message = link_message(RTM_SETLINK, 0, index(device), IFF_UP, up ? IFF_UP : 0);
  request(message.get(), "set " + device + (up ? " up" : " down"));
}

void Netlink::set_mtu(const std::string& device, int bytes) {
  const auto message = link_message(RTM_SETLINK, 0, index(device));
  CHECK(nla_put_u32(message.get(), IFLA_MTU, static_cast<std::uint32_t>(bytes)) == 0);
  request(message.get(), fmt::format("set the MTU of {} to {}", device, bytes));
}

}  // namespace edge::sim
