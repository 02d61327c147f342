#include "probe/verdicts/icmp_phrases.hpp"

#include <fmt/format.h>

#include "probe/evidence/answer.hpp"

namespace edge::probe {
namespace {

std::string_view meaning4(const IcmpError& error) {
  if (error.type == 11) return "time to live exceeded";
  if (error.type != 3) return "an ICMP error";
  switch (error.code) {
    case 0: return "network unreachable";
    case 1: return "host unreachable";
    case 2: return "protocol unreachable";
    case 3: return "port unreachable";
    case 4: return "fragmentation needed";
    case 9: case 10: case 13: return "administratively prohibited";
    default: return "destination unreachable";
  }
}

std::string_view meaning6(const IcmpError& error) {
  if (error.type == 3) return "hop limit exceeded";
  if (error.type == 2) return "packet too big";
  if (error.type != 1) return "an ICMPv6 error";
  switch (error.code) {
    case 0: return "no route to destination";
    case 1: return "administratively prohibited";
    case 2: return "beyond scope of source address";
    case 3: return "address unreachable";
    case 4: return "port unreachable";
    case 5: case 6: return "rejected by policy or route";
    default: return "destination unreachable";
  }
}

}  // namespace

std::string icmp_text(const IcmpError& error) {
  const bool v6 = error.sender.is_v6();
  return fmt::format("{} ({} {}/{})", v6 ? meaning6(error) : meaning4(error),
                     v6 ? "ICMPv6" : "ICMP", error.type, error.code);
}

bool is_port_unreachable(const IcmpError& error) {
  return error.sender.is_v6() ? error.type == 1 && error.code == 4
                              : error.type == 3 && error.code == 3;
}

bool is_host_unreachable(const IcmpError& error) {
  if (is_time_exceeded(error)) return true;
  if (error.sender.is_v6()) return error.type == 1 && (error.code == 0 || error.code == 3);
  return error.type == 3 && error.code <= 1;
}

}  // namespace edge::probe
