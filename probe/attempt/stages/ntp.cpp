// ntp: each address is asked for the time until one answers, three times in all as ntpdate does.
#include "common/report/details/answer.hpp"
#include "probe/attempt/ntp_message.hpp"
#include "probe/attempt/stages/rows.hpp"

namespace edge::probe {
namespace {

constexpr Duration kTimeServerPatience = std::chrono::seconds{1};
constexpr std::size_t kMostAsked = 3;

/// Until the answer to that request comes; what else comes is passed over.
Awaitable<Result<NtpAnswer>> await_answer(DatagramSocket& socket, const NtpCookie& cookie) {
  while (true) {
    const Result<Datagram> got = co_await socket.receive();
    if (!got) co_return got.error();
    if (auto answer = understand_ntp(got->data, cookie)) co_return *std::move(answer);
  }
}

/// Who refused, where an ICMP error tells.
void note_refusal(const ErrorCode& error, const DatagramSocket& socket, NtpDetail& detail) {
  detail.error = error_fact(error);
  if (const auto refusal = socket.refusal()) {
    detail.error.text += ", " + words_on(refusal->icmp);
  }
}

Awaitable<Result<NtpAnswer>> ask(World& world, Endpoint server, NtpDetail& detail) {
  detail.error = {};  // of another address
  NtpCookie cookie;
  world.random(cookie);
  DatagramOptions options;
  options.connect = server;
  auto socket = world.datagram(options);
  if (!socket) co_return socket.error();
  const Bytes request = ntp_request(cookie);
  const Instant begin = world.now();
  const Result<void> sent = co_await (*socket)->send_to(request, server);
  if (!sent) co_return sent.error();
  ++detail.sent;
  auto answer = co_await await_answer(**socket, cookie);
  if (!answer) {
    note_refusal(answer.error(), **socket, detail);
    co_return answer.error();
  }
  detail.rtt = world.now() - begin;
  co_return answer;
}

void record(const NtpAnswer& answer, WallTime received, NtpDetail& detail) {
  detail.answered = true;
  detail.stratum = answer.stratum;
  detail.refusal = answer.refusal;
  if (answer.sent) detail.offset = *answer.sent + *detail.rtt / 2 - received;
}

}  // namespace

Awaitable<Evidence> ntp_stage(Connection& connection) {
  World& world = connection.run.world;
  NtpDetail detail;
  ErrorCode error;
  const auto& addresses = connection.addresses;
  Endpoint asked;
  for (std::size_t i = 0; i < kMostAsked && !connection.run.stop.is_set(); ++i) {
    asked = {addresses[i % addresses.size()], connection.plan.port};
    auto limited =
        with_deadline(world, world.now() + kTimeServerPatience, ask(world, asked, detail));
    auto answer = co_await in_time(connection, std::move(limited));
    error = answer ? ErrorCode{} : answer.error();
    if (!answer) continue;
    record(*answer, world.wall(), detail);
    break;
  }
  Evidence evidence = evidence_of(error, std::move(detail));
  const auto& seen = std::get<NtpDetail>(evidence.detail);
  if (!seen.refusal.empty()) evidence.outcome = Outcome::failed;
  evidence.peer = asked;
  co_return evidence;
}

}  // namespace edge::probe
