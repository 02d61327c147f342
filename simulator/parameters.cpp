#include "simulator/parameters.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <sstream>
#include <stdexcept>

#include "common/base/duration_text.hpp"
#include "common/base/escape.hpp"
#include "common/topology/look_up.hpp"

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
  int value = 0;
  const auto* end = written.data() + written.size();
  const auto [stop, error] = std::from_chars(written.data(), end, value);
  if (error != std::errc{} || stop != end || value < smallest || value > largest) {
    refuse(name, written, fmt::format("{} to {}", smallest, largest));
  }
  return value;
}

std::uint16_t ParameterReader::port(const std::string& name, std::uint16_t otherwise) {
  return static_cast<std::uint16_t>(number(name, 1, 65535, otherwise));
}

Duration ParameterReader::duration(const std::string& name) {
  const auto written = text(name);
  const auto value = parse_duration(written, std::chrono::years{100});
  if (!value) refuse(name, written, "a duration such as 5m, 36h or 400d");
  return *value;
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
                    prefix->length <= 30 && network_of(*prefix) == *prefix;
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

void ParameterReader::finish() const {
  for (const auto& [name, value] : parameters_) {
    if (known_.contains(name)) continue;
    const auto allowed = known_.empty() ? "none" : list({known_.begin(), known_.end()});
    throw ParameterError(name, fmt::format("unknown parameter '{}'; allowed: {}",
                                           printable(name, 64), allowed));
  }
}

}  // namespace edge::sim
