// Evidence of a path trace: TTL-limited SYNs to the very port, and who answers at which distance.
#pragma once

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
  Endpoint target;
  std::string subject;                  // "amqp", "amqp-ws", "control"
  std::vector<Hop> hops;                // ascending TTL; ends at the first refusal or accept
  bool reached = false;                 // the last hop accepted
};

constexpr auto fields_of(const Hop*) {
  return described("hop", "one SYN with a limited TTL", always("ttl", &Hop::ttl),
                   always("answer", &Hop::answer), optional("from", &Hop::from),
                   optional("icmp", &Hop::icmp), known("rtt_ms", &Hop::rtt));
}

constexpr auto fields_of(const PathDetail*) {
  return described("detail-path", "", always("target", &PathDetail::target),
                   always("subject", &PathDetail::subject), always("hops", &PathDetail::hops),
                   always("reached", &PathDetail::reached));
}

/// "172.18.0.1 (0.4 ms) > 192.168.1.1 (0.9 ms) > silence from hop 3 on".
std::string words_on(const PathDetail& path);

}  // namespace edge
