// What was observed: one Evidence per stage that ran, and per observation made beside the attempts.
// Recorded, never judged here; verdicts are pure functions over a list of these. Each kind of
// detail is one file of details/, and a name in Detail below.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/report/details/amqp.hpp"
#include "common/report/details/cbs.hpp"
#include "common/report/details/connect.hpp"
#include "common/report/details/hello.hpp"
#include "common/report/details/hold.hpp"
#include "common/report/details/host.hpp"
#include "common/report/details/http.hpp"
#include "common/report/details/idle.hpp"
#include "common/report/details/link.hpp"
#include "common/report/details/lookup.hpp"
#include "common/report/details/message.hpp"
#include "common/report/details/ntp.hpp"
#include "common/report/details/path.hpp"
#include "common/report/details/proxy.hpp"
#include "common/report/details/query.hpp"
#include "common/report/details/registry.hpp"
#include "common/report/details/resolve.hpp"
#include "common/report/details/tls.hpp"
#include "common/report/details/websocket.hpp"

namespace edge {

/// `skipped` means "not looked at" and is never shown as fine.
enum class Outcome { ok, failed, timed_out, cancelled, skipped };
std::string_view name_of(Outcome outcome);  // "ok", "timed-out", ...

using Detail = std::variant<std::monostate, ResolveDetail, ConnectDetail, ProxyDetail, TlsDetail,
                            WebSocketDetail, AmqpDetail, CbsDetail, LinkDetail, MessageDetail,
                            HoldDetail, IdleDetail, HttpDetail, RegistryDetail, NtpDetail,
                            PathDetail, HelloDetail, LookupDetail, QueryDetail, HostDetail>;

struct Evidence {
  int number = 0;           // 1, 2, ... in order of their begin; what verdicts cite
  std::string transport;    // "amqp", "amqp-ws"; empty beside the attempts
  std::string stage;        // row of probe/attempt/stages.cpp, or "path", "hello", ...
  Outcome outcome = Outcome::skipped;
  std::string note;         // why it was skipped or cancelled; otherwise empty
  Duration begin{}, end{};  // since the run's start
  std::optional<Endpoint> peer;
  Detail detail;
  int attempt = 0;          // of Report::attempts, from 1; 0: beside them, or recorded without
  int attempt_try = 0;      // of the attempt, from 1
  int connection = 0;       // of the try, from 1
  int sent_again = 0;       // segments that TCP repeated meanwhile, after the handshake
  int unacknowledged = 0;   // segments at its end, if it failed
};

template <class F>
constexpr auto fields_of(F f, const Evidence*) {
  return f.described("evidence", "what one stage, or one observation beside the attempts, saw",
                   f.always("number", &Evidence::number, "what verdicts cite"),
                   f.optional("transport", &Evidence::transport),
                   f.known("attempt", &Evidence::attempt, "which of the attempts, from 1"),
                   f.known("try", &Evidence::attempt_try, "of the attempt, from 1"),
                   f.known("connection", &Evidence::connection, "of the try, from 1"),
                   f.always("stage", &Evidence::stage),
                   f.always("outcome", &Evidence::outcome), f.optional("note", &Evidence::note),
                   f.always("begin_ms", &Evidence::begin, "since the run's start"),
                   f.always("end_ms", &Evidence::end), f.optional("peer", &Evidence::peer),
                   f.known("sent_again_segments", &Evidence::sent_again,
                           "that TCP repeated meanwhile"),
                   f.known("unacknowledged_segments", &Evidence::unacknowledged,
                           "at its end, if it failed"),
                   f.optional("detail", &Evidence::detail));
}

/// The detail as T, or null if it is another kind.
template <class T>
const T* detail_of(const Evidence& evidence) {
  return std::get_if<T>(&evidence.detail);
}

}  // namespace edge
