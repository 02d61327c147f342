// The attributes of a netlink message (rtattr, rtnetlink(7)), each within its bounds: what does not
// fit ends the walk. Numbers are the machine's, addresses the network's byte order.
#pragma once

#include <linux/rtnetlink.h>

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace edge {

/// The fixed part at the front of `body`; nothing if that is shorter.
template <class Header>
std::optional<Header> header_of(std::string_view body) {
  Header header;
  if (body.size() < sizeof header) return std::nullopt;
  std::memcpy(&header, body.data(), sizeof header);
  return header;
}

/// What stands behind it.
template <class Header>
std::string_view behind(std::string_view body) {
  const std::size_t size = (sizeof(Header) + 3) & ~std::size_t{3};
  return body.substr(std::min(size, body.size()));
}

/// Calls `take(type, value)` for each attribute.
template <class Take>
void for_each_attribute(std::string_view bytes, Take take) {
  while (bytes.size() >= sizeof(rtattr)) {
    rtattr header;
    std::memcpy(&header, bytes.data(), sizeof header);
    if (header.rta_len < sizeof header || header.rta_len > bytes.size()) return;
    const auto type = static_cast<std::uint16_t>(header.rta_type & ~0xc000);  // nested, byte order
    take(type, bytes.substr(sizeof header, header.rta_len - sizeof header));
    const std::size_t whole = (header.rta_len + std::size_t{3}) & ~std::size_t{3};
    bytes.remove_prefix(std::min(whole, bytes.size()));
  }
}

/// 0 for a value of another size: nobody's table, interface or MTU.
inline std::uint32_t number_of(std::string_view value) {
  std::uint32_t number = 0;
  if (value.size() == sizeof number) std::memcpy(&number, value.data(), sizeof number);
  return number;
}

inline std::optional<boost::asio::ip::address_v4> address_of(std::string_view value) {
  boost::asio::ip::address_v4::bytes_type bytes;
  if (value.size() != bytes.size()) return std::nullopt;
  std::memcpy(bytes.data(), value.data(), bytes.size());
  return boost::asio::ip::address_v4(bytes);
}

/// Of 4 bytes or of 16.
inline std::optional<boost::asio::ip::address> any_address_of(std::string_view value) {
  if (const auto v4 = address_of(value)) return *v4;
  boost::asio::ip::address_v6::bytes_type bytes;
  if (value.size() != bytes.size()) return std::nullopt;
  std::memcpy(bytes.data(), value.data(), bytes.size());
  return boost::asio::ip::address_v6(bytes);
}

/// Up to its first zero byte.
inline std::string text_of(std::string_view value) {
  return std::string(value.substr(0, value.find('\0')));
}

/// `body` with one more attribute.
inline void add_attribute(std::string& body, std::uint16_t type, std::string_view value) {
  const rtattr header{static_cast<std::uint16_t>(sizeof(rtattr) + value.size()), type};
  body.append(reinterpret_cast<const char*>(&header), sizeof header);
  body += value;
  body.resize((body.size() + 3) & ~std::size_t{3});
}

template <class Value>
std::string bytes_of(const Value& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

/// The 4 or 16 of an address.
inline std::string address_bytes(const boost::asio::ip::address& address) {
  return address.is_v4() ? bytes_of(address.to_v4().to_bytes())
                         : bytes_of(address.to_v6().to_bytes());
}

}  // namespace edge
