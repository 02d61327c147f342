#include "common/dns/search.hpp"

#include <algorithm>

#include "common/base/host_name.hpp"
#include "common/dns/send.hpp"

namespace edge {
namespace {

/// What asking for one name gave.
struct QueryResult {
  HostError error = HostError::none;
  SendResult sent;
};

/// The end of __res_context_query: an answer without records counts only when both have none.
HostError judge(const SendResult& sent) {
  if (!sent.answered()) return HostError::try_again;
  const DnsMessage& one = sent.first ? *sent.first : *sent.second;
  const DnsMessage& other = sent.second ? *sent.second : *sent.first;
  const auto useless = [](const DnsMessage& m) {
    return m.rcode != Rcode::no_error || m.answers == 0;
  };
  if (!useless(one) || !useless(other)) return HostError::none;
  switch (one.rcode == Rcode::no_error ? other.rcode : one.rcode) {
    case Rcode::name_error:
      return HostError::host_not_found;
    case Rcode::server_failure:
      return HostError::try_again;
    case Rcode::no_error:
      return HostError::no_data;
    default:
      return HostError::no_recovery;
  }
}

/// Of both answers: each is tried, and a message has room for thousands.
constexpr std::size_t kMostAddresses = 128;

/// gaih_getanswer: a first answer that cannot be read spoils the second; a second one that cannot
/// be read does not spoil a first with addresses.
SearchResult addresses_of(const SendResult& sent) {
  SearchResult found;
  const auto read = [&](const std::optional<DnsMessage>& message) {
    if (!message) return HostError::host_not_found;
    if (message->malformed) return HostError::no_recovery;
    auto& all = found.addresses;
    all.insert(all.end(), message->addresses.begin(), message->addresses.end());
    if (all.size() > kMostAddresses) all.resize(kMostAddresses);
    return message->addresses.empty() ? HostError::host_not_found : HostError::none;
  };
  found.error = read(sent.first);
  if (found.error == HostError::no_recovery) return found;
  const HostError second = read(sent.second);
  if (found.error != HostError::none && second != HostError::host_not_found) found.error = second;
  return found;
}

/// __res_context_search for one host name.
class Search {
 public:
  Search(World& world, std::string name, ResolverConfig config, Instant started,
         std::vector<DnsExchange>& exchanges)
      : world_(world),
        name_(std::move(name)),
        config_(std::move(config)),
        started_(started),
        exchanges_(exchanges) {}

  Awaitable<SearchResult> run();

 private:
  Awaitable<QueryResult> query(std::string name);
  Awaitable<QueryResult> query_in(std::string domain);

  World& world_;
  std::string name_;
  ResolverConfig config_;
  Instant started_;
  std::vector<DnsExchange>& exchanges_;
  ResolverState state_;
};

Awaitable<QueryResult> Search::query(std::string name) {
  QueryResult result;
  if (!is_host_name(name)) {  // too long with its domain, or a broken domain
    result.error = HostError::no_recovery;
    co_return result;
  }
  result.sent =
      co_await send_queries(world_, std::move(name), config_, state_, started_, exchanges_);
  result.error = judge(result.sent);
  co_return result;
}

/// The name in one domain of the search list; the root may be written "." or left empty.
Awaitable<QueryResult> Search::query_in(std::string domain) {
  if (domain.starts_with('.')) domain.erase(0, 1);
  std::string full = domain.empty() ? name_ : name_ + "." + domain;
  QueryResult result = co_await query(std::move(full));
  co_return result;
}

Awaitable<SearchResult> Search::run() {
  const auto dots = std::count(name_.begin(), name_.end(), '.');
  const bool absolute = name_.ends_with('.');
  std::optional<HostError> as_is;
  if (dots >= config_.ndots || absolute) {
    std::string name = name_.substr(0, name_.size() - (absolute ? 1 : 0));
    const QueryResult tried = co_await query(std::move(name));
    if (tried.error == HostError::none) co_return addresses_of(tried.sent);
    as_is = tried.error;
    if (absolute) co_return SearchResult{tried.error, {}};
  }

  HostError last = as_is.value_or(HostError::host_not_found);
  bool got_nodata = false, got_servfail = false, root_on_list = false;
  for (const std::string& domain : config_.search) {
    root_on_list = root_on_list || domain.empty() || domain == ".";
    const QueryResult tried = co_await query_in(domain);
    if (tried.error == HostError::none) co_return addresses_of(tried.sent);
    last = tried.error;
    // Without any server there is no point in asking for more names.
    if (tried.sent.refused) co_return SearchResult{HostError::try_again, {}};
    if (last == HostError::no_data) {
      got_nodata = true;
    } else if (last == HostError::try_again && tried.sent.last_rcode == Rcode::server_failure) {
      got_servfail = true;
    } else if (last != HostError::host_not_found) {
      break;  // silence, or an error of another kind
    }
  }

  if (!as_is && !root_on_list) {
    const QueryResult tried = co_await query(name_);
    if (tried.error == HostError::none) co_return addresses_of(tried.sent);
    last = tried.error;
  }
  // The first full query's error counts; otherwise "the name exists" outweighs the rest.
  if (as_is) {
    last = *as_is;
  } else if (got_nodata) {
    last = HostError::no_data;
  } else if (got_servfail) {
    last = HostError::try_again;
  }
  co_return SearchResult{last, {}};
}

}  // namespace

Awaitable<SearchResult> search_dns(World& world, std::string name, ResolverConfig config,
                                   Instant started, std::vector<DnsExchange>& exchanges) {
  Search search(world, std::move(name), std::move(config), started, exchanges);
  SearchResult result = co_await search.run();
  if (result.error != HostError::none) result.addresses.clear();
  co_return result;
}

}  // namespace edge
