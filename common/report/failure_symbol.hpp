// A failed stage in one word, for tables that tell failures apart. Not for people, and no verdict.
#pragma once

#include <string>

#include "common/report/evidence.hpp"

namespace edge {

/// "timeout" where the stage had no answer in time; else by what it saw:
/// - resolve, connect: the error's symbol ("EAI_NONAME", "ECONNREFUSED");
/// - tls: "certificate" (a defect of the chain), "alert" (the peer's), "not-tls";
/// - proxy, websocket: "status-404" (no 101 or 200), "subprotocol";
/// - amqp-open: "header" (another protocol's answer), the condition of a CLOSE ("amqp:not-found");
/// - cbs: "status-401", the condition of a CLOSE, END or DETACH;
/// - link: the condition of a DETACH, END or CLOSE;
/// - all of them: the symbol of the error that ended the connection ("EOF", "ECONNRESET").
std::string failure_symbol(const Evidence& evidence);

}  // namespace edge
