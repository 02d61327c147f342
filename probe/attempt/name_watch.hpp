// A second look at names, beside the attempts: the same question to a server that was silent, over
// TCP, which tells a filter from a dead server; and to the server of --second-dns, which knows what
// the site's own servers may not.
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
  /// No attempt will follow; watch() ends when all has been asked.
  void no_more_attempts();
  Awaitable<void> watch();

 private:
  bool asked(const Endpoint& server) const;
  Awaitable<void> ask(QueryDetail detail);
  Awaitable<void> patience();

  World& world_;
  const Options& options_;
  Journal& journal_;
  std::vector<QueryDetail> waiting_;
  std::vector<Endpoint> asked_over_tcp_;
  Event changed_, finished_;
};

}  // namespace edge::probe
