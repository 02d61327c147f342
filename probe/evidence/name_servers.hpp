// What a query to a name server came to: an answer, somebody else's failure to get one, or nothing.
// Pure.
#pragma once

#include "common/report/details/rcode.hpp"
#include "common/report/evidence.hpp"

namespace edge::probe {

/// Docker gives user-defined networks this one as their name server (127.0.0.11).
bool is_engine_resolver(const Endpoint& server);

/// The engine's resolver answers SERVFAIL when the servers behind it have been silent for as
/// long as it waits (moby's extIOTimeout, 4 s): late, unlike one that passes on a server's own.
bool engine_gave_up(const DnsExchange& exchange);

/// Whether it is about the name itself, without a search domain behind it.
bool asks_for_the_name(const DnsExchange& exchange, const ResolveDetail& detail);

/// The servers that were asked and from which no answer came, each once, in the order they were
/// asked. An engine's resolver that failed is one: it may not have reached those behind it.
std::vector<Endpoint> without_answer(const ResolveDetail& detail);

/// Those of `configured` that gave no RCODE to any query of the look-up.
std::vector<Endpoint> unheard(const ResolveDetail& detail, const std::vector<Endpoint>& configured);

}  // namespace edge::probe
