#include "probe/attempt/tls_watch.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "common/world/concurrency.hpp"
#include "common/world/with_deadline.hpp"

namespace edge::probe {
namespace {

// A handshake that has got no further by then: lost packets have been sent again after 1 and 3 s.
constexpr Duration kPatienceWithTls = std::chrono::seconds{4};
constexpr Duration kHelloLimit = std::chrono::seconds{5};
// With --quick all is to be over before the attempt's own 3.3 s are.
constexpr Duration kQuickPatienceWithTls = std::chrono::milliseconds{500};
constexpr Duration kQuickHelloLimit = std::chrono::milliseconds{1200};
// What has ended sooner was cut, not silent.
constexpr Duration kLongestCut = std::chrono::milliseconds{600};
// Packets of 256 bytes: below what is left of the smallest MTU in use, 576, in a tunnel.
constexpr int kSmallSegment = 216;
// Ethernet's, without the headers of IPv4 and TCP.
constexpr int kUsualSegment = 1460;
constexpr int kExactEnough = 32;
// ContentType handshake(22), RFC 8446 section 5.1.
// No record of TLS begins so: what knows TLS by its first byte lets it pass.
constexpr std::array<std::uint8_t, 1> kNoTls{0};
constexpr std::size_t kMostPeers = 2;
constexpr std::size_t kMostQuickPeers = 1;
// A filter refuses at once; what looks for a neighbour first is no matter of the connection.
constexpr Duration kLongestRefusal = std::chrono::milliseconds{300};
constexpr Duration kAskedAgainLimit = std::chrono::milliseconds{500};

}  // namespace

TlsWatch::TlsWatch(World& world, const Options& options, Journal& journal, MakeClient make_client)
    : world_(world), options_(options), journal_(journal), make_client_(std::move(make_client)) {}

void TlsWatch::begins(const Endpoint& peer) {
  auto known = std::ranges::find(suspicions_, peer, &Suspicion::peer);
  if (known == suspicions_.end()) {
    if (suspicions_.size() == (options_.quick ? kMostQuickPeers : kMostPeers)) return;
    known = suspicions_.insert(known, {.peer = peer});
  }
  known->begun = world_.now();
  known->under_way = true;
  changed_.set();
}

void TlsWatch::ended(const Endpoint& peer, bool without_answer) {
  const auto known = std::ranges::find(suspicions_, peer, &Suspicion::peer);
  if (known == suspicions_.end()) return;
  known->under_way = false;
  known->without_answer = without_answer;
  if (!without_answer && looking_at_ == peer) answered_.set();
  changed_.set();
}

void TlsWatch::refused(const Endpoint& peer, Duration took) {
  if (!options_.quick || took > kLongestRefusal || refused_.size() == kMostPeers) return;
  refused_.push_back(peer);
  changed_.set();
}

void TlsWatch::no_more_attempts() {
  finished_ = true;
  changed_.set();
}

Awaitable<void> TlsWatch::watch() {
  while (true) {
    changed_.reset();
    if (Suspicion* suspicion = ready()) {
      suspicion->looked_at = true;
      const bool silent = suspicion->under_way ||
                          world_.now() - suspicion->begun >= kLongestCut;
      looking_at_ = suspicion->peer;
      answered_.reset();
      co_await until_one_ends(look_at(suspicion->peer, silent), answered_.limit());
      looking_at_.reset();
      continue;
    }
    // Not sooner: where routers ration their ICMP errors, the attempts' SYNs come first.
    if (finished_ && !refused_.empty()) {
      std::vector<Endpoint> peers = std::exchange(refused_, {});
      co_await ask_again(std::move(peers), 0);
    }
    if (finished_) co_return;
    const Instant next = next_ready();
    if (next == Instant::max()) co_await changed_.wait();
    else co_await with_deadline(world_, next, changed_.wait_result());
  }
}

Awaitable<void> TlsWatch::ask_again(std::vector<Endpoint> peers, std::size_t from) {
  if (from == peers.size()) co_return;
  const Endpoint peer = peers[from];
  co_await both(both(same_hello(peer, kAskedAgainLimit), same_hello(peer, kAskedAgainLimit)),
                ask_again(std::move(peers), from + 1));
}

TlsWatch::Suspicion* TlsWatch::ready() {
  const auto found = std::ranges::find_if(suspicions_, [&](const Suspicion& one) {
    if (one.looked_at) return false;
    return one.under_way ? world_.now() >= one.begun + patience() : one.without_answer;
  });
  return found == suspicions_.end() ? nullptr : &*found;
}

Duration TlsWatch::patience() const {
  return options_.quick ? kQuickPatienceWithTls : kPatienceWithTls;
}

Instant TlsWatch::next_ready() const {
  Instant next = Instant::max();
  for (const Suspicion& one : suspicions_) {
    if (one.under_way && !one.looked_at) next = std::min(next, one.begun + patience());
  }
  return next;
}

Awaitable<void> TlsWatch::look_at(Endpoint peer, bool silent) {
  const Duration limit = options_.quick ? kQuickHelloLimit : kHelloLimit;
  co_await both(both(same_hello(peer, limit), same_hello(peer, limit)),
                other_hellos(peer, silent, limit));
}

/// Where the way hangs on the source port, half of all connections may die: differences of other
/// hellos say nothing then. Recorded if it passes.
Awaitable<void> TlsWatch::same_hello(Endpoint peer, Duration limit) {
  const Duration begin = journal_.elapsed();
  HelloDetail same = co_await hello(peer, std::nullopt, true, limit);
  const bool known = std::ranges::find(same_passed_, peer) != same_passed_.end();
  if (!same.complete || known) co_return;
  same_passed_.push_back(peer);
  record(std::move(same), begin);
}

Awaitable<void> TlsWatch::other_hellos(Endpoint peer, bool silent, Duration limit) {
  if (!silent) co_return co_await unnamed_hello(peer, limit);
  const Duration begin = journal_.elapsed();
  HelloDetail small = co_await hello(peer, kSmallSegment, true, limit);
  const bool passes = small.complete;
  if (passes && !options_.quick) co_await find_size(small);
  record(std::move(small), begin);
  if (!passes) co_await both(unnamed_hello(peer, limit), first_byte(peer, limit));
}

Awaitable<void> TlsWatch::unnamed_hello(Endpoint peer, Duration limit) {
  const Duration begin = journal_.elapsed();
  HelloDetail unnamed = co_await hello(peer, std::nullopt, false, limit);
  record(std::move(unnamed), begin);
}

/// A server waits for the rest of it, and no filter knows yet that it will be TLS: who does not
/// acknowledge it has not got it. Not recorded if the connection ends meanwhile: that is an answer.
Awaitable<void> TlsWatch::first_byte(Endpoint peer, Duration limit) {
  const Duration begin = journal_.elapsed();
  const Instant deadline = world_.now() + limit;
  HelloDetail detail;
  detail.target = peer;
  detail.first_byte = true;
  DialOptions options;
  options.deadline = deadline;
  DialResult dialled = co_await world_.dial(peer, options);
  if (!dialled.stream) co_return;
  detail.connected = true;
  const auto written = co_await dialled.stream->write(kNoTls);
  if (!written) co_return;
  std::array<std::uint8_t, 64> answer{};
  const auto read =
      co_await with_deadline(world_, deadline, dialled.stream->read_some(answer));
  const TcpInfo tcp = dialled.stream->tcp_info();
  if (read || read.error() != boost::system::errc::timed_out || !tcp.unacked) co_return;
  detail.window_closed = *tcp.unacked == 0 && tcp.unsent.value_or(0) > 0;
  detail.complete = *tcp.unacked == 0 && !detail.window_closed;
  record(std::move(detail), begin);
}

Awaitable<HelloDetail> TlsWatch::hello(Endpoint peer, std::optional<int> max_segment, bool named,
                                       Duration limit) {
  HelloDetail detail;
  detail.target = peer;
  detail.max_segment = max_segment;
  detail.named = named;
  const Instant deadline = world_.now() + limit;
  DialOptions options;
  options.deadline = deadline;
  options.max_segment = max_segment;
  DialResult dialled = co_await world_.dial(peer, options);
  detail.connected = dialled.stream != nullptr;
  detail.error = error_fact(dialled.error);
  if (!detail.connected) co_return detail;
  const auto client = make_client_(named ? options_.hub : peer.address.to_string());
  TlsDetail seen;
  auto handshake = client->handshake(world_, std::move(dialled.stream), seen);
  auto secured = co_await with_deadline(world_, deadline, std::move(handshake));
  detail.bytes_received = seen.bytes_received;
  detail.complete = secured.has_value() || seen.alert || !seen.defects.empty();
  if (secured) co_await (*secured)->close();
  else detail.error = error_fact(secured.error());
  co_return detail;
}

/// Between what passes and what an Ethernet carries, by halves.
Awaitable<void> TlsWatch::find_size(HelloDetail& small) {
  int passes = *small.max_segment, lost = kUsualSegment;
  while (lost - passes > kExactEnough) {
    const int size = (passes + lost) / 2;
    const auto tried = co_await hello(small.target, size, true, kHelloLimit / 2);
    if (tried.complete) passes = size;
    else lost = size;
  }
  small.largest_segment = passes;
  small.smallest_lost = lost;
}

void TlsWatch::record(HelloDetail detail, Duration begin) {
  const Outcome outcome = detail.complete ? Outcome::ok : Outcome::failed;
  const Endpoint peer = detail.target;
  journal_.record_beside(std::move(detail), outcome, begin, peer);
}

}  // namespace edge::probe
