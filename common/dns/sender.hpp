// The state of send.hpp's work on one name; only send.cpp and send_stream.cpp include this.
#pragma once

#include <array>
#include <memory>

#include "common/dns/exchange_log.hpp"
#include "common/dns/send.hpp"

namespace edge::detail {

inline constexpr std::size_t kMaxServers = 3;  // resolv.h, MAXNS

/// What one server's turn came to.
enum class Step { next_server, use_tcp, half_answered, done };

struct Query {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  Bytes bytes;
  std::optional<std::size_t> entry;  // of the exchange log, once sent
  bool settled = false;              // answered or refused in this round
};

/// __res_context_send for one name: one object per call, so that the state of its many labels has
/// names.
class Sender {
 public:
  Sender(World& world, std::string name, const ResolverConfig& config, ResolverState& state,
         ExchangeLog log);

  Awaitable<SendResult> run();

 private:
  void write_queries();
  Awaitable<SendResult> try_servers();
  Awaitable<Step> ask_by_datagram(std::size_t index, Duration patience);
  Awaitable<Step> datagram_round(std::size_t index, Duration patience);
  Awaitable<Step> ask_by_stream(const Endpoint& server);
  Awaitable<Step> stream_round(Stream& stream);
  Awaitable<Result<void>> send(std::size_t index, Query& query);
  std::optional<Step> take(ByteView data);
  Query* query_of(const DnsMessage& message);
  void store(DnsMessage message, Query& query);
  void begin_round();
  void log_end(const Query& query, const std::string& result);
  std::size_t first_server(std::size_t count);
  Step fail(const ErrorCode& error, const std::optional<IcmpError>& icmp);
  Step fail_datagram(std::size_t index, const ErrorCode& error);
  void close_sockets();

  bool any_settled() const { return queries_[0].settled || queries_[1].settled; }
  bool all_settled() const { return queries_[0].settled && queries_[1].settled; }

  World& world_;
  std::string name_;
  const ResolverConfig& config_;
  ResolverState& state_;
  ExchangeLog log_;
  std::array<Query, 2> queries_;
  // One per server, kept from try to try: an answer that comes after its time-out still counts.
  std::array<std::unique_ptr<DatagramSocket>, kMaxServers> sockets_;
  SendResult result_;
  bool edns0_;
  bool edns0_refused_ = false;
  bool got_somewhere_ = false;  // something was received, or waited for in vain
};

}  // namespace edge::detail
