#include "common/report/details/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "common/report/details/words.hpp"

namespace edge {
namespace {

/// RCODEs are written in capitals, and so are errnos, which begin with E and are no RCODE.
bool is_rcode(const std::string& result) {
  return !result.empty() && std::isupper(static_cast<unsigned char>(result.front())) &&
         result.front() != 'E';
}

}  // namespace

std::string rcode_of(const QueryDetail& detail) {
  const auto found = std::ranges::find_if(detail.exchanges, is_rcode, &DnsExchange::result);
  return found == detail.exchanges.end() ? std::string() : found->result;
}

std::string words_on(const QueryDetail& detail) {
  const std::string how = fmt::format("{} asked {}of {}", detail.name,
                                      detail.over_tcp ? "over TCP " : "",
                                      to_string(detail.server));
  if (detail.addresses.empty()) return how + ": " + exchanges_text(detail.exchanges);
  std::vector<std::string> addresses;
  for (const IpAddress& address : detail.addresses) addresses.push_back(address.to_string());
  return how + ": " + abridged(std::move(addresses), ", ");
}

}  // namespace edge
