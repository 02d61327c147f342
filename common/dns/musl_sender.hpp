// The state of musl_send.hpp's work on one name; only musl_send.cpp and musl_send_stream.cpp
// include this.
#pragma once

#include <deque>
#include <memory>

#include "common/dns/exchange_log.hpp"
#include "common/dns/musl_send.hpp"
#include "common/world/event.hpp"

namespace edge::musl {

struct Query {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  Bytes bytes;
  // Of the exchange log, by server, oldest first: a late answer belongs to the oldest.
  std::array<std::deque<std::size_t>, kMaxServers> under_way;
  std::optional<DnsMessage> answer;
  std::size_t truncated_by = 0;  // server
  Event truncated;               // it is asked for over TCP, and no datagram counts any more

  bool open() const { return !answer && !truncated.is_set(); }
};

/// __res_msend_rc for one name: one object per call.
class Sender {
 public:
  Sender(World& world, std::string name, const ResolverConfig& config, Release release,
         ExchangeLog log);

  Awaitable<Answers> run();

 private:
  Awaitable<Result<void>> ask();
  bool open_sockets();
  Awaitable<void> send_again_and_again();
  Awaitable<void> send(Query& query, std::size_t server);
  Awaitable<void> receive(DatagramSocket* socket);
  Awaitable<void> take(const Datagram& datagram);
  void note_refusal(const Refusal& refusal);
  std::size_t number_of(const Endpoint& server) const;
  Awaitable<void> ask_by_stream(Query& query);
  Awaitable<Result<Bytes>> answer_by_stream(const Endpoint& server, const Bytes& query);
  Query* query_of(ByteView data);
  bool goes_to_tcp(ByteView data) const;
  void accept(Query& query, std::size_t server, ByteView data);
  void settle(Query& query, ByteView data);
  void abandon(Query& query);

  World& world_;
  const std::string name_;
  const ResolverConfig& config_;
  const Release release_;
  ExchangeLog log_;
  const std::size_t servers_;
  const Duration limit_;  // of all of it
  const Instant deadline_;
  std::array<Query, 2> queries_;
  // musl has one for both families, where IPv4 addresses are mapped: no difference on the wire.
  std::unique_ptr<DatagramSocket> v4_, v6_;
  int failures_to_repeat_ = 0;
  Event ended_;  // both are answered, or TCP failed
};

}  // namespace edge::musl
