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
  std::optional<IpAddress> source{};  // the own address; absent if no packet could be sent
};

struct ConnectDetail {
  static constexpr std::string_view kind = "connect";
  std::vector<ConnectTry> tries;
};

template <class F>
constexpr auto fields_of(F f, const TcpInfo*) {
  return f.described("tcp", "the kernel's account of the connection (struct tcp_info)",
                   f.optional("retransmits", &TcpInfo::retransmits, "of the SYN"),
                   f.optional("backoff", &TcpInfo::backoff), f.optional("rto_ms", &TcpInfo::rto),
                   f.optional("rtt_ms", &TcpInfo::rtt),
                   f.optional("snd_mss_bytes", &TcpInfo::snd_mss),
                   f.optional("advmss_bytes", &TcpInfo::advmss),
                   f.optional("path_mtu_bytes", &TcpInfo::path_mtu),
                   f.optional("unacked_segments", &TcpInfo::unacked),
                   f.optional("total_retrans", &TcpInfo::total_retrans),
                   f.optional("bytes_acked", &TcpInfo::bytes_acked),
                   f.optional("bytes_received", &TcpInfo::bytes_received),
                   f.optional("unsent_bytes", &TcpInfo::unsent));
}

template <class F>
constexpr auto fields_of(F f, const ConnectTry*) {
  return f.described("connect-try", "one connect() to one address",
                   f.always("peer", &ConnectTry::peer), f.always("answer", &ConnectTry::answer),
                   f.optional("error", &ConnectTry::error, "name of the errno"),
                   f.optional("icmp", &ConnectTry::icmp), f.always("begin_ms", &ConnectTry::begin),
                   f.always("end_ms", &ConnectTry::end), f.optional("tcp", &ConnectTry::tcp),
                   f.optional("source", &ConnectTry::source, "the own address"));
}

template <class F>
constexpr auto fields_of(F f, const ConnectDetail*) {
  return f.described("detail-connect", "", f.always("tries", &ConnectDetail::tries));
}

std::string words_on(const ConnectDetail& detail);

}  // namespace edge
