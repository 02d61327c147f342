// Evidence of TCP connects: who answered each of them, and the kernel's account.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "common/base/error_fact.hpp"
#include "common/report/details/answer.hpp"
#include "common/report/fields.hpp"
#include "common/world/world.hpp"

namespace edge {

/// One connect() to one address.
struct ConnectTry {
  Endpoint peer;
  Answer answer = Answer::silence;
  ErrorFact error;                 // of the errno; empty when accepted
  std::optional<IcmpError> icmp;
  Duration begin{}, end{};         // since the run's start
  TcpInfo tcp;
};

struct ConnectDetail {
  static constexpr std::string_view kind = "connect";
  std::vector<ConnectTry> tries;
};

constexpr auto fields_of(const TcpInfo*) {
  return described("tcp", "the kernel's account of the connection (struct tcp_info)",
                   optional("retransmits", &TcpInfo::retransmits),
                   optional("backoff", &TcpInfo::backoff), optional("rto_ms", &TcpInfo::rto),
                   optional("rtt_ms", &TcpInfo::rtt), optional("snd_mss_bytes", &TcpInfo::snd_mss),
                   optional("advmss_bytes", &TcpInfo::advmss),
                   optional("path_mtu_bytes", &TcpInfo::path_mtu),
                   optional("unacked_segments", &TcpInfo::unacked),
                   optional("total_retrans", &TcpInfo::total_retrans),
                   optional("bytes_acked", &TcpInfo::bytes_acked),
                   optional("bytes_received", &TcpInfo::bytes_received));
}

constexpr auto fields_of(const ConnectTry*) {
  return described("connect-try", "one connect() to one address",
                   always("peer", &ConnectTry::peer), always("answer", &ConnectTry::answer),
                   optional("error", &ConnectTry::error, "name of the errno"),
                   optional("icmp", &ConnectTry::icmp), always("begin_ms", &ConnectTry::begin),
                   always("end_ms", &ConnectTry::end), optional("tcp", &ConnectTry::tcp));
}

constexpr auto fields_of(const ConnectDetail*) {
  return described("detail-connect", "", always("tries", &ConnectDetail::tries));
}

std::string words_on(const ConnectDetail& detail);

}  // namespace edge
