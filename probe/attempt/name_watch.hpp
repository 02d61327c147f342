// A second look at names, beside the attempts: the same question to a server that was silent, over
// TCP, which tells a filter from a dead server; the plain question, where the agent's has more to
// it (EDNS, a search domain); each type of record from a socket of its own, where one of the two
// went without an answer; to a server that was not heard before another one denied the name, or
// gave an address where nobody answers, as they may not agree; and to the server of --second-dns,
// which knows what the site's own servers may not.
#pragma once

#include <string>
#include <vector>

#include "common/report/details/query.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/options.hpp"

namespace edge::probe {

class NameWatch {
 public:
  NameWatch(World& world, const Options& options, Journal& journal);

  /// An attempt's look-up of `name` failed, and `silent` gave no answer.
  void failed(const std::string& name, const std::vector<Endpoint>& silent);
  /// It failed, and `servers` were asked with EDNS, or with a search domain behind the name alone.
  void asked_otherwise(const std::string& name, const std::vector<Endpoint>& servers);
  /// It failed, and `servers` answered the query for one type of record and not the other.
  void half_answered(const std::string& name, const std::vector<Endpoint>& servers);
  /// It failed since a server said that there is no such name; `unheard` said nothing on it.
  void denied(const std::string& name, const std::vector<Endpoint>& unheard);
  /// It gave addresses of the hub, and `unheard` said nothing on it.
  void resolved(const std::string& name, const std::vector<Endpoint>& unheard);
  /// Such an address does not answer: the others are asked whether they know a better one.
  void doubted();
  /// What single servers were asked for and gave, of the hub.
  const std::vector<IpAddress>& addresses() const { return addresses_; }
  /// No attempt will follow; watch() ends when all has been asked.
  void no_more_attempts();
  Awaitable<void> watch();

 private:
  void add(const QueryDetail& query, const std::vector<Endpoint>& servers);
  Awaitable<void> ask(QueryDetail detail);
  Awaitable<void> patience();

  World& world_;
  const Options& options_;
  Journal& journal_;
  std::vector<QueryDetail> waiting_;
  std::vector<QueryDetail> asked_;
  std::string resolved_;            // the hub's name, once an attempt has addresses of it
  std::vector<Endpoint> unheard_;   // on that name
  std::vector<IpAddress> addresses_;
  Event changed_, finished_;
};

}  // namespace edge::probe
