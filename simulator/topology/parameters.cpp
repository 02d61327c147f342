#include "simulator/topology/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "simulator/topology/look_up.hpp"

namespace edge::sim {
namespace {

std::string list(const std::vector<std::string>& names) {
  std::string joined;
  for (const auto& name : names) joined += (joined.empty() ? "" : ", ") + name;
  return joined;
}

[[noreturn]] void refuse(const std::string& name, const std::string& value,
                         const std::string& allowed) {
  throw ParameterError(name, fmt::format("'{}' cannot be '{}'; allowed: {}", name,
                                         printable(value, 64), allowed));
}

/// "2.5%" is 2.5 and "%"; what begins with no number has the unit "?".
std::pair<double, std::string_view> number_and_unit(std::string_view written) {
  const auto* end = written.data() + written.size();
  double number = 0;
  const auto [stop, error] =
      std::from_chars(written.data(), end, number, std::chars_format::fixed);
  if (error != std::errc{} || !(number >= 0)) return {0, "?"};
  return {number, {stop, static_cast<std::size_t>(end - stop)}};
}

/// Not loopback, multicast, reserved or "this network" (RFC 6890).
bool is_for_hosts(const IpAddress& address) {
  const auto first = address.to_v4().to_bytes()[0];
  return first != 0 && first != 127 && first < 224;
}

}  // namespace

ParameterError::ParameterError(const std::string& name, const std::string& what)
    : std::invalid_argument(what), parameter_(name) {}

std::string ParameterReader::text(const std::string& name, std::optional<std::string> otherwise) {
  known_.insert(name);
  if (const auto found = parameters_.find(name); found != parameters_.end()) return found->second;
  if (!otherwise) throw std::invalid_argument(fmt::format("'{}' is required", name));
  return *otherwise;
}

int ParameterReader::number(const std::string& name, int smallest, int largest,
                            std::optional<int> otherwise) {
  const auto written =
      text(name, otherwise ? std::optional{std::to_string(*otherwise)} : std::nullopt);
  const auto value = whole_number<int>(written);
  if (!value || *value < smallest || *value > largest) {
    refuse(name, written, fmt::format("{} to {}", smallest, largest));
  }
  return *value;
}

std::uint16_t ParameterReader::port(const std::string& name, std::uint16_t otherwise) {
  return static_cast<std::uint16_t>(number(name, 1, 65535, otherwise));
}

Duration ParameterReader::duration(const std::string& name, std::optional<Duration> otherwise) {
  const auto written = text(name, otherwise ? std::optional<std::string>{""} : std::nullopt);
  if (written.empty() && otherwise) return *otherwise;
  const auto value = parse_duration(written, std::chrono::years{100});
  if (!value) refuse(name, written, "a duration such as 5m, 36h or 400d");
  return *value;
}

double ParameterReader::share(const std::string& name, double otherwise) {
  const auto written = text(name, "");
  if (written.empty()) return otherwise;
  const auto [percent, unit] = number_and_unit(written);
  if (unit != "%" || percent > 100) refuse(name, written, "0% to 100%");
  return percent / 100;
}

std::uint64_t ParameterReader::bit_rate(const std::string& name, std::uint64_t otherwise) {
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"kbit", 1e3}, {"Mbit", 1e6}, {"Gbit", 1e9}};
  const auto written = text(name, "");
  if (written.empty()) return otherwise;
  const auto [number, unit] = number_and_unit(written);
  for (const auto& [word, factor] : kUnits) {
    const double bits = number * factor;
    if (unit == word && bits >= 1 && bits <= 1e12) return static_cast<std::uint64_t>(bits);
  }
  refuse(name, written, "a rate such as 512kbit, 10Mbit or 1Gbit");
}

