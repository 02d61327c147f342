#include "probe/environment/upstream_protocol.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>

#include "common/base/ascii_case.hpp"
#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "probe/environment/variables.hpp"

namespace edge::probe {
namespace {

constexpr std::array<std::string_view, 4> kNames = {"Amqp", "AmqpWs", "Mqtt", "MqttWs"};
constexpr std::array<std::string_view, 4> kTransports = {"amqp", "amqp-ws", "", ""};

std::optional<int> value_of_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (same_ignoring_case(kNames[i], name)) return static_cast<int>(i);
  }
  return std::nullopt;
}

/// Enum.TryParse: a number, in the enum or not, or names whose values are joined bit by bit.
std::optional<int> parsed(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+')) digits.remove_prefix(1);
  if (const auto number = whole_number<int>(digits)) return number;
  int joined = 0;
  while (true) {
    const auto comma = text.find(',');
    const auto value = value_of_name(trimmed(text.substr(0, comma)));
    if (!value) return std::nullopt;
    joined |= *value;
    if (comma == text.npos) return joined;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

UpstreamProtocol upstream_protocol(std::string_view value) {
  const std::string_view text = trimmed(value);
  if (text.empty()) return {};
  const auto shown = printable(text, kShownOfValue);
  const auto number = parsed(text);
  if (!number) {
    return {{}, fmt::format("UpstreamProtocol is '{}', which is none of Amqp, AmqpWs, Mqtt and "
                            "MqttWs: the agent ignores it without a word", shown)};
  }
  const auto index = static_cast<std::size_t>(*number);
  if (*number < 0 || index >= kNames.size()) {
    return {{}, fmt::format("UpstreamProtocol is '{}', the number of no protocol: the agent fails "
                            "with it before it connects, again and again; write Amqp or AmqpWs, or "
                            "give --transport",
                            shown), true};
  }
  if (kTransports[index].empty()) {
    return {{}, fmt::format("UpstreamProtocol is {}, and MQTT is not imitated yet: what is tried "
                            "are the ways that the agent has without it", kNames[index])};
  }
  return {{std::string(kTransports[index])}, fmt::format("UpstreamProtocol is {}", kNames[index])};
}

}  // namespace edge::probe
