// Writes down DNS queries while they are under way, so that a cancelled look-up leaves what it
// asked and how long it waited.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "common/dns/message.hpp"
#include "common/report/evidence.hpp"
#include "common/world/world.hpp"

namespace edge {

class ExchangeLog {
 public:
  /// Entries go to `entries`; times count from `started`.
  ExchangeLog(const World& world, Instant started, std::vector<DnsExchange>& entries)
      : world_(world), started_(started), entries_(entries) {}

  /// A query sent now. Until something else is known its result is silence.
  std::size_t begin(const Endpoint& server, const std::string& type, const std::string& name) {
    const Duration now = world_.now() - started_;
    entries_.push_back({server, type, name, "silence", now, now, {}});
    open_.push_back(entries_.size() - 1);
    return entries_.size() - 1;
  }

  void end(std::size_t entry, const std::string& result,
           const std::optional<IcmpError>& icmp = std::nullopt) {
    entries_[entry].result = result;
    if (icmp) entries_[entry].icmp = icmp;
    entries_[entry].end = world_.now() - started_;
    std::erase(open_, entry);
  }

  /// What an ICMP error said of a query that is waited for all the same.
  void note(std::size_t entry, const IcmpError& icmp) { entries_[entry].icmp = icmp; }

  /// What is remarkable about an answer.
  void remark(std::size_t entry, const DnsMessage& answer) {
    DnsExchange& exchange = entries_[entry];
    exchange.echo = !answer.response;
    exchange.referral = answer.response && is_referral(answer);
    exchange.malformed = answer.malformed;
    exchange.alias = answer.alias;
  }
  /// An answer to it came from elsewhere.
  void answered_by(std::size_t entry, const IpAddress& other) {
    entries_[entry].answered_by = other;
  }

  /// Ends all queries still under way.
  void end_open(const std::string& result, const std::optional<IcmpError>& icmp = std::nullopt) {
    for (const auto entry : std::vector(open_)) end(entry, result, icmp);
  }

 private:
  const World& world_;
  Instant started_;
  std::vector<DnsExchange>& entries_;
  std::vector<std::size_t> open_;
};

}  // namespace edge
