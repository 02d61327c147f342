#include "common/report/details/resolve.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/details/words.hpp"

namespace edge {

std::string exchanges_text(const std::vector<DnsExchange>& exchanges) {
  std::vector<std::pair<std::string, int>> counted;
  for (const DnsExchange& one : exchanges) {
    std::string text = one.server.address.to_string() + " " + one.result;
    const bool of_other = one.icmp && one.icmp->sender != one.server.address;
    // A library that takes no notice of ICMP errors waits on.
    if (of_other && one.result == "silence") text += ", and an ICMP error from ";
    else if (of_other) text += ", said by ";
    if (of_other) text += one.icmp->sender.to_string();
    if (one.referral) text += ", a referral to other servers";
    if (!one.alias.empty() && one.result != "NOERROR") text += " for its alias " + one.alias;
    if (one.answered_by) text += ", though " + one.answered_by->to_string() + " answers";
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

namespace {

/// The server whose answer gave the first address: of several that answer the first one counts.
std::string answerer(const ResolveDetail& detail) {
  const std::string_view type = detail.addresses.front().is_v4() ? "A" : "AAAA";
  const DnsExchange* first = nullptr;
  for (const DnsExchange& one : detail.exchanges) {
    if (one.result != "NOERROR" || one.type != type) continue;
    if (!first || one.end < first->end) first = &one;
  }
  return first ? first->server.address.to_string() : detail.source;
}

}  // namespace

std::string words_on(const ResolveDetail& detail) {
  if (detail.source == "literal" || detail.source == "option") {
    const std::string given = detail.source == "option" ? "given by option" : "is an address";
    return detail.addresses.empty() ? given : detail.addresses.front().to_string() + ", " + given;
  }
  if (detail.addresses.empty()) {
    return joined({detail.error.text, exchanges_text(detail.exchanges)}, ": ");
  }
  std::vector<std::string> addresses;
  for (const IpAddress& address : detail.addresses) addresses.push_back(address.to_string());
  const std::string from = answerer(detail);
  return fmt::format("{} is {}{}", detail.name, abridged(std::move(addresses), ", "),
                     from.empty() ? "" : ", from " + from);
}

}  // namespace edge
