// The SASL layer of AMQP (part 5, section 5.3), both ends, in front of a connection that Proton
// believes to be without SASL. Mechanisms of one step only: ANONYMOUS, EXTERNAL, PLAIN (RFC 4616)
// and Microsoft's MSSBCBS, which says that a token follows on $cbs.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/amqp/sasl_frames.hpp"
#include "common/world/stream.hpp"

namespace edge {

/// Gets one line per frame, without secrets. May be empty.
using FrameTrace = std::function<void(const std::string&)>;

/// What a client saw, as far as it went.
struct SaslDetail {
  Bytes first_bytes;  // of the peer: a SASL header, or what came instead
  std::vector<std::string> offered;
  std::optional<std::uint8_t> outcome;
};

/// SASL header, then `init` once the peer offers its mechanism. Errors: AmqpErrc::not_amqp,
/// wrong_header, protocol, sasl_no_mechanism, sasl_refused; those of the stream.
Awaitable<Result<void>> sasl_client(Stream& stream, SaslInit init, SaslDetail& detail,
                                    FrameTrace trace = {});

/// NUL authzid, NUL, user, NUL, password (RFC 4616, section 2).
Secret plain_response(std::string_view user, std::string_view password);

struct SaslServerOptions {
  std::vector<std::string> mechanisms;  // in the order offered
  std::string welcome;                  // additional data of the outcome
  /// Gives the outcome, 0 to 4 as in SaslOutcome, for an offered mechanism; empty: always 0, ok.
  std::function<std::uint8_t(const SaslInit&)> judge;
};

/// The server's part after the client's SASL header has been read: header, offer, outcome. Gives
/// the client's init when that outcome is ok. Errors as sasl_client.
Awaitable<Result<SaslInit>> sasl_server(Stream& stream, SaslServerOptions options,
                                        FrameTrace trace = {});

}  // namespace edge
