#include "common/amqp/message.hpp"

#include <array>
#include <proton/error.hpp>

#include "common/amqp/error.hpp"

namespace edge {
namespace {

constexpr std::size_t kChunk = 4096;

}  // namespace

Result<std::optional<std::vector<char>>> MessageInbox::take_encoded(pn_delivery_t* delivery) {
  pn_link_t* link = pn_delivery_link(delivery);
  if (!pn_delivery_readable(delivery)) return std::nullopt;
  std::vector<char>& parts = parts_[link];
  std::array<char, kChunk> chunk;
  ssize_t count = 0;
  while ((count = pn_link_recv(link, chunk.data(), chunk.size())) > 0) {
    if (parts.size() + static_cast<std::size_t>(count) > limit_) {
      return make_error_code(AmqpErrc::protocol);
    }
    parts.insert(parts.end(), chunk.begin(), chunk.begin() + count);
  }
  if (pn_delivery_aborted(delivery)) {
    parts_.erase(link);
    pn_delivery_settle(delivery);
    return std::nullopt;
  }
  if (pn_delivery_partial(delivery)) return std::nullopt;
  pn_link_advance(link);
  std::vector<char> encoded = std::move(parts);
  parts_.erase(link);
  if (encoded.empty()) return make_error_code(AmqpErrc::protocol);
  return encoded;
}

Result<std::optional<proton::message>> MessageInbox::take(pn_delivery_t* delivery) {
  const auto encoded = take_encoded(delivery);
  if (!encoded) return encoded.error();
  if (!*encoded) return std::nullopt;
  auto message = decode_message(**encoded);
  if (!message) return message.error();
  return std::move(*message);
}

Result<proton::message> decode_message(const std::vector<char>& encoded) {
  try {
    proton::message message;
    message.decode(encoded);
    return message;
  } catch (const proton::error&) {
    return make_error_code(AmqpErrc::protocol);
  }
}

pn_delivery_t* send_message(pn_link_t* link, const proton::message& message, std::string_view tag,
                            bool settled) {
  pn_delivery_t* delivery = pn_delivery(link, pn_dtag(tag.data(), tag.size()));
  const std::vector<char> encoded = message.encode();
  pn_link_send(link, encoded.data(), encoded.size());
  pn_link_advance(link);
  if (!settled) return delivery;
  pn_delivery_settle(delivery);
  return nullptr;
}

void send_message(pn_link_t* link, const proton::message& message, std::uint32_t tag,
                  bool settled) {
  const std::array<char, 4> bytes{static_cast<char>(tag >> 24), static_cast<char>(tag >> 16),
                                  static_cast<char>(tag >> 8), static_cast<char>(tag)};
  send_message(link, message, std::string_view(bytes.data(), bytes.size()), settled);
}

}  // namespace edge
