// send_vc of glibc's resolv/res_send.c: both queries over one TCP connection.
#include "common/dns/sender.hpp"
#include "common/dns/stream_message.hpp"

namespace edge::detail {

/// send_vc: both queries over one connection, which a reset may interrupt once.
Awaitable<Step> Sender::ask_by_stream(const Endpoint& server) {
  for (int connection = 0;; ++connection) {
    begin_round();
    for (auto& query : queries_) query.entry = log_.begin(server, dns_type_name(query.type), name_);
    const DialOptions options;
    DialResult dialled = co_await world_.dial(server, options);
    if (dialled.error) {
      result_.refused = dialled.error == boost::system::errc::connection_refused;
      co_return fail(dialled.error, dialled.icmp);
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
  if (!written) co_return fail(written.error(), {});
  while (!all_settled()) {
    const auto data = co_await read_dns_message(stream);
    if (!data) {
      fail(data.error(), {});
      const bool reset = data.error() == boost::system::errc::connection_reset;
      co_return reset ? Step::half_answered : Step::next_server;
    }
    auto message = decode_message(*data);
    if (!message) co_return Step::next_server;
    for (auto& query : queries_) {  // by identity only, and whatever the response code
      if (query.settled || query.id != message->id) continue;
      log_end(query, name_of(message->rcode));
      store(std::move(*message), query);
      break;
    }
  }
  co_return Step::done;
}

}  // namespace edge::detail
