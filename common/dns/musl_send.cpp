#include "common/dns/musl_send.hpp"

#include <algorithm>

#include "common/base/check.hpp"
#include "common/base/error_fact.hpp"
#include "common/dns/musl_sender.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::musl {
namespace {

constexpr std::size_t kRunt = 4;          // bytes; shorter ones cannot be told apart
constexpr int kFailuresRepeated = 2 * 2;  // twice for each query, in each interval

std::size_t answer_room(Release release) {
  return release == Release::v1_2_3 ? 512 : 4800;  // lookup_name.c, ABUF_SIZE
}

Rcode rcode_of(ByteView data) { return static_cast<Rcode>(data[3] & 15); }

bool is_truncated(ByteView data) { return (data[2] & 2) != 0; }

}  // namespace

Sender::Sender(World& world, std::string name, const ResolverConfig& config, Release release,
               ExchangeLog log)
    : world_(world),
      name_(std::move(name)),
      config_(config),
      release_(release),
      log_(std::move(log)),
      servers_(std::min(config.servers.size(), kMaxServers)),
      limit_(std::chrono::floor<std::chrono::seconds>(config.timeout)),
      deadline_(world.now() + limit_) {
  std::array<std::uint8_t, 4> ids{};
  world_.random(ids);
  if (ids[0] == ids[2]) ++ids[2];
  for (std::size_t i = 0; i < queries_.size(); ++i) {
    Query& query = queries_[i];
    query.id = static_cast<std::uint16_t>(ids[2 * i] * 256u + ids[2 * i + 1]);
    query.type = i == 0 ? kTypeA : kTypeAaaa;
    auto bytes = encode_query(query.id, name_, query.type);
    CHECK(bytes.has_value());
    query.bytes = std::move(*bytes);
  }
}

Awaitable<Answers> Sender::run() {
  if (limit_ > Duration{} && open_sockets()) {
    try {
      const auto asked = co_await with_deadline(world_, deadline_, ask());
      log_.end_open(asked ? "abandoned" : "silence");
    } catch (...) {  // cancelled
      log_.end_open("silence");
      throw;
    }
  }
  Answers answers;
  for (std::size_t i = 0; i < answers.size(); ++i) answers[i] = std::move(queries_[i].answer);
  co_return answers;
}

/// False if there is none for any server: a system without that family of addresses.
bool Sender::open_sockets() {
  for (std::size_t i = 0; i < servers_; ++i) {
    const bool v6 = config_.servers[i].address.is_v6();
    auto& socket = v6 ? v6_ : v4_;
    if (socket) continue;
    DatagramOptions options;
    options.bind = Endpoint{v6 ? IpAddress(boost::asio::ip::address_v6::any())
                               : IpAddress(boost::asio::ip::address_v4::any()),
                            0};
    options.hears_icmp = true;
    if (auto opened = world_.datagram(options)) socket = std::move(*opened);
  }
  return v4_ || v6_;
}

Awaitable<Result<void>> Sender::ask() {
  auto datagrams = both(receive(v4_.get()), receive(v6_.get()));
  auto streams = both(ask_by_stream(queries_[0]), ask_by_stream(queries_[1]));
  auto listening = both(std::move(datagrams), std::move(streams));
  auto asking = both(send_again_and_again(), std::move(listening));
  co_await until_one_ends(ended_.wait(), std::move(asking));
  co_return Result<void>{};
}

/// The interval is in whole milliseconds, so that three attempts in 5 s make a fourth at 4.998 s.
/// No attempts would divide by zero in musl: here they are taken as one.
Awaitable<void> Sender::send_again_and_again() {
  const Duration interval =
      std::chrono::floor<std::chrono::milliseconds>(limit_ / std::max(config_.attempts, 1));
  for (Instant at = world_.now(); at < deadline_; at += interval) {
    co_await world_.sleep_until(at);
    failures_to_repeat_ = kFailuresRepeated;
    for (auto& query : queries_) {
      for (std::size_t i = 0; i < servers_ && query.open(); ++i) co_await send(query, i);
    }
  }
}

