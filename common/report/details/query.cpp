#include "common/report/details/query.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/details/rcode.hpp"
#include "common/report/details/words.hpp"

namespace edge {

std::string rcode_of(const QueryDetail& detail) {
  const auto found = std::ranges::find_if(detail.exchanges, is_rcode, &DnsExchange::result);
  return found == detail.exchanges.end() ? std::string() : found->result;
}

std::string words_on(const QueryDetail& detail) {
  const std::string_view way = detail.over_tcp ? "over TCP "
                               : detail.plain  ? "plainly "
                               : detail.apart  ? "by two sockets "
                                               : "";
  const std::string how =
      fmt::format("{} asked {}of {}", detail.name, way, to_string(detail.server));
  if (detail.addresses.empty()) return how + ": " + exchanges_text(detail.exchanges);
  std::vector<std::string> addresses;
  for (const IpAddress& address : detail.addresses) addresses.push_back(address.to_string());
  return how + ": " + abridged(std::move(addresses), ", ");
}

}  // namespace edge
