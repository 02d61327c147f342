// The hub's $cbs node: a put-token message in, the answer out. The judgement is token_check's.
#pragma once

#include <optional>
#include <proton/message.hpp>

#include "simulator/hub/token_check.hpp"

namespace edge::sim {

/// The fields of a put-token; missing ones stay empty and are judged as such.
TokenRequest token_request(const proton::message& message);

/// The answer: the request's message-id as correlation-id in its own AMQP type, and an AMQP int as
/// status-code, since azure-uamqp-c and the C# SDK refuse any other integer.
proton::message token_reply(const proton::message& request, int status,
                            const std::string& description);

}  // namespace edge::sim
