// Evidence of a TLS ClientHello that differs from the agent's in one thing: smaller segments, or no
// name in it. What it gets beside the agent's own tells a path MTU from a filter.
#pragma once

#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"
#include "common/world/endpoint.hpp"

namespace edge {

struct HelloDetail {
  static constexpr std::string_view kind = "hello";
  Endpoint target;
  std::optional<int> max_segment;       // TCP_MAXSEG in bytes; absent: as the agent's
  bool named = true;                    // has the hub's name (SNI, RFC 6066 section 3)
  bool first_byte = false;              // one alone was sent, no TLS, to see whether data passes
  bool connected = false;               // TCP stands
  std::uint64_t bytes_received = 0;     // by TLS
  bool complete = false;                // the peer's whole flight came, or an alert; of the first
                                        // byte: it was acknowledged
  bool window_closed = false;           // the peer's receive window let nothing be sent
  std::optional<int> largest_segment;   // that was tried and still got all; of a smaller one
  std::optional<int> smallest_lost;     // that was tried and did not
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const HelloDetail*) {
  return f.described("detail-hello", "a ClientHello that differs in one thing from the agent's",
                   f.always("target", &HelloDetail::target),
                   f.optional("max_segment_bytes", &HelloDetail::max_segment,
                              "absent: as the agent's"),
                   f.always("named", &HelloDetail::named, "with the hub's name (SNI)"),
                   f.known("first_byte", &HelloDetail::first_byte,
                           "true: one byte alone was sent, no TLS, to see whether data passes"),
                   f.always("connected", &HelloDetail::connected, "TCP stands"),
                   f.always("bytes_received", &HelloDetail::bytes_received),
                   f.always("complete", &HelloDetail::complete,
                            "the peer's whole flight came, or an alert; of the first byte: it was "
                            "acknowledged"),
                   f.known("window_closed", &HelloDetail::window_closed,
                           "true: the peer's receive window let nothing be sent"),
                   f.optional("largest_segment_bytes", &HelloDetail::largest_segment,
                              "that was tried and still got all"),
                   f.optional("smallest_lost_bytes", &HelloDetail::smallest_lost,
                              "that was tried and did not"),
                   f.optional("error", &HelloDetail::error));
}

std::string words_on(const HelloDetail& detail);

}  // namespace edge
