#include "simulator/topology/parameter_types.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <bit>
#include <nlohmann/json.hpp>

#include "common/base/check.hpp"
#include "common/base/duration_text.hpp"
#include "common/base/host_name.hpp"
#include "common/base/quantity.hpp"
#include "common/base/utf8.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

using nlohmann::ordered_json;

/// Not loopback, multicast, reserved or "this network" (RFC 6890).
bool is_for_hosts(const IpAddress& address) {
  const auto first = address.to_v4().to_bytes()[0];
  return first != 0 && first != 127 && first < 224;
}

/// As long as the same values may be in a topology file.
constexpr std::size_t kLongestText = 2048;

std::optional<std::string> text_of(const std::string& text) {
  const bool fits = !text.empty() && text.size() <= kLongestText && is_plain_text(text);
  return fits ? std::optional(text) : std::nullopt;
}

/// RFC 4422, section 3.1; letters of either case, as brokers are lax.
std::optional<std::string> mechanism_of(const std::string& text) {
  constexpr std::string_view kAllowed =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const bool fits = !text.empty() && text.size() <= 20 &&
                    text.find_first_not_of(kAllowed) == text.npos &&
                    std::string_view("-_").find(text.front()) == std::string_view::npos;
  return fits ? std::optional(text) : std::nullopt;
}

std::optional<std::string> host_of(const std::string& text) {
  return is_host_name(text) || parse_address(text) ? std::optional(text) : std::nullopt;
}

std::optional<std::uint16_t> port_of(const std::string& text) {
  const auto port = whole_number<std::uint16_t>(text);
  return port.value_or(0) == 0 ? std::nullopt : port;
}

std::optional<Duration> duration_of(const std::string& text) {
  const auto parsed = parse_duration(text, std::chrono::years{100});
  return parsed ? std::optional<Duration>(*parsed) : std::nullopt;
}

std::optional<double> share_of(const std::string& text) {
  const auto percent = parse_quantity(text);
  if (!percent || percent->unit != "%" || percent->number > 100) return std::nullopt;
  return percent->number / 100;
}

/// Not 0, which would be no limit at all.
std::optional<std::uint64_t> bit_rate_of(const std::string& text) {
  const auto rate = parse_bit_rate(text);
  return rate.value_or(0) == 0 ? std::nullopt : rate;
}

std::optional<IpAddress> address_of(const std::string& text) {
  const auto address = parse_address(text);
  return address ? std::optional<IpAddress>(*address) : std::nullopt;
}

std::optional<Prefix> prefix_of(const std::string& text) {
  const auto prefix = parse_prefix(text);
  const bool network = prefix && prefix->address.is_v4() && network_of(*prefix) == *prefix;
  return network ? std::optional(*prefix) : std::nullopt;
}

std::optional<Prefix> host_network_of(const std::string& text) {
  const auto prefix = prefix_of(text);
  const bool fits = prefix && prefix->length >= 8 && prefix->length <= 30 &&
                    is_for_hosts(prefix->address);
  return fits ? prefix : std::nullopt;
}

constexpr std::string_view kTextExamples[] = {"device", "amqp:internal-error"};
constexpr std::string_view kMechanismExamples[] = {"PLAIN", "EXTERNAL", "MSSBCBS"};
constexpr std::string_view kHostExamples[] = {"hub.test", "corp.test", "198.51.100.10"};
constexpr std::string_view kPortExamples[] = {"5671", "443"};
constexpr std::string_view kDurationExamples[] = {"1ms", "50ms", "700ms", "3s",
                                                  "20s", "45s", "10m", "30h"};
constexpr std::string_view kShareExamples[] = {"1%", "10%", "30%", "60%", "80%"};
constexpr std::string_view kBitRateExamples[] = {"32kbit", "256kbit", "10Mbit"};
constexpr std::string_view kAddressExamples[] = {
    "198.51.100.10", "198.51.100.20", "192.168.1.1", "192.168.1.99", "10.20.30.40", "127.0.0.1",
    "0.0.0.0", "203.0.113.77", "2001:db8::10"};
constexpr std::string_view kPrefixExamples[] = {
    "0.0.0.0/0", "0.0.0.0/1", "198.51.100.0/24", "192.0.2.0/24", "192.168.1.0/24", "10.0.0.0/8",
    "172.18.0.0/16"};
constexpr std::string_view kHostNetworkExamples[] = {"172.18.0.0/16", "172.30.160.0/20",
                                                     "172.25.0.0/24"};

}  // namespace

constinit const ValueKind<std::string> kind::text{
    "TEXT", "text in one line, without control characters, 1 to 2048 bytes", text_of,
    R"({"type": ["string", "number", "boolean"], "minLength": 1, "maxLength": 2048})",
    kTextExamples};
constinit const ValueKind<std::string> kind::mechanism{
    "MECHANISM", "a SASL mechanism's name such as PLAIN, at most 20 letters, digits, '-', '_'",
    mechanism_of,
    R"({"type": ["string", "integer"], "pattern": "^[A-Za-z0-9][A-Za-z0-9_-]{0,19}$"})",
    kMechanismExamples};
