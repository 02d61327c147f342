// The TCP part of musl's src/network/res_msend.c, since 1.2.4: a truncated answer is asked for
// again, each on a connection of its own, of the server that gave it.
#include "common/base/error_fact.hpp"
#include "common/dns/musl_sender.hpp"
#include "common/dns/stream_message.hpp"

namespace edge::musl {
namespace {

constexpr std::size_t kShortest = 13;  // bytes; a header and nothing is no answer

}  // namespace

Awaitable<Result<Bytes>> Sender::answer_by_stream(const Endpoint& server, const Bytes& query) {
  const DialOptions options;
  DialResult dialled = co_await world_.dial(server, options);
  if (dialled.error) co_return dialled.error;
  const Bytes framed = with_length(query);
  const auto written = co_await dialled.stream->write(framed);
  if (!written) co_return written.error();
  auto answer = co_await read_dns_message(*dialled.stream);
  co_await dialled.stream->close();
  co_return answer;
}

/// Whatever goes wrong on the connection ends all of it, as both must be answered.
Awaitable<void> Sender::ask_by_stream(Query& query) {
  if (!co_await query.truncated.wait_result()) co_return;  // the look-up has ended
  const Endpoint server = config_.servers[query.truncated_by];
  const auto entry = log_.begin(server, dns_type_name(query.type), name_);
  const auto answer = co_await answer_by_stream(server, query.bytes);
  if (!answer && answer.error() == boost::system::errc::operation_canceled) co_return;
  if (!answer) {
    log_.end(entry, error_fact(answer.error()).symbol);
    ended_.set();
    co_return;
  }
  const auto message = decode_message(*answer);
  log_.end(entry, message ? name_of(message->rcode) : "truncated");
  const bool usable = answer->size() >= kShortest && message &&
                      (message->rcode == Rcode::no_error || message->rcode == Rcode::name_error);
  if (usable) {
    settle(query, *answer);
  } else {
    ended_.set();
  }
}

}  // namespace edge::musl
