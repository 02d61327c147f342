#include "common/dns/resolv_conf.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "common/base/escape.hpp"
#include "common/base/whole_number.hpp"
#include "common/dns/message.hpp"
#include "common/dns/nsswitch.hpp"

namespace edge {
namespace {

constexpr std::string_view kBlank = " \t";        // a '\r' stays: glibc refuses "1.1.1.1\r"
constexpr std::string_view kSpace = " \t\r\v\f";  // isspace(3), for hosts
constexpr std::size_t kMaxServers = 3;            // resolv.h, MAXNS
constexpr std::size_t kMostUnusable = 8;          // a hostile file may have any number
constexpr int kMaxDots = 15;                      // RES_MAXNDOTS
constexpr int kMaxTimeout = 30;                   // RES_MAXRETRANS, seconds
constexpr int kMaxAttempts = 5;                   // RES_MAXRETRY

/// The next line without its break; false at the end.
bool next_line(std::string_view& text, std::string_view& line) {
  if (text.empty()) return false;
  line = text.substr(0, text.find('\n'));
  text.remove_prefix(std::min(line.size() + 1, text.size()));
  return true;
}

std::vector<std::string_view> words_of(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> words;
  while (true) {
    const auto begin = text.find_first_not_of(separators);
    if (begin == text.npos) return words;
    text.remove_prefix(begin);
    words.push_back(text.substr(0, text.find_first_of(separators)));
    text.remove_prefix(words.back().size());
  }
}

/// atoi() with a ceiling: garbage counts as 0, as glibc has it. Negative values are taken as 0.
int number(std::string_view text, int most) {
  int value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp(value, 0, most);
}

void set_option(std::string_view option, ResolverConfig& config) {
  const auto value_of = [&](std::string_view name) -> std::optional<std::string_view> {
    if (!option.starts_with(name)) return std::nullopt;
    return option.substr(name.size());
  };
  if (const auto text = value_of("ndots:")) {
    config.ndots = number(*text, kMaxDots);
  } else if (const auto text = value_of("timeout:")) {
    config.timeout = std::chrono::seconds{number(*text, kMaxTimeout)};
  } else if (const auto text = value_of("attempts:")) {
    config.attempts = number(*text, kMaxAttempts);
  } else if (option.starts_with("rotate")) {
    config.rotate = true;
  } else if (option.starts_with("use-vc")) {
    config.use_vc = true;
  } else if (option.starts_with("edns0")) {
    config.edns0 = true;
  }
}

void add_server(std::string_view word, int line, ResolverConfig& config) {
  // A scope that is no number is dropped without a word.
  auto address = parse_literal_address(word);
  if (!address) address = parse_literal_address(word.substr(0, word.find('%')));
  if (!address) return pass_over_server(word, line, config);
  if (config.servers.size() < kMaxServers) config.servers.push_back({*address, kDnsPort});
}

void read_resolv_conf(std::string_view text, ResolverConfig& config) {
  std::string_view line;
  for (int number = 1; next_line(text, line); ++number) {
    // Keywords begin in the first column; so do comments.
    const auto words = words_of(line, kBlank);
    if (words.size() < 2 || line.front() == ' ' || line.front() == '\t') continue;
    const auto keyword = words.front();
    if (keyword == "nameserver") {
      add_server(words[1], number, config);
    } else if (keyword == "domain") {
      config.search = {std::string(words[1])};
    } else if (keyword == "search") {
      config.search.assign(words.begin() + 1, words.end());
    } else if (keyword == "options") {
      for (auto word = words.begin() + 1; word != words.end(); ++word) set_option(*word, config);
    }
  }
}

void read_hosts(std::string_view text, ResolverConfig& config) {
  std::string_view line;
  while (next_line(text, line)) {
    const auto words = words_of(line.substr(0, line.find('#')), kSpace);
    // inet_pton() knows no scopes, and Asio would ask the machine for one by name.
    if (words.size() < 2 || words[0].find('%') != words[0].npos) continue;
    ErrorCode error;
    const auto address = boost::asio::ip::make_address(std::string(words[0]), error);
    if (error) continue;
    config.hosts.push_back({address, {words.begin() + 1, words.end()}});
  }
}

}  // namespace

void pass_over_server(std::string_view word, int line, ResolverConfig& config) {
  if (config.unusable.size() == kMostUnusable) return;
  const bool break_of_dos = word.ends_with('\r');
  config.unusable.push_back(fmt::format(
      "/etc/resolv.conf line {}: \"{}\" is no address{}", line, printable(word),
      break_of_dos ? ", because of the carriage return at its end (a file of Windows)" : ""));
}

ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts,
                                     const ResolverSurroundings& around) {
  ResolverConfig config;
  read_resolv_conf(resolv_conf, config);
  read_hosts(hosts, config);
  auto sources = parse_name_sources(around.nsswitch);
  if (sources != usual_name_sources()) config.sources = std::move(sources);
  for (const auto word : words_of(around.res_options, kBlank)) set_option(word, config);
  if (config.servers.empty()) {
    config.servers.push_back({boost::asio::ip::address_v4::loopback(), kDnsPort});
  }
  const auto dot = around.host_name.find('.');
  if (around.local_domain) {
    const auto words = words_of(*around.local_domain, kBlank);
    config.search.assign(words.begin(), words.end());
  } else if (config.search.empty() && dot != around.host_name.npos) {
    config.search.emplace_back(around.host_name.substr(dot + 1));
  }
  return config;
}

std::string with_interface_numbers(std::string_view resolv_conf,
                                   const std::function<unsigned(const std::string&)>& index_of) {
  std::string text;
  while (!resolv_conf.empty()) {
    const auto line = resolv_conf.substr(0, resolv_conf.find('\n'));
    const auto whole = resolv_conf.substr(0, line.size() + 1);
    resolv_conf.remove_prefix(whole.size());
    const auto percent = line.starts_with("nameserver") ? line.find('%') : line.npos;
    const auto name = percent == line.npos ? std::string_view() : line.substr(percent + 1);
    const std::string interface(name.substr(0, name.find_first_of(kSpace)));
    const unsigned index = interface.empty() ? 0 : index_of(interface);
    if (index == 0) {
      text += whole;
      continue;
    }
    text += whole.substr(0, percent + 1);
    text += std::to_string(index);
    text += whole.substr(percent + 1 + interface.size());
  }
  return text;
}

std::optional<IpAddress> parse_literal_address(std::string_view text) {
  if (text.empty() || text.find_first_of(" \t\r\n\v\f") != text.npos) return std::nullopt;
  const auto percent = text.find('%');
  const std::string address(text.substr(0, percent));
  in_addr v4{};
  if (percent == text.npos && ::inet_aton(address.c_str(), &v4) != 0) {
    return boost::asio::ip::address_v4(ntohl(v4.s_addr));
  }
  ErrorCode error;
  auto v6 = boost::asio::ip::make_address_v6(address, error);
  if (error) return std::nullopt;
  if (percent != text.npos) {
    const auto scope = whole_number<std::uint32_t>(text.substr(percent + 1));
    if (!scope) return std::nullopt;
    v6.scope_id(*scope);
  }
  return v6;
}

}  // namespace edge
