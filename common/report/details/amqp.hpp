// Evidence of an AMQP open, as far as it went (AMQP 1.0 part 2, sections 2.2 and 2.7.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/error_fact.hpp"
#include "common/report/fields.hpp"

namespace edge {

struct AmqpDetail {
  static constexpr std::string_view kind = "amqp";
  std::string first_bytes;              // of an answer that is not AMQP 1.0, printable
  std::string peer_header;              // "AMQP 0 1 0 0", or empty if none came
  bool open_received = false;
  std::string container_id, hostname, product;
  std::optional<std::uint32_t> max_frame_size, channel_max, idle_timeout_ms;
  bool iot_hub = false;                 // the peer's OPEN is a hub's own (its container id)
  std::string condition, description;   // of a CLOSE
  ErrorFact error;
};

template <class F>
constexpr auto fields_of(F f, const AmqpDetail*) {
  return f.described("detail-amqp", "", f.optional("first_bytes", &AmqpDetail::first_bytes),
                   f.optional("peer_header", &AmqpDetail::peer_header),
                   f.always("open_received", &AmqpDetail::open_received),
                   f.optional("container_id", &AmqpDetail::container_id),
                   f.optional("hostname", &AmqpDetail::hostname),
                   f.optional("product", &AmqpDetail::product),
                   f.optional("max_frame_size_bytes", &AmqpDetail::max_frame_size),
                   f.optional("channel_max", &AmqpDetail::channel_max),
                   f.optional("idle_timeout_ms", &AmqpDetail::idle_timeout_ms),
                   f.always("iot_hub", &AmqpDetail::iot_hub),
                   f.optional("condition", &AmqpDetail::condition, "of a CLOSE"),
                   f.optional("description", &AmqpDetail::description),
                   f.optional("error", &AmqpDetail::error));
}

/// The header of bare AMQP 1.0, which a hub sends in answer to the agent's (no SASL).
inline constexpr std::string_view kPlainAmqpHeader = "AMQP 0 1 0 0";

/// The peer wants another protocol layer first (SASL, TLS) or another version of AMQP.
bool other_amqp_header(const AmqpDetail& detail);

/// By what it calls itself in its OPEN: whatever it does next, no agent connects to it.
bool is_known_broker(const AmqpDetail& detail);

std::string words_on(const AmqpDetail& detail);

}  // namespace edge
