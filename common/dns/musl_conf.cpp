// resolv.conf(5) and hosts(5) as musl 1.2.5 reads them (src/network/resolvconf.c, lookup_name.c).
#include <algorithm>

#include "common/base/whole_number.hpp"
#include "common/dns/musl_send.hpp"
#include "common/dns/resolv_conf.hpp"

namespace edge::musl {
namespace {

constexpr std::string_view kSpace = " \t\n\v\f\r";  // isspace(3): a '\r' too, unlike glibc
constexpr int kMaxDots = 15;
constexpr int kMaxAttempts = 10;
constexpr int kMaxTimeout = 60;               // seconds
constexpr std::size_t kResolvConfLine = 255;  // bytes that fgets() takes at once
constexpr std::size_t kHostsLine = 511;

/// What one fgets() gives: a line with its break, or the part of it that fits.
bool next_piece(std::string_view& text, std::size_t most, std::string_view& piece) {
  if (text.empty()) return false;
  piece = text.substr(0, most);
  if (const auto end = piece.find('\n'); end != piece.npos) piece = piece.substr(0, end + 1);
  text.remove_prefix(piece.size());
  return true;
}

std::string_view until_zero(std::string_view piece) { return piece.substr(0, piece.find('\0')); }

std::string_view next_word(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  const auto word = text.substr(0, text.find_first_of(kSpace));
  text.remove_prefix(word.size());
  return word;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) words.emplace_back(word);
  return words;
}

/// What follows a keyword in the first column.
std::optional<std::string_view> behind(std::string_view keyword, std::string_view line) {
  if (!line.starts_with(keyword)) return std::nullopt;
  line.remove_prefix(keyword.size());
  if (line.empty() || kSpace.find(line.front()) == kSpace.npos) return std::nullopt;
  return line;
}

/// The number behind the first place where `name` stands, in whatever word. What does not begin
/// with a digit changes nothing.
void set_option(std::string_view line, std::string_view name, int most, int& value) {
  const auto at = line.find(name);
  if (at == line.npos) return;
  line.remove_prefix(at + name.size());
  const auto digits = line.substr(0, line.find_first_not_of("0123456789"));
  if (digits.empty()) return;
  value = std::min(whole_number<int>(digits).value_or(most), most);
}

void read_line(std::string_view line, int number, ResolverConfig& config) {
  if (const auto options = behind("options", line)) {
    set_option(*options, "ndots:", kMaxDots, config.ndots);
    set_option(*options, "attempts:", kMaxAttempts, config.attempts);
    int timeout = -1;
    set_option(*options, "timeout:", kMaxTimeout, timeout);
    if (timeout >= 0) config.timeout = std::chrono::seconds{timeout};
  } else if (auto server = behind("nameserver", line)) {
    const auto word = next_word(*server);
    const auto address = parse_literal_address(word);
    if (!address) {
      pass_over_server(word, number, config);
    } else if (config.servers.size() < kMaxServers) {
      config.servers.push_back({*address, kDnsPort});
    }
  } else if (const auto domain = behind("domain", line)) {
    config.search = words_of(*domain);
  } else if (const auto search = behind("search", line)) {
    config.search = words_of(*search);  // an empty one takes back what stood before
  }
}

void read_resolv_conf(std::string_view text, ResolverConfig& config) {
  std::string_view piece;
  for (int number = 1; next_piece(text, kResolvConfLine, piece); ++number) {
    const auto line = until_zero(piece);
    const bool at_end = text.empty() && piece.size() < kResolvConfLine && !piece.ends_with('\n');
    if (line.ends_with('\n') || at_end) {
      read_line(line, number, config);
    } else {  // too long: no part of it counts
      const auto end = text.find('\n');
      text = end == text.npos ? std::string_view{} : text.substr(end + 1);
    }
  }
}

void read_hosts(std::string_view text, ResolverConfig& config) {
  std::string_view piece;
  while (next_piece(text, kHostsLine, piece)) {
    auto line = until_zero(piece);
    const auto comment = line.find('#');
    // A name ends with a blank, a line break or a comment: not with the file.
    const bool ended = comment != line.npos || line.find_last_of(kSpace) == line.size() - 1;
    line = line.substr(0, comment);
    if (line.empty() || kSpace.find(line.front()) != kSpace.npos) continue;
    auto words = words_of(line);
    if (!ended) words.pop_back();
    if (words.size() < 2) continue;
    const auto address = parse_literal_address(words.front());
    if (!address) continue;
    words.erase(words.begin());
    config.hosts.push_back({*address, std::move(words)});
  }
}

}  // namespace

ResolverConfig parse_resolver_config(std::string_view resolv_conf, std::string_view hosts) {
  ResolverConfig config;
  read_resolv_conf(resolv_conf, config);
  read_hosts(hosts, config);
  if (config.servers.empty()) {
    config.servers.push_back({boost::asio::ip::address_v4::loopback(), kDnsPort});
  }
  return config;
}

}  // namespace edge::musl