constinit const ValueKind<std::string> kind::host{
    "HOST", "a host's name or address", host_of,
    R"({"type": "string", "pattern": "^[A-Za-z0-9_.:-]+$", "maxLength": 253})",
    kHostExamples};
constinit const ValueKind<std::uint16_t> kind::port{
    "PORT", "1 to 65535", port_of,
    R"({"type": ["integer", "string"], "minimum": 1, "maximum": 65535, "pattern": "^[0-9]+$"})",
    kPortExamples};
constinit const ValueKind<Duration> kind::duration{
    "DURATION", "a duration such as 5m, 36h or 400d, at most 36524d (100 years)", duration_of,
    R"({"$ref": "#/$defs/duration"})",
    kDurationExamples};
constinit const ValueKind<double> kind::share{
    "PERCENT", "0% to 100%", share_of,
    R"({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?%$", "examples": ["2.5%"]})",
    kShareExamples};
constinit const ValueKind<std::uint64_t> kind::bit_rate{
    "BITRATE", "a rate such as 512kbit, 10Mbit or 1Gbit", bit_rate_of,
    R"({"type": "string", "pattern": "^[0-9]+(\\.[0-9]+)?[kMG]?bit$", "examples": ["512kbit"]})",
    kBitRateExamples};
constinit const ValueKind<IpAddress> kind::address{
    "ADDRESS", "an IP address", address_of,
    R"({"type": "string", "pattern": "^[0-9A-Fa-f:.]+(%.+)?$",
        "examples": ["198.51.100.10"]})",
    kAddressExamples};
constinit const ValueKind<Prefix> kind::prefix{
    "PREFIX", "networks such as 198.51.100.0/24", prefix_of,
    R"({"type": "string", "pattern": "^[0-9.]+(/[0-9]+)?$", "examples": ["198.51.100.0/24"]})",
    kPrefixExamples};
constinit const ValueKind<Prefix> kind::host_network{
    "PREFIX", "an IPv4 network such as 172.18.0.0/16, /8 to /30", host_network_of,
    R"({"type": "string", "pattern": "^[0-9.]+/[0-9]+$", "examples": ["172.18.0.0/16"]})",
    kHostNetworkExamples};

int NumberParameter::read(const Written& written) const {
  const auto text = written.text();
  const auto value = whole_number<int>(text);
  if (value && *value >= smallest_ && *value <= largest_) return *value;
  refuse(text);
}

std::string NumberParameter::allowed(const Topology*) const {
  return fmt::format("{} to {}", smallest_, largest_);
}

Written NumberParameter::drawn(Chance& chance, const Topology*) const {
  const auto range = static_cast<std::size_t>(largest_ - smallest_) + 1;
  // Each order of magnitude is as likely as the others.
  const auto scale = std::size_t{1} << (chance.below(std::bit_width(range)) + 1);
  return std::to_string(smallest_ + static_cast<int>(chance.below(std::min(range, scale))));
}

ordered_json NumberParameter::value_schema() const {
  return {{"type", {"integer", "string"}}, {"minimum", smallest_}, {"maximum", largest_},
          {"pattern", "^-?[0-9]+$"}};
}

void NodeParameter::check_value(const Written& written, const Topology* on) const {
  const auto name = written.text();
  if (name.empty() || (on && !find_node(*on, name))) refuse(name, on);
}

std::string NodeParameter::allowed(const Topology* on) const {
  if (!on) return "a node of the network";
  std::vector<std::string> names;
  for (const auto& node : on->nodes) names.push_back(node.name);
  return joined(names, ", ");
}

Written NodeParameter::drawn(Chance& chance, const Topology* on) const {
  CHECK(on);
  return chance.one_of(on->nodes).name;
}

Node& NodeParameter::find(Topology& topology, const Arguments& with) const {
  auto* node = find_node(topology, with[*this]);
  CHECK(node);
  return *node;
}

ordered_json NodeParameter::value_schema() const {
  return {{"type", {"string", "number", "boolean"}}, {"minLength", 1}};
}

std::string NameParameter::read(const Written& written) const {
  const auto text = written.text();
  const auto names = names_();
  if (std::ranges::find(names, text) == names.end()) refuse(text);
  return text;
}

std::vector<std::string> list_items(const Written& written) {
  if (written.list) return written.items;
  std::vector<std::string> items;
  for (const auto& each : written.items) {
    for (std::size_t from = 0; from <= each.size();) {
      const auto comma = std::min(each.find(',', from), each.size());
      items.push_back(each.substr(from, comma - from));
      items.back().erase(0, items.back().find_first_not_of(' '));
      from = comma + 1;
    }
  }
  return items;
}

std::string joined(const std::vector<std::string>& names, std::string_view separator) {
  return fmt::format("{}", fmt::join(names, separator));
}

ordered_json parsed_schema(std::string_view json) { return ordered_json::parse(json); }

ordered_json schema_of_names(const std::vector<std::string>& names) {
  auto values = ordered_json::array();
  for (const auto& name : names) values.push_back(as_json(name));
  return {{"enum", std::move(values)}};
}

ordered_json schema_of_list(const ordered_json& item) {
  return {{"oneOf", {item, {{"type", "array"}, {"items", item}, {"minItems", 1}},
                     {{"type", "string"}, {"pattern", ","}}}}};
}

}  // namespace edge::sim
