// Evidence of a path trace: TTL-limited SYNs to the very port, and who answers at which distance.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "common/report/details/answer.hpp"
#include "common/report/fields.hpp"

namespace edge {

/// One probe with a limited TTL.
struct Hop {
  int ttl = 0;
  Answer answer = Answer::silence;
  std::optional<IpAddress> from;
  std::optional<IcmpError> icmp;
  Duration rtt{};
};

struct PathDetail {
  static constexpr std::string_view kind = "path";
  /// Subjects besides transports: the address to compare with; a name server; the same machine on a
  /// port that is not DNS; the routers next after the own host, towards no machine at all; and an
  /// address of the hub that the agent's time was too short for.
  static constexpr std::string_view control = "control";
  static constexpr std::string_view name_server = "dns";
  static constexpr std::string_view name_server_machine = "dns-machine";
  static constexpr std::string_view beyond_host = "beyond-host";
  static constexpr std::string_view other_address = "other-address";
  static constexpr std::array subjects{control, name_server, name_server_machine, beyond_host,
                                       other_address};

  Endpoint target;
  std::string subject;                  // a transport's name, or one of those above
  std::vector<Hop> hops;                // ascending TTL; ends at the first refusal or accept
  bool reached = false;                 // the last hop accepted
  std::optional<IpAddress> source{};    // the own address; absent if no packet could be sent
};

template <class F>
constexpr auto fields_of(F f, const Hop*) {
  return f.described("hop", "one SYN with a limited TTL", f.always("ttl", &Hop::ttl),
                   f.always("answer", &Hop::answer), f.optional("from", &Hop::from),
                   f.optional("icmp", &Hop::icmp), f.known("rtt_ms", &Hop::rtt));
}

template <class F>
constexpr auto fields_of(F f, const PathDetail*) {
  return f.described("detail-path", "", f.always("target", &PathDetail::target),
                   f.always("subject", &PathDetail::subject), f.always("hops", &PathDetail::hops),
                   f.always("reached", &PathDetail::reached),
                   f.optional("source", &PathDetail::source, "the own address"));
}

/// Where it leads: "5671", "name server 192.168.1.1:53".
std::string subject_words(const PathDetail& path);

/// "172.18.0.1 (0.4 ms) > 192.168.1.1 (0.9 ms) > silence from hop 3 on".
std::string words_on(const PathDetail& path);

}  // namespace edge