std::string ParameterReader::choice(const std::string& name,
                                    const std::vector<std::string>& allowed,
                                    std::optional<std::string> otherwise) {
  const auto written = text(name, std::move(otherwise));
  if (std::find(allowed.begin(), allowed.end(), written) == allowed.end()) {
    refuse(name, written, list(allowed));
  }
  return written;
}

std::vector<std::string> ParameterReader::choices(const std::string& name,
                                                  const std::vector<std::string>& allowed) {
  std::istringstream words(text(name));
  std::vector<std::string> chosen;
  for (std::string word; std::getline(words >> std::ws, word, ',');) {
    const bool known = std::find(allowed.begin(), allowed.end(), word) != allowed.end();
    const bool again = std::find(chosen.begin(), chosen.end(), word) != chosen.end();
    if (!known || again) refuse(name, word, list(allowed) + ", each once");
    chosen.push_back(word);
  }
  if (chosen.empty()) refuse(name, "", list(allowed));
  return chosen;
}

std::optional<IpAddress> ParameterReader::address(const std::string& name) {
  const auto written = text(name, "");
  if (written.empty()) return std::nullopt;
  ErrorCode error;
  const auto address = boost::asio::ip::make_address(written, error);
  if (error) refuse(name, written, "an IP address");
  return address;
}

std::vector<Prefix> ParameterReader::prefixes(const std::string& name,
                                              const std::string& otherwise) {
  const std::string allowed = "networks such as 198.51.100.0/24, separated by commas";
  const auto written = text(name, otherwise);
  std::istringstream words(written);
  std::vector<Prefix> found;
  for (std::string word; std::getline(words >> std::ws, word, ',');) {
    const auto prefix = parse_prefix(word);
    if (!prefix || !prefix->address.is_v4() || network_of(*prefix) != *prefix) {
      refuse(name, word, allowed);
    }
    found.push_back(*prefix);
  }
  if (found.empty()) refuse(name, written, allowed);
  return found;
}

std::vector<IpAddress> ParameterReader::addresses(const std::string& name) {
  const auto written = text(name);
  std::istringstream words(written);
  std::vector<IpAddress> addresses;
  for (std::string word; std::getline(words >> std::ws, word, ',');) {
    ErrorCode error;
    addresses.push_back(boost::asio::ip::make_address(word, error));
    if (error) refuse(name, word, "IP addresses");
  }
  if (addresses.empty()) refuse(name, written, "IP addresses");
  return addresses;
}

Prefix ParameterReader::network(const std::string& name, const std::string& otherwise) {
  const auto written = text(name, otherwise);
  const auto prefix = parse_prefix(written);
  const bool fits = prefix && prefix->address.is_v4() && prefix->length >= 8 &&
                    prefix->length <= 30 && network_of(*prefix) == *prefix &&
                    is_for_hosts(prefix->address);
  if (!fits) refuse(name, written, "an IPv4 network such as 172.18.0.0/16, /8 to /30");
  return *prefix;
}

Node& ParameterReader::node(Topology& topology, const std::string& name) {
  const auto written = text(name);
  std::vector<std::string> names;
  for (auto& node : topology.nodes) {
    if (node.name == written) return node;
    names.push_back(node.name);
  }
  refuse(name, written, list(names));
}

Wire& ParameterReader::wire(Topology& topology) {
  const auto a = node(topology, "from").name, b = node(topology, "to").name;
  for (auto& wire : topology.wires) {
    if ((wire.a.node == a && wire.b.node == b) || (wire.a.node == b && wire.b.node == a)) {
      return wire;
    }
  }
  throw std::invalid_argument("no wire joins " + a + " and " + b);
}

void ParameterReader::finish() const {
  for (const auto& [name, value] : parameters_) {
    if (known_.contains(name)) continue;
    const auto allowed = known_.empty() ? "none" : list({known_.begin(), known_.end()});
    throw ParameterError(name, fmt::format("unknown parameter '{}'; allowed: {}",
                                           printable(name, 64), allowed));
  }
}

}  // namespace edge::sim
