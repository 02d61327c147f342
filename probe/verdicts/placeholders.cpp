#include "probe/verdicts/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/rows.hpp"
#include "probe/verdicts/connect_facts.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kUsualHubs = "*.azure-devices.net";

std::string names_to_allow(const std::string& host) {
  const auto cloud = host.find(kUsualHubs.substr(1, kUsualHubs.rfind('.')));
  return cloud == host.npos ? host : "*" + host.substr(cloud);
}

std::string usual_port(bool web) {
  const auto& row = row_of(transport_rows(), web, &TransportRow::web_port);
  return std::to_string(row.default_port);
}

}  // namespace

Placeholders placeholders_of(const Case& facts) {
  return {{"hubs", names_to_allow(facts.host)},
          {"own.port", std::to_string(hub_port(facts, own_way(facts)))},
          {"web.port", std::to_string(hub_port(facts, web_way(facts)))}};
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
  return filled(words, {{"hubs", std::string(kUsualHubs)},
                        {"own.port", usual_port(false)},
                        {"web.port", usual_port(true)}});
}

}  // namespace edge::probe
