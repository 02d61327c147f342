#include "common/report/details/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/details/words.hpp"

namespace edge {
namespace {

/// Server and result of each exchange, repeated ones counted: "192.168.1.1 silence (4 times)".
std::string exchanges_text(const std::vector<DnsExchange>& exchanges) {
  std::vector<std::pair<std::string, int>> counted;
  for (const DnsExchange& one : exchanges) {
    const std::string text = one.server.address.to_string() + " " + one.result;
    const auto at = std::find_if(counted.begin(), counted.end(),
                                 [&](const auto& entry) { return entry.first == text; });
    if (at == counted.end()) counted.emplace_back(text, 1);
    else ++at->second;
  }
  std::string text;
  for (const auto& [what, times] : counted) {
    if (!text.empty()) text += ", ";
    text += times == 1 ? what : fmt::format("{} ({} times)", what, times);
  }
  return text;
}

}  // namespace

std::string words_on(const ResolveDetail& x) {
  if (x.source == "literal" || x.source == "option") {
    const std::string given = x.source == "option" ? "given by option" : "is an address";
    return x.addresses.empty() ? given : x.addresses.front().to_string() + ", " + given;
  }
  if (x.addresses.empty()) return joined({x.error.text, exchanges_text(x.exchanges)}, ": ");
  std::vector<std::string> addresses;
  for (const IpAddress& address : x.addresses) addresses.push_back(address.to_string());
  const std::string from =
      x.exchanges.empty() ? x.source : x.exchanges.back().server.address.to_string();
  return fmt::format("{} is {}{}", x.name, abridged(std::move(addresses), ", "),
                     from.empty() ? "" : ", from " + from);
}

}  // namespace edge
