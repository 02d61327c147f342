#include "common/dns/send.hpp"

#include <array>

#include "common/base/check.hpp"
#include "common/base/error_fact.hpp"
#include "common/dns/sender.hpp"
#include "common/world/with_deadline.hpp"

namespace edge {
namespace detail {
namespace {

/// send_dg's label next_ns: answers that send the question to another server. The last kind is a
/// referral by a server that neither knows nor asks.
bool is_refusal(const DnsMessage& m) {
  if (m.rcode == Rcode::server_failure || m.rcode == Rcode::not_implemented ||
      m.rcode == Rcode::refused) {
    return true;
  }
  return is_referral(m) && m.additional == 0;
}

}  // namespace

Sender::Sender(World& world, std::string name, const ResolverConfig& config, ResolverState& state,
               ExchangeLog log)
    : world_(world), name_(std::move(name)), config_(config), state_(state), log_(std::move(log)),
      edns0_(config.edns0) {
  write_queries();
}

void Sender::write_queries() {
  for (auto& query : queries_) {
    std::array<std::uint8_t, 2> id{};
    world_.random(id);
    query.id = static_cast<std::uint16_t>(id[0] * 256u + id[1]);
    query.type = &query == &queries_.front() ? kTypeA : kTypeAaaa;
    auto bytes = encode_query(query.id, name_, query.type, edns0_);
    CHECK(bytes.has_value());
    query.bytes = std::move(*bytes);
  }
}

Awaitable<SendResult> Sender::run() {
  try {
    SendResult result = co_await try_servers();
    if (result.first || !edns0_refused_) co_return result;
    // __res_context_query: who refuses EDNS is asked once more without it.
    edns0_ = false;
    write_queries();
    co_return co_await try_servers();
  } catch (...) {  // cancelled
    log_.end_open("silence");
    throw;
  }
}

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
  bool tcp = config_.use_vc;  // and once an answer was truncated: then this is the last round
  for (int attempt = 0; attempt < config_.attempts && (attempt == 0 || !tcp); ++attempt) {
    for (std::size_t shift = 0; shift < count; ++shift) {
      const std::size_t index = (shift + offset) % count;
      Step step = Step::use_tcp;
      if (!tcp) {
        step = co_await ask_by_datagram(index, server_timeout(config_.timeout, index, count));
      }
      if (step == Step::use_tcp) {
        tcp = true;
        step = co_await ask_by_stream(config_.servers[index]);
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
Awaitable<Step> Sender::ask_by_datagram(std::size_t index, Duration patience) {
  const bool got_somewhere_before = got_somewhere_;
  while (true) {
    begin_round();
    const Step step = co_await datagram_round(index, patience);
    log_.end_open(step == Step::use_tcp || step == Step::done ? "abandoned" : "silence");
    if (step == Step::use_tcp) close_sockets();
    if (step != Step::half_answered) co_return step;
    if (!state_.single_request) {
      state_.single_request = true;
    } else if (!state_.single_request_reopen) {
      state_.single_request_reopen = true;
      close_sockets();
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

void Sender::close_sockets() {
  for (auto& socket : sockets_) socket.reset();
}

/// close_and_return_error.
Step Sender::fail(const ErrorCode& error, const std::optional<IcmpError>& icmp) {
  const bool cancelled = error == boost::system::errc::operation_canceled;
  log_.end_open(cancelled ? "silence" : error_fact(error).symbol, icmp);
  close_sockets();
  return Step::next_server;
}

Step Sender::fail_datagram(std::size_t index, const ErrorCode& error) {
  const auto refusal = sockets_[index] ? sockets_[index]->refusal() : std::nullopt;
  return fail(error, refusal ? std::optional(refusal->icmp) : std::nullopt);
}

/// Opens the server's socket if need be.
Awaitable<Result<void>> Sender::send(std::size_t index, Query& query) {
  const Endpoint& server = config_.servers[index];
  query.entry = log_.begin(server, dns_type_name(query.type), name_);
  if (!sockets_[index]) {
    DatagramOptions options;
    options.connect = server;
    auto opened = world_.datagram(options);
    if (!opened) co_return opened.error();
    sockets_[index] = std::move(*opened);
  }
  const Result<void> sent = co_await sockets_[index]->send_to(query.bytes, server);
  co_return sent;
}

Awaitable<Step> Sender::datagram_round(std::size_t index, Duration patience) {
  const Instant deadline = world_.now() + patience;
  bool second_sent = !state_.single_request;
  auto sent = co_await send(index, queries_[0]);
  if (sent && second_sent) sent = co_await send(index, queries_[1]);
  if (!sent) co_return fail_datagram(index, sent.error());

  while (true) {
    const auto received = co_await with_deadline(world_, deadline, sockets_[index]->receive());
    if (!received && received.error() != boost::system::errc::timed_out) {
      co_return fail_datagram(index, received.error());  // ICMP: at once to the next server
    }
    got_somewhere_ = true;
    if (!received) co_return result_.first ? Step::half_answered : Step::next_server;
    if (const auto step = take(received->data)) co_return *step;
    if (world_.now() >= deadline) co_return Step::next_server;  // flooded with foreign datagrams
    if (result_.first && !second_sent) {
      if (state_.single_request_reopen) close_sockets();
      sent = co_await send(index, queries_[1]);
      second_sent = true;
      if (!sent) co_return fail_datagram(index, sent.error());
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
  if (!message) {  // shorter than a header
    close_sockets();
    return Step::next_server;
  }
  if (!any_settled()) result_.last_rcode = message->rcode;
  if (edns0_ && message->rcode == Rcode::format_error) {  // which has no question to match
    edns0_refused_ = true;
    log_.end_open(name_of(message->rcode));
    close_sockets();
    return Step::next_server;
  }
  Query* query = query_of(*message);
  if (query == nullptr) return std::nullopt;  // not ours: keep waiting
  const bool refusal = is_refusal(*message);
  const bool truncated = !refusal && message->truncated;
  log_end(*query, truncated ? "truncated" : name_of(message->rcode));
  if (query->entry) log_.remark(*query->entry, *message);
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

void Sender::log_end(const Query& query, const std::string& result) {
  if (query.entry) log_.end(*query.entry, result);
}

}  // namespace detail

Duration server_timeout(Duration timeout, std::size_t index, std::size_t count) {
  using std::chrono::seconds;
  seconds whole = std::chrono::floor<seconds>(timeout) * (1 << index);
  if (index > 0) whole /= static_cast<int>(count);
  return std::max(whole, seconds{1});
}

Awaitable<SendResult> send_queries(World& world, std::string name, const ResolverConfig& config,
                                   ResolverState& state, Instant started,
                                   std::vector<DnsExchange>& exchanges) {
  detail::Sender sender(world, std::move(name), config, state,
                        ExchangeLog(world, started, exchanges));
  SendResult result = co_await sender.run();
  co_return result;
}

}  // namespace edge
