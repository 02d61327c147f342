#include "common/report/details/hello.hpp"

#include <fmt/format.h>

namespace edge {
namespace {

std::string what_differs(const HelloDetail& detail) {
  if (!detail.max_segment && detail.named) return "as the agent's, on another connection";
  if (!detail.max_segment) return "without the hub's name";
  return fmt::format("in segments of at most {} bytes", *detail.max_segment);
}

std::string outcome_of(const HelloDetail& detail) {
  if (!detail.connected) return "no TCP connection";
  if (detail.first_byte && detail.complete) return "acknowledged";
  if (detail.window_closed) return "cannot be sent, as the peer's receive window is closed";
  if (detail.first_byte) return "not acknowledged";
  if (detail.complete) return "answered";
  if (detail.bytes_received == 0) return "no answer";
  return fmt::format("{} bytes of an answer", detail.bytes_received);
}

}  // namespace

std::string words_on(const HelloDetail& detail) {
  const std::string peer = to_string(detail.target);
  if (detail.first_byte) {
    return fmt::format("one byte that is no TLS to {}: {}", peer, outcome_of(detail));
  }
  std::string text = fmt::format("ClientHello to {} {}: {}", peer, what_differs(detail),
                                 outcome_of(detail));
  if (detail.largest_segment) text += fmt::format("; {} still pass", *detail.largest_segment);
  if (detail.smallest_lost) text += fmt::format(", {} do not", *detail.smallest_lost);
  if (!detail.error.empty() && !detail.complete) text += " (" + detail.error.text + ")";
  return text;
}

}  // namespace edge
