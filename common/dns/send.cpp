#include "common/dns/send.hpp"

#include <array>
#include <cstring>

#include "common/base/check.hpp"
#include "common/dns/exchange_log.hpp"
#include "common/dns/stream_message.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace {

constexpr std::size_t kMaxServers = 3;  // resolv.h, MAXNS

/// What one server's turn came to.
enum class Step { next_server, use_tcp, half_answered, done };

struct Query {
  std::uint16_t id = 0;
  std::uint16_t type = 0;
  Bytes bytes;
  std::size_t entry = 0;  // of the exchange log, once sent
  bool settled = false;   // answered or refused in this round
};

/// "ECONNREFUSED" and the like.
std::string errno_name(const ErrorCode& error) {
  const char* name = ::strerrorname_np(error.value());
  return name != nullptr ? name : error.message();
}

/// send_dg's label next_ns: answers that send the question to another server. The last kind is a
/// referral by a server that neither knows nor asks.
bool is_refusal(const DnsMessage& m) {
  if (m.rcode == Rcode::server_failure || m.rcode == Rcode::not_implemented ||
      m.rcode == Rcode::refused) {
    return true;
  }
  return m.rcode == Rcode::no_error && m.answers == 0 && !m.authoritative &&
         !m.recursion_available && m.additional == 0;
}

/// __res_context_send for one name: one object per call, so that the state of its many labels has
/// names.
class Sender {
 public:
  Sender(World& world, std::string name, const ResolverConfig& config, ResolverState& state,
         ExchangeLog log)
      : world_(world),
        name_(std::move(name)),
        config_(config),
        state_(state),
        log_(std::move(log)) {
    for (auto& query : queries_) {
      std::array<std::uint8_t, 2> id{};
      world_.random(id);
      query.id = static_cast<std::uint16_t>(id[0] * 256u + id[1]);
      query.type = &query == &queries_.front() ? kTypeA : kTypeAaaa;
      auto bytes = encode_query(query.id, name_, query.type);
      CHECK(bytes.has_value());
      query.bytes = std::move(*bytes);
    }
  }

  Awaitable<SendResult> run() {
    try {
      co_return co_await try_servers();
    } catch (...) {  // cancelled
      log_.end_open("silence");
      throw;
    }
  }

 private:
  Awaitable<SendResult> try_servers();
  Awaitable<Step> ask_by_datagram(const Endpoint& server, Duration patience);
  Awaitable<Step> datagram_round(const Endpoint& server, Duration patience);
  Awaitable<Step> ask_by_stream(const Endpoint& server);
  Awaitable<Step> stream_round(Stream& stream);
  Awaitable<Result<void>> send(DatagramSocket& socket, const Endpoint& server, Query& query);
  std::optional<Step> take(ByteView data);
  Query* query_of(const DnsMessage& message);
  void store(DnsMessage message, Query& query);
  void begin_round();
  std::size_t first_server(std::size_t count);
  Step fail(const ErrorCode& error);

  bool any_settled() const { return queries_[0].settled || queries_[1].settled; }
  bool all_settled() const { return queries_[0].settled && queries_[1].settled; }

  World& world_;
  std::string name_;
  const ResolverConfig& config_;
  ResolverState& state_;
  ExchangeLog log_;
  std::array<Query, 2> queries_;
  SendResult result_;
  bool got_somewhere_ = false;  // something was received, or waited for in vain
};

std::size_t Sender::first_server(std::size_t count) {
  if (count < 2 || !config_.rotate) return 0;
  if (!state_.rotation) {
    std::array<std::uint8_t, 1> start{};
    world_.random(start);
    state_.rotation = start[0];
  }
  return (*state_.rotation)++ % count;
}

Awaitable<SendResult> Sender::try_servers() {
  const std::size_t count = std::min<std::size_t>(config_.servers.size(), kMaxServers);
  const std::size_t offset = first_server(count);
  bool tcp = false;  // once an answer was truncated, the rest of this try is asked over TCP
  for (int attempt = 0; attempt < config_.attempts && !tcp; ++attempt) {
    for (std::size_t shift = 0; shift < count; ++shift) {
      const std::size_t index = (shift + offset) % count;
      const Endpoint server = config_.servers[index];
      Step step = Step::use_tcp;
      if (!tcp) {
        step = co_await ask_by_datagram(server, server_timeout(config_.timeout, index, count));
      }
      if (step == Step::use_tcp) {
        tcp = true;
        step = co_await ask_by_stream(server);
      }
      if (step == Step::done) co_return std::move(result_);
    }
  }
  result_.first.reset();
  result_.second.reset();
  if (!tcp) result_.refused = count > 0 && !got_somewhere_;
  co_return std::move(result_);
}

/// send_dg. When only one of the two answers came, the server may be one that drops the second of
/// two queries from one socket: ask again one after the other, then from two sockets, each with the
/// whole time-out, before doing without.
Awaitable<Step> Sender::ask_by_datagram(const Endpoint& server, Duration patience) {
  const bool got_somewhere_before = got_somewhere_;
  while (true) {
    begin_round();
    const Step step = co_await datagram_round(server, patience);
    log_.end_open(step == Step::use_tcp || step == Step::done ? "abandoned" : "silence");
    if (step != Step::half_answered) co_return step;
    if (!state_.single_request) {
      state_.single_request = true;
    } else if (!state_.single_request_reopen) {
      state_.single_request_reopen = true;
    } else {
      co_return Step::done;
    }
    got_somewhere_ = got_somewhere_before;
  }
}

void Sender::begin_round() {
  result_.first.reset();
  result_.second.reset();
  for (auto& query : queries_) query.settled = false;
}

