// What the name servers said, for the three dns verdicts.
#pragma once

#include <string>

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// Some server gave `result` ("SERVFAIL", "silence", ...) to a query.
bool got_result(const ResolveDetail& detail, std::string_view result);
/// A server answered that it cannot or will not answer: any RCODE but NOERROR and NXDOMAIN.
bool server_refused(const ResolveDetail& detail);
/// "172.18.0.1:53 and 192.168.1.1:53", each once; the engine's resolver is called what it is.
std::string servers_text(const ResolveDetail& detail);
/// "SERVFAIL" or whatever the first refusing server said.
std::string refusal_text(const ResolveDetail& detail);
/// The engine's resolver answers SERVFAIL when the servers behind it have been silent for as
/// long as it waits (moby's extIOTimeout, 4 s): late, unlike one that passes on a server's own.
bool engine_gave_up(const DnsExchange& exchange);
/// The engine's embedded resolver (127.0.0.11) was asked: its queries leave from the host.
bool asked_engine_resolver(const ResolveDetail& detail);

}  // namespace edge::probe
