#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

namespace errc = boost::system::errc;

bool is(const IcmpError& icmp, int v4_type, int v4_code, int v6_type, int v6_code) {
  const bool v6 = icmp.sender.is_v6();
  return icmp.type == (v6 ? v6_type : v4_type) && icmp.code == (v6 ? v6_code : v4_code);
}

bool is_host_unreachable(const IcmpError& icmp) { return is(icmp, 3, 1, 1, 3); }

}  // namespace

bool is_time_exceeded(const IcmpError& icmp) { return is(icmp, 11, 0, 3, 0); }
bool is_time_exceeded(const Hop& hop) { return hop.icmp && is_time_exceeded(*hop.icmp); }

Answer classify(const DialResult& result) {
  if (!result.error) return Answer::accepted;
  if (result.icmp) {
    const bool own = result.local && result.local->address == result.icmp->sender;
    if (!own) return Answer::icmp;
    return is_host_unreachable(*result.icmp) ? Answer::no_neighbour : Answer::own_host;
  }
  if (result.error == errc::timed_out || result.error == errc::operation_canceled) {
    return Answer::silence;
  }
  if (result.error == errc::connection_refused || result.error == errc::connection_reset) {
    return Answer::reset;
  }
  return result.local ? Answer::icmp : Answer::own_host;
}

}  // namespace edge::probe