/// What the operating system refuses to send is lost to musl, like a packet on the way.
Awaitable<void> Sender::send(Query& query, std::size_t server) {
  const Endpoint to = config_.servers[server];
  DatagramSocket* socket = to.address.is_v6() ? v6_.get() : v4_.get();
  if (socket == nullptr) co_return;
  const std::size_t entry = log_.begin(to, dns_type_name(query.type), name_);
  query.under_way[server].push_back(entry);
  auto sent = co_await socket->send_to(query.bytes, to);
  if (!sent && socket->refusal()) {  // of an earlier one
    note_refusal(*socket->refusal());
    sent = co_await socket->send_to(query.bytes, to);
  }
  if (sent) co_return;
  std::erase(query.under_way[server], entry);
  log_.end(entry, error_fact(sent.error()).symbol);
}

Awaitable<void> Sender::receive(DatagramSocket* socket) {
  while (socket != nullptr && world_.now() < deadline_) {
    const auto received = co_await socket->receive();
    if (received) {
      co_await take(*received);
    } else if (socket->refusal()) {
      note_refusal(*socket->refusal());
    } else {
      co_return;
    }
  }
}

std::size_t Sender::number_of(const Endpoint& server) const {
  const auto all = config_.servers.begin();
  const auto end = all + static_cast<std::ptrdiff_t>(servers_);
  return static_cast<std::size_t>(std::find(all, end, server) - all);
}

/// musl does not ask to be told, and waits on: it is kept for those who ask why.
void Sender::note_refusal(const Refusal& refusal) {
  const auto server = number_of(refusal.to);
  if (server == servers_) return;
  for (auto& query : queries_) {
    for (const auto entry : query.under_way[server]) log_.note(entry, refusal.icmp);
  }
}

Query* Sender::query_of(ByteView data) {
  for (auto& query : queries_) {
    if (query.open() && data[0] * 256u + data[1] == query.id) return &query;
  }
  return nullptr;
}

/// One datagram. Only its sender and its number say whose answer it is.
Awaitable<void> Sender::take(const Datagram& datagram) {
  const ByteView data = datagram.data;
  const auto server = number_of(datagram.from);
  if (data.size() < kRunt) co_return;
  Query* query = query_of(data);
  if (query == nullptr) co_return;
  if (server == servers_) {
    for (const auto& entries : query->under_way) {
      for (const auto entry : entries) log_.answered_by(entry, datagram.from.address);
    }
    co_return;
  }
  const Rcode rcode = rcode_of(data);
  const bool taken = rcode == Rcode::no_error || rcode == Rcode::name_error;
  auto& under_way = query->under_way[server];
  if (!under_way.empty()) {
    const bool over_tcp = taken && goes_to_tcp(data);
    log_.end(under_way.front(), over_tcp ? "truncated" : name_of(rcode));
    const auto message = decode_message(data, CLibrary::musl);
    if (message) log_.remark(under_way.front(), *message);
    under_way.pop_front();
  }
  if (taken) {
    accept(*query, server, data);
  } else if (rcode == Rcode::server_failure && failures_to_repeat_ > 0) {
    --failures_to_repeat_;
    co_await send(*query, server);
  }
}

bool Sender::goes_to_tcp(ByteView data) const {
  const bool truncated = is_truncated(data) || data.size() > answer_room(release_);
  return truncated && release_ != Release::v1_2_3;
}

void Sender::accept(Query& query, std::size_t server, ByteView data) {
  abandon(query);
  if (goes_to_tcp(data)) {
    query.truncated_by = server;
    query.truncated.set();
  } else {
    settle(query, data);
  }
}

/// The other servers' answers to it do not count any more.
void Sender::abandon(Query& query) {
  for (auto& entries : query.under_way) {
    for (const auto entry : entries) log_.end(entry, "abandoned");
    entries.clear();
  }
}

void Sender::settle(Query& query, ByteView data) {
  const auto fits = data.first(std::min(data.size(), answer_room(release_)));
  auto message = decode_message(fits, CLibrary::musl);
  if (!message) message.emplace().rcode = rcode_of(data);
  query.answer = std::move(*message);
  if (queries_[0].answer && queries_[1].answer) ended_.set();
}

Awaitable<Answers> send_queries(World& world, std::string name, const ResolverConfig& config,
                                Release release, Instant started,
                                std::vector<DnsExchange>& exchanges) {
  Sender sender(world, std::move(name), config, release, ExchangeLog(world, started, exchanges));
  Answers answers = co_await sender.run();
  co_return answers;
}

}  // namespace edge::musl
