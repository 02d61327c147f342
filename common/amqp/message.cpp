#include "common/amqp/message.hpp"

#include <algorithm>
#include <array>
#include <proton/error.hpp>
#include <utility>

#include "common/amqp/error.hpp"

namespace edge {
namespace {

constexpr std::size_t kMostKept = 4096;  // bytes of the buffer for whole messages

/// Appends what has arrived of a delivery. False when that exceeds `limit`.
bool receive(pn_delivery_t* delivery, std::size_t limit, std::vector<char>& parts) {
  pn_link_t* link = pn_delivery_link(delivery);
  while (const std::size_t pending = pn_delivery_pending(delivery)) {
    const std::size_t had = parts.size();
    if (had + pending > limit) return false;
    parts.resize(had + pending);
    const ssize_t count = pn_link_recv(link, parts.data() + had, pending);
    parts.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    if (count <= 0) return true;
  }
  return true;
}

/// One for all inboxes of a thread: to make a proton::message costs more than to decode into one,
/// and to keep one for each connection would cost memory that most of them never use again.
proton::message& decoded() {
  thread_local proton::message message;
  return message;
}

Result<const proton::message*> decode(const std::vector<char>& encoded) {
  try {
    decoded().decode(encoded);
    return &decoded();
  } catch (const proton::error&) {
    return make_error_code(AmqpErrc::protocol);
  }
}

}  // namespace

Result<const proton::message*> MessageInbox::take(pn_delivery_t* delivery) {
  pn_link_t* link = pn_delivery_link(delivery);
  if (!pn_delivery_readable(delivery)) return nullptr;
  const auto begun = parts_.find(link);
  // Most messages come whole: those need no entry of their own.
  whole_.clear();
  std::vector<char>& parts = begun == parts_.end() ? whole_ : begun->second;
  if (!receive(delivery, limit_, parts)) return make_error_code(AmqpErrc::protocol);
  if (pn_delivery_aborted(delivery)) {
    parts_.erase(link);
    pn_delivery_settle(delivery);
    return nullptr;
  }
  if (pn_delivery_partial(delivery)) {
    if (begun == parts_.end()) parts_.emplace(link, std::exchange(whole_, {}));
    return nullptr;
  }
  pn_link_advance(link);
  const auto message = decode(parts);
  if (begun != parts_.end()) parts_.erase(begun);
  if (whole_.capacity() > kMostKept) whole_ = {};
  return message;
}

void send_encoded(pn_link_t* link, std::span<const char> message, std::uint32_t tag,
                  bool settled) {
  const std::array<char, 4> tag_bytes{
      static_cast<char>(tag >> 24), static_cast<char>(tag >> 16), static_cast<char>(tag >> 8),
      static_cast<char>(tag)};
  pn_delivery_t* delivery = pn_delivery(link, pn_dtag(tag_bytes.data(), tag_bytes.size()));
  pn_link_send(link, message.data(), message.size());
  pn_link_advance(link);
  if (settled) pn_delivery_settle(delivery);
}

void send_message(pn_link_t* link, const proton::message& message, std::uint32_t tag,
                  bool settled) {
  send_encoded(link, message.encode(), tag, settled);
}

}  // namespace edge
