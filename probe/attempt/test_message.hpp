// The message of --send-test-message: what it says, how it is sent, and what the hub makes of it.
#pragma once

#include "common/report/evidence.hpp"
#include "probe/attempt/agent_session_state.hpp"

namespace edge::probe {

/// Its body: JSON, since rules of a hub's routes read such.
inline constexpr std::string_view kTestMessage =
    R"({"edgeprobe":"test message","of":"edgeprobe run --send-test-message"})";

/// For so long the hub's disposition is waited for.
inline constexpr Duration kDispositionPatience = std::chrono::seconds{30};

/// Sends it on the telemetry link, which stands, and waits for the disposition. Errors:
/// AmqpErrc::refused for another than "accepted", timed_out, and those of the connection.
Awaitable<Result<void>> send_test_message(SessionState& session, MessageDetail& detail);

}  // namespace edge::probe
