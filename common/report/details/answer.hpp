// Who ended a connection attempt, as far as the own network interface shows it: shared by connects
// and path traces.
#pragma once

#include <string>
#include <string_view>

#include "common/report/fields.hpp"
#include "common/world/world.hpp"

namespace edge {

enum class Answer {
  accepted,       // SYN+ACK
  reset,          // RST; from the peer or a device on the way
  icmp,           // an ICMP error, with its sender
  own_host,       // the local kernel refused: no route, prohibit, a local filter
  no_neighbour,   // the own link's next hop does not answer ARP (ICMP 3/1 from the own address)
  silence,        // nobody
};
std::string_view name_of(Answer answer);

template <class F>
constexpr auto fields_of(F f, const IcmpError*) {
  return f.described("icmp", "an ICMP or ICMPv6 error and who sent it",
                   f.always("type", &IcmpError::type), f.always("code", &IcmpError::code),
                   f.always("sender", &IcmpError::sender));
}

/// "ICMP 3/13 from 192.168.1.1".
std::string words_on(const IcmpError& icmp);

}  // namespace edge
