// What the hub's side of an AgentSession said, noted as evidence: printable, for a report.
#pragma once

#include "common/amqp/endpoint_facts.hpp"
#include "common/amqp/pump.hpp"
#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/report/evidence.hpp"
#include "probe/attempt/cbs_reply.hpp"

namespace edge::probe {

/// The first bytes of a peer that was to speak AMQP.
void note_header(ByteView first, AmqpDetail& detail);

/// The peer's header and OPEN, as far as they have come.
void note_open(AmqpPump& pump, AmqpDetail& detail);

/// The answer to a put-token.
void note_reply(const CbsReply& reply, CbsDetail& detail);

/// How a step ended: the peer's `words`, and our `error`.
template <class Detail>
void note_loss(const PeerCondition& words, const ErrorCode& error, Detail& detail) {
  detail.condition = printable(words.name);
  detail.description = printable(words.description);
  detail.error = error_in_words(error);
}

}  // namespace edge::probe
