#include "probe/verdicts/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kUsualHubs = "*.azure-devices.net";

std::string names_to_allow(const std::string& host) {
  const auto cloud = host.find(kUsualHubs.substr(1, kUsualHubs.rfind('.')));
  return cloud == host.npos ? host : "*" + host.substr(cloud);
}

std::string port_name(const TransportRow& transport) {
  return fmt::format("{}.port", transport.name);
}

}  // namespace

Placeholders placeholders_of(const Case& facts) {
  Placeholders values{{"hubs", names_to_allow(facts.host)}};
  for (const TransportRow& transport : transport_rows()) {
    values[port_name(transport)] = std::to_string(hub_port(facts, transport.name));
  }
  return values;
}

std::string filled(std::string_view words, const Placeholders& values) {
  std::string text;
  while (true) {
    const auto open = words.find('{');
    text += words.substr(0, open);
    if (open == words.npos) return text;
    const auto close = std::min(words.find('}', open), words.size() - 1);
    const auto value = values.find(words.substr(open + 1, close - open - 1));
    text += value == values.end() ? words.substr(open, close - open + 1) : value->second;
    words.remove_prefix(close + 1);
  }
}

std::string usual_words(std::string_view words) {
  Placeholders values{{"hubs", std::string(kUsualHubs)}};
  for (const TransportRow& transport : transport_rows()) {
    values[port_name(transport)] = std::to_string(transport.default_port);
  }
  return filled(words, values);
}

}  // namespace edge::probe
