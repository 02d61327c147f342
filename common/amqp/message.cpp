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

}  // namespace

Result<const std::vector<char>*> MessageInbox::take_encoded(pn_delivery_t* delivery) {
  pn_link_t* link = pn_delivery_link(delivery);
  if (!pn_delivery_readable(delivery)) return nullptr;
  const auto begun = parts_.find(link);
  // Most messages come whole: those need no entry of their own, and one place for them serves all
  // connections.
  thread_local std::vector<char> whole;
  if (whole.capacity() > kMostKept) whole = {};
  whole.clear();
  std::vector<char>& parts = begun == parts_.end() ? whole : begun->second;
  if (!receive(delivery, limit_, parts)) return make_error_code(AmqpErrc::protocol);
  if (pn_delivery_aborted(delivery)) {
    parts_.erase(link);
    pn_delivery_settle(delivery);
    return nullptr;
  }
  if (pn_delivery_partial(delivery)) {
    if (begun == parts_.end()) parts_.emplace(link, std::exchange(whole, {}));
    return nullptr;
  }
  pn_link_advance(link);
  if (begun != parts_.end()) {
    whole = std::move(begun->second);
    parts_.erase(begun);
  }
  return &whole;
}

std::size_t MessageInbox::unfinished() const {
  std::size_t bytes = 0;
  for (const auto& [link, parts] : parts_) bytes += parts.size();
  return bytes;
}

void discard(pn_delivery_t* delivery) {
  pn_link_t* link = pn_delivery_link(delivery);
  if (!pn_link_is_receiver(link) || pn_link_current(link) != delivery) return;
  std::array<char, 4096> bytes;
  while (pn_link_recv(link, bytes.data(), bytes.size()) > 0) continue;
  if (pn_delivery_partial(delivery) && !pn_delivery_aborted(delivery)) return;
  pn_link_advance(link);
  pn_delivery_update(delivery, PN_RELEASED);
  pn_delivery_settle(delivery);
}

Result<const proton::message*> decode_message(const std::vector<char>& encoded) {
  // To make a proton::message costs more than to decode into one, and to keep one for each
  // connection would cost memory that most of them never use again.
  thread_local proton::message message;
  message.clear();  // a section that is missing leaves what was there: another client's body
  try {
    message.decode(encoded);
    return &message;
  } catch (const proton::error&) {
    return make_error_code(AmqpErrc::protocol);
  }
}

pn_delivery_t* send_encoded(pn_link_t* link, std::span<const char> message, std::string_view tag,
                            bool settled) {
  pn_delivery_t* delivery = pn_delivery(link, pn_dtag(tag.data(), tag.size()));
  pn_link_send(link, message.data(), message.size());
  pn_link_advance(link);
  if (!settled) return delivery;
  pn_delivery_settle(delivery);
  return nullptr;
}

void send_encoded(pn_link_t* link, std::span<const char> message, std::uint32_t tag,
                  bool settled) {
  const std::array<char, 4> bytes{static_cast<char>(tag >> 24), static_cast<char>(tag >> 16),
                                  static_cast<char>(tag >> 8), static_cast<char>(tag)};
  send_encoded(link, message, std::string_view(bytes.data(), bytes.size()), settled);
}

pn_delivery_t* send_message(pn_link_t* link, const proton::message& message, std::string_view tag,
                            bool settled) {
  return send_encoded(link, message.encode(), tag, settled);
}

void send_message(pn_link_t* link, const proton::message& message, std::uint32_t tag,
                  bool settled) {
  send_encoded(link, message.encode(), tag, settled);
}

}  // namespace edge
