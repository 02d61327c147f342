#include "common/dns/lookup.hpp"

#include <algorithm>
#include <boost/asio/error.hpp>

#include "common/base/host_name.hpp"
#include "common/dns/resolv_conf.hpp"

namespace edge {
namespace {

/// Every address of every line that names `name` (nss/nss_files/files-hosts.c).
std::vector<IpAddress> in_hosts(const std::vector<HostsEntry>& hosts, std::string_view name) {
  std::vector<IpAddress> found;
  for (const auto& entry : hosts) {
    const bool named = std::any_of(entry.names.begin(), entry.names.end(), [&](const auto& alias) {
      return alias.size() == name.size() && same_host_name(alias, name);
    });
    if (named) found.push_back(entry.address);
  }
  return found;
}

/// getaddrinfo()'s error for h_errno (sysdeps/posix/getaddrinfo.c, get_nss_addresses).
std::string getaddrinfo_name(HostError error) {
  switch (error) {
    case HostError::try_again:
      return "EAI_AGAIN";
    case HostError::no_data:
      return "EAI_NODATA";
    default:
      return "EAI_NONAME";
  }
}

}  // namespace

Awaitable<Result<std::vector<IpAddress>>> lookup_host(World& world, std::string name,
                                                      ResolverConfig config, Instant started,
                                                      ResolveDetail& detail) {
  if (const auto literal = parse_literal_address(name)) {
    detail.source = "literal";
    co_return std::vector<IpAddress>{*literal};
  }
  // The last source that was asked tells the error; of what cannot be asked here, nothing is known.
  SearchResult found{.error = HostError::host_not_found};
  const auto sources = config.sources.value_or(usual_name_sources());
  for (const NameSource& source : sources) {
    if (source.name == "files") {
      detail.source = "hosts";
      found = {HostError::host_not_found, in_hosts(config.hosts, name)};
      if (!found.addresses.empty()) found.error = HostError::none;
    } else if (source.name == "dns") {
      detail.source = "dns";
      found.error = HostError::host_not_found;
      if (is_host_name(name)) {
        found = co_await search_dns(world, name, config, started, detail.exchanges);
      }
    } else {
      continue;
    }
    if (found.error == HostError::none) co_return std::move(found.addresses);
    if (found.error == HostError::host_not_found && source.ends_at_unknown_name) break;
  }
  co_return getaddrinfo_error(found.error, detail);
}

ErrorCode getaddrinfo_error(std::string_view symbol) {
  const bool again = symbol == "EAI_AGAIN";
  return make_error_code(again ? boost::asio::error::host_not_found_try_again
                               : boost::asio::error::host_not_found);
}

ErrorCode getaddrinfo_error(HostError error, ResolveDetail& detail) {
  const auto symbol = getaddrinfo_name(error);
  detail.error = {symbol, symbol};
  return getaddrinfo_error(symbol);
}

}  // namespace edge
