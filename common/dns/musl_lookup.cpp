#include "common/dns/musl_lookup.hpp"

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/dns/lookup.hpp"
#include "common/dns/resolv_conf.hpp"

namespace edge::musl {
namespace {

constexpr std::size_t kMaxAddresses = 48;  // lookup.h, MAXADDRS
constexpr std::size_t kLongestName = 254;  // bytes, a trailing dot among them

/// name_from_hosts: case counts, and whatever is found keeps DNS from being asked.
std::vector<IpAddress> in_hosts(const std::vector<HostsEntry>& hosts, const std::string& name) {
  std::vector<IpAddress> found;
  for (const auto& entry : hosts) {
    if (found.size() == kMaxAddresses) break;
    if (std::ranges::find(entry.names, name) != entry.names.end()) found.push_back(entry.address);
  }
  return found;
}

/// The end of name_from_dns: A is judged before AAAA, and what is wrong with either is wrong.
SearchResult judge(const Answers& answers, Release release) {
  for (const auto& answer : answers) {
    if (!answer) return {HostError::try_again, {}};
    if (answer->rcode == Rcode::name_error) return {HostError::host_not_found, {}};
  }
  SearchResult found;
  const auto add = [&](const DnsMessage& answer) {
    auto& all = found.addresses;
    all.insert(all.end(), answer.addresses.begin(), answer.addresses.end());
  };
  const bool a_first = release == Release::v1_2_3;
  add(*answers[a_first ? 0 : 1]);
  add(*answers[a_first ? 1 : 0]);
  if (found.addresses.size() > kMaxAddresses) found.addresses.resize(kMaxAddresses);
  if (found.addresses.empty()) found.error = HostError::no_data;
  return found;
}

/// name_from_dns_search for one name.
class Search {
 public:
  Search(World& world, ResolverConfig config, Release release, Instant started,
         std::vector<DnsExchange>& exchanges)
      : world_(world),
        config_(std::move(config)),
        release_(release),
        started_(started),
        exchanges_(exchanges) {}

  /// With enough dots the list is not used at all. Only a name that does not exist leads to the
  /// next one: one without addresses, or without an answer, is the end.
  Awaitable<SearchResult> run(std::string name) {
    const bool absolute = name.ends_with('.');
    const auto dots = std::ranges::count(name, '.');
    if (absolute) name.pop_back();
    if (name.ends_with('.')) co_return SearchResult{HostError::host_not_found, {}};
    if (dots < config_.ndots && !absolute) {
      for (const std::string& domain : config_.search) {
        std::string full = name + "." + domain;
        SearchResult found = co_await query(std::move(full));
        if (found.error != HostError::host_not_found) co_return found;
      }
    }
    SearchResult found = co_await query(std::move(name));
    co_return found;
  }

 private:
  /// musl would ask for names that no host may have, too.
  Awaitable<SearchResult> query(std::string name) {
    if (!is_host_name(name)) co_return SearchResult{HostError::host_not_found, {}};
    const Answers answers =
        co_await send_queries(world_, std::move(name), config_, release_, started_, exchanges_);
    co_return judge(answers, release_);
  }

  World& world_;
  const ResolverConfig config_;
  const Release release_;
  const Instant started_;
  std::vector<DnsExchange>& exchanges_;
};

}  // namespace

Awaitable<Result<std::vector<IpAddress>>> lookup_host(World& world, std::string name,
                                                      ResolverConfig config, Instant started,
                                                      ResolveDetail& detail, Release release) {
  if (const auto literal = parse_literal_address(name)) {
    detail.source = "literal";
    co_return std::vector<IpAddress>{*literal};
  }
  detail.source = "hosts";
  auto local = in_hosts(config.hosts, name);
  if (!local.empty()) co_return local;
  detail.source = "dns";
  SearchResult found{HostError::host_not_found, {}};
  if (name.size() <= kLongestName) {
    Search search(world, std::move(config), release, started, detail.exchanges);
    found = co_await search.run(std::move(name));
  }
  if (found.error == HostError::none) co_return std::move(found.addresses);
  if (release == Release::v1_2_3 && found.error == HostError::no_data) {
    found.error = HostError::host_not_found;  // EAI_NODATA came with 1.2.4
  }
  co_return getaddrinfo_error(found.error, detail);
}

}  // namespace edge::musl
