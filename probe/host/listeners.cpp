#include "probe/host/listeners.hpp"


#include <algorithm>
#include <array>
#include <sstream>

#include "common/base/whole_number.hpp"

namespace edge::probe {
namespace {

constexpr const char* kListening = "0A";
constexpr std::size_t kContainerId = 64;  // hexadecimal digits

/// Words of 32 bits in the machine's own byte order, as the kernel writes them.
std::optional<boost::asio::ip::address> address_in(std::string_view text) {
  std::string bytes;
  for (std::size_t at = 0; at + 8 <= text.size(); at += 8) {
    const auto word = whole_number<std::uint32_t>(text.substr(at, 8), 16);
    if (!word) return std::nullopt;
    bytes.append(reinterpret_cast<const char*>(&*word), sizeof *word);
  }
  boost::asio::ip::address_v6::bytes_type six;
  boost::asio::ip::address_v4::bytes_type four;
  if (bytes.size() == four.size()) {
    std::ranges::copy(bytes, reinterpret_cast<char*>(four.data()));
    return boost::asio::ip::address_v4(four);
  }
  if (bytes.size() != six.size()) return std::nullopt;
  std::ranges::copy(bytes, reinterpret_cast<char*>(six.data()));
  return boost::asio::ip::address_v6(six);
}

std::optional<HostListener> parse_line(const std::string& line) {
  // sl local remote state queues timer retransmits uid timeout inode
  std::istringstream words(line);
  std::array<std::string, 10> word;
  for (auto& each : word) words >> each;
  const auto colon = word[1].find(':');
  if (word[3] != kListening || colon == std::string::npos) return std::nullopt;
  const auto address = address_in(std::string_view(word[1]).substr(0, colon));
  const auto port = whole_number<std::uint16_t>(std::string_view(word[1]).substr(colon + 1), 16);
  const auto user = whole_number<std::uint32_t>(word[7]);
  const auto inode = whole_number<std::uint64_t>(word[9]);
  if (!address || !port || !user || !inode) return std::nullopt;
  if (std::ranges::count(kEdgeHubPorts, *port) == 0) return std::nullopt;
  HostListener listener;
  listener.address = *address;
  listener.port = *port;
  listener.user_id = *user;
  listener.inode = *inode;
  return listener;
}

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

/// A container's id in the name of a control group: docker-ID.scope, libpod-ID.scope, /docker/ID.
std::string container_in(std::string_view path) {
  std::size_t run = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    run = is_hexadecimal(path[i]) ? run + 1 : 0;
    const bool ends = i + 1 == path.size() || !is_hexadecimal(path[i + 1]);
    if (run == kContainerId && ends) return std::string(path.substr(i + 1 - run, run));
  }
  return {};
}

std::string unit_in(std::string_view path) {
  std::string unit;
  std::istringstream parts{std::string(path)};
  for (std::string part; std::getline(parts, part, '/');) {
    if (part.ends_with(".service")) unit = part;
  }
  return unit;
}

}  // namespace

std::vector<HostListener> parse_listeners(std::string_view text) {
  std::vector<HostListener> listeners;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (auto listener = parse_line(line)) listeners.push_back(std::move(*listener));
  }
  return listeners;
}

void take_control_group(std::string_view text, HostListener& listener) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (listener.container.empty()) listener.container = container_in(line);
    if (listener.unit.empty()) listener.unit = unit_in(line);
  }
}

void take_command_line(std::string_view text, HostListener& listener) {
  std::istringstream words{std::string(text)};
  std::string option, value;
  if (!std::getline(words, option, '\0') || !option.ends_with("docker-proxy")) return;
  while (std::getline(words, option, '\0') && std::getline(words, value, '\0')) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(value, error);
    if (option == "-container-ip" && !error) listener.published_for = address;
    const auto port = whole_number<std::uint16_t>(value);
    if (option == "-container-port" && port) listener.published_port = *port;
  }
}

}  // namespace edge::probe