Step Sender::fail(const ErrorCode& error) {
  log_.end_open(errno_name(error));
  return Step::next_server;
}

Awaitable<Result<void>> Sender::send(DatagramSocket& socket, const Endpoint& server, Query& query) {
  query.entry = log_.begin(server, dns_type_name(query.type), name_);
  const Result<void> sent = co_await socket.send_to(query.bytes, server);
  co_return sent;
}

Awaitable<Step> Sender::datagram_round(const Endpoint& server, Duration patience) {
  const Instant deadline = world_.now() + patience;
  DatagramOptions options;
  options.connect = server;
  auto socket = world_.datagram(options);
  if (!socket) {
    for (auto& query : queries_) query.entry = log_.begin(server, dns_type_name(query.type), name_);
    co_return fail(socket.error());
  }
  const bool one_by_one = state_.single_request;
  bool second_sent = false;
  auto sent = co_await send(**socket, server, queries_[0]);
  if (sent && !one_by_one) {
    sent = co_await send(**socket, server, queries_[1]);
    second_sent = true;
  }
  if (!sent) co_return fail(sent.error());

  while (true) {
    const auto received = co_await with_deadline(world_, deadline, (*socket)->receive());
    if (!received && received.error() != boost::system::errc::timed_out) {
      co_return fail(received.error());  // an ICMP error: at once to the next server
    }
    got_somewhere_ = true;
    if (!received) co_return result_.first ? Step::half_answered : Step::next_server;
    if (const auto step = take(received->data)) co_return *step;
    if (world_.now() >= deadline) co_return Step::next_server;  // flooded with foreign datagrams
    if (result_.first && !second_sent) {
      if (state_.single_request_reopen) {
        socket = world_.datagram(options);
        if (!socket) co_return fail(socket.error());
      }
      sent = co_await send(**socket, server, queries_[1]);
      second_sent = true;
      if (!sent) co_return fail(sent.error());
    }
  }
}

Query* Sender::query_of(const DnsMessage& message) {
  for (auto& query : queries_) {
    if (!query.settled && message.id == query.id && same_question(message, name_, query.type)) {
      return &query;
    }
  }
  return nullptr;
}

void Sender::store(DnsMessage message, Query& query) {
  auto& slot = any_settled() ? result_.second : result_.first;
  slot = std::move(message);
  query.settled = true;
}

/// One datagram; a step when it ends the server's turn.
std::optional<Step> Sender::take(ByteView data) {
  const auto message = decode_message(data);
  if (!message) return Step::next_server;  // shorter than a header
  if (!any_settled()) result_.last_rcode = message->rcode;
  Query* query = query_of(*message);
  if (query == nullptr) return std::nullopt;  // not ours: keep waiting
  const bool refusal = is_refusal(*message);
  const bool truncated = !refusal && message->truncated;
  log_.end(query->entry, truncated ? "truncated" : name_of(message->rcode));
  if (refusal) {
    if (any_settled()) return result_.first ? Step::done : Step::next_server;
    query->settled = true;  // the other answer may still be a good one
    return std::nullopt;
  }
  if (truncated) return Step::use_tcp;
  store(*message, *query);
  if (all_settled()) return Step::done;
  return std::nullopt;
}

/// send_vc: both queries over one connection, which a reset may interrupt once.
Awaitable<Step> Sender::ask_by_stream(const Endpoint& server) {
  for (int connection = 0;; ++connection) {
    begin_round();
    for (auto& query : queries_) query.entry = log_.begin(server, dns_type_name(query.type), name_);
    const DialOptions options;
    DialResult dialled = co_await world_.dial(server, options);
    if (dialled.error) {
      result_.refused = dialled.error == boost::system::errc::connection_refused;
      co_return fail(dialled.error);
    }
    result_.refused = false;
    const Step step = co_await stream_round(*dialled.stream);
    co_await dialled.stream->close();
    if (step != Step::half_answered || connection > 0) {
      co_return step == Step::done ? Step::done : Step::next_server;
    }
  }
}

/// `half_answered` means reset by the peer, worth another connection.
Awaitable<Step> Sender::stream_round(Stream& stream) {
  Bytes both = with_length(queries_[0].bytes);
  const Bytes second = with_length(queries_[1].bytes);
  both.insert(both.end(), second.begin(), second.end());
  const auto written = co_await stream.write(both);
  if (!written) co_return fail(written.error());
  while (!all_settled()) {
    const auto data = co_await read_dns_message(stream);
    if (!data) {
      fail(data.error());
      const bool reset = data.error() == boost::system::errc::connection_reset;
      co_return reset ? Step::half_answered : Step::next_server;
    }
    auto message = decode_message(*data);
    if (!message) co_return Step::next_server;
    for (auto& query : queries_) {  // by identity only, and whatever the response code
      if (query.settled || query.id != message->id) continue;
      log_.end(query.entry, name_of(message->rcode));
      store(std::move(*message), query);
      break;
    }
  }
  co_return Step::done;
}

}  // namespace

Duration server_timeout(Duration timeout, std::size_t index, std::size_t count) {
  using std::chrono::seconds;
  seconds whole = std::chrono::floor<seconds>(timeout) * (1 << index);
  if (index > 0) whole /= static_cast<int>(count);
  return std::max(whole, seconds{1});
}

Awaitable<SendResult> send_queries(World& world, std::string name, const ResolverConfig& config,
                                   ResolverState& state, Instant started,
                                   std::vector<DnsExchange>& exchanges) {
  Sender sender(world, std::move(name), config, state, ExchangeLog(world, started, exchanges));
  SendResult result = co_await sender.run();
  co_return result;
}

}  // namespace edge
