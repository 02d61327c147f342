// What one port's TLS handshake says of another's.
#pragma once

#include <optional>
#include <string>

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

inline constexpr int kCloseNotify = 0;  // RFC 8446 appendix B.2

/// The peer, or something on the way, answered the ClientHello with nothing or with the end of the
/// connection.
bool ends_without_tls(const TlsDetail& detail, const Evidence& seen);

/// Whom the connection below a handshake was made to.
std::optional<Endpoint> tls_peer(const Case& facts, const Evidence& handshake);
/// "203.0.113.10:5671", or "The peer" if that is not known.
std::string tls_peer_text(const Case& facts, const Evidence& handshake);

/// A handshake with the same name on another port of the same address, without a proxy, that
/// stands: or null. It refutes the packet's size and the name as reasons.
const Evidence* same_hello_elsewhere(const Case& facts, const Evidence& seen,
                                     const TlsDetail& detail);

/// For a handshake in a proxy's tunnel: who else may be at fault, and what to do. Without a proxy
/// the verdict stays as it is.
void blame_tunnel(Verdict& verdict, const Case& facts, const Evidence& seen);

/// Silence on a line that loses packets, where no second look says that TLS is stopped.
bool may_be_lost(const Case& facts, const Evidence& seen);

/// A stage above TLS got no answer, and what it sent was never acknowledged, though sent again.
bool is_swallowed(const Evidence& seen);

/// The same ClientHello passed on another connection: what hangs on the connection alone, as on its
/// source port, explains why the handshake `seen` failed. Then no other look does. Or null.
const Evidence* same_hello_that_passed(const Case& facts, const Evidence& seen);
/// The second look (HelloDetail) that explains why the handshake `seen` failed: the one in small
/// segments that got through, or the one without the hub's name that was answered; else null.
const Evidence* small_hello_that_passed(const Case& facts, const Evidence& seen);
const Evidence* unnamed_hello_that_passed(const Case& facts, const Evidence& seen);
/// A ClientHello without a name fared no better.
bool unnamed_hello_too(const Case& facts, const Evidence& seen);
/// The same of one that was ended before its time was over.
bool unnamed_hello_cut_too(const Case& facts, const Evidence& seen);
/// One in small segments fared no better.
bool small_hello_too(const Case& facts, const Evidence& seen);
/// Of the ClientHello nothing was acknowledged, whole, in small segments or without a name. Then
/// the look that sent one byte alone tells: it fared no better, ...
const Evidence* first_byte_lost(const Case& facts, const Evidence& seen);
/// ... or it was acknowledged: only what looks like TLS is swallowed. Null where it is not so.
const Evidence* first_byte_arrived(const Case& facts, const Evidence& seen);
bool explained_by_second_look(const Case& facts, const Evidence& seen);

}  // namespace edge::probe
