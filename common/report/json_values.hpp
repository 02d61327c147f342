// The single values of a report as JSON: times, durations, addresses, names of enumerations.
// For json.cpp only.
#pragma once

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "common/base/secret_gate.hpp"
#include "common/base/whole_number.hpp"
#include "common/report/report.hpp"
#include "common/report/timestamp.hpp"

namespace edge::json {

using Json = nlohmann::ordered_json;

template <class T>
concept Named = std::is_enum_v<T> && requires(T value) { name_of(value); };

template <class T>
concept Scalar = Named<T> || std::integral<T> || std::same_as<T, std::string> ||
                 std::same_as<T, Duration> || std::same_as<T, WallTime> ||
                 std::same_as<T, IpAddress> || std::same_as<T, Endpoint>;

template <Scalar T>
Json scalar_to_json(const T& value) {
  if constexpr (Named<T>) {
    return std::string(name_of(value));
  } else if constexpr (std::same_as<T, Duration>) {
    return static_cast<double>(value.count()) / 1e6;
  } else if constexpr (std::same_as<T, WallTime>) {
    return iso_text(value);
  } else if constexpr (std::same_as<T, IpAddress>) {
    return value.to_string();
  } else if constexpr (std::same_as<T, Endpoint>) {
    return to_string(value);
  } else if constexpr (std::same_as<T, std::string>) {
    return without_own_secrets(value);
  } else {
    return value;
  }
}

/// What a value of type T must look like, for error messages.
template <Scalar T>
std::string_view expected() {
  if constexpr (Named<T>) return "is none of the known names";
  if constexpr (std::same_as<T, Duration>) return "must be a number of milliseconds";
  if constexpr (std::same_as<T, WallTime>) return "must be a time such as 2017-11-28T18:46:19Z";
  if constexpr (std::same_as<T, IpAddress>) return "must be an IP address";
  if constexpr (std::same_as<T, Endpoint>) return "must be an address and a port";
  if constexpr (std::same_as<T, std::string>) return "must be a string";
  if constexpr (std::same_as<T, bool>) return "must be true or false";
  return "must be an integer in range";
}

inline bool address_from(std::string_view text, IpAddress& value) {
  ErrorCode error;
  value = boost::asio::ip::make_address(std::string(text), error);
  return !error;
}

/// Unlike parse_endpoint this takes port 0: a report may say that none is known.
inline bool endpoint_from(std::string_view text, Endpoint& value) {
  const auto colon = text.rfind(':');
  if (colon == text.npos) return false;
  std::string_view host = text.substr(0, colon);
  const auto port = whole_number<std::uint16_t>(text.substr(colon + 1));
  const bool bracketed = host.starts_with('[') && host.ends_with(']');
  if (bracketed) host = host.substr(1, host.size() - 2);
  value.port = port.value_or(0);
  return port && address_from(host, value.address) && value.address.is_v6() == bracketed;
}

template <class T>
bool integer_from(const Json& in, T& value) {
  if (!in.is_number_integer()) return false;
  // An unsigned number above the signed range would wrap when read as signed.
  if (in.is_number_unsigned()) {
    const auto number = in.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<T>::max())) return false;
    value = static_cast<T>(number);
    return true;
  }
  const auto number = in.get<std::int64_t>();
  if (!std::in_range<T>(number)) return false;
  value = static_cast<T>(number);
  return true;
}

template <Named T>
bool name_from(const std::string& text, T& value) {
  for (int i = 0; !name_of(static_cast<T>(i)).empty(); ++i) {
    value = static_cast<T>(i);
    if (name_of(value) == text) return true;
  }
  return false;
}

inline bool duration_from(const Json& in, Duration& value) {
  if (!in.is_number()) return false;
  const double nanoseconds = in.get<double>() * 1e6;
  if (!(std::abs(nanoseconds) < 9e18)) return false;
  value = Duration{std::llround(nanoseconds)};
  return true;
}

/// False when `in` does not look as `expected<T>()` says.
template <Scalar T>
bool scalar_from_json(const Json& in, T& value) {
  if constexpr (std::same_as<T, bool>) {
    if (in.is_boolean()) value = in.get<bool>();
    return in.is_boolean();
  } else if constexpr (std::same_as<T, Duration>) {
    return duration_from(in, value);
  } else if constexpr (std::integral<T>) {
    return integer_from(in, value);
  } else {
    if (!in.is_string()) return false;
    const std::string& text = in.get_ref<const std::string&>();
    if constexpr (Named<T>) {
      return name_from(text, value);
    } else if constexpr (std::same_as<T, std::string>) {
      value = text;
      return true;
    } else if constexpr (std::same_as<T, IpAddress>) {
      return address_from(text, value);
    } else if constexpr (std::same_as<T, Endpoint>) {
      return endpoint_from(text, value);
    } else {
      const auto time = parse_iso(text);
      if (time) value = *time;
      return time.has_value();
    }
  }
}

}  // namespace edge::json
