// The texts of a CONNECT exchange (RFC 9110 section 9.3.6), written and understood without I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/http/head.hpp"
#include "common/http/http.hpp"

namespace edge {

/// "CONNECT host:port HTTP/1.1" with Host, and Proxy-Authorization if there are credentials.
/// Throws std::invalid_argument for a host that cannot stand in a request line.
std::string connect_request_text(const std::string& host, std::uint16_t port,
                                 const std::optional<ProxyCredentials>& credentials);

/// Records a complete answer. Errors: malformed, connect_refused.
Result<void> understand_connect_answer(std::string_view head, ProxyDetail& detail);

/// The destination and credentials of a request; `stream` stays empty. Errors: malformed,
/// not_connect.
Result<ConnectRequest> understand_connect_request(std::string_view head);

/// A proxy's answer without a body; any but 2xx announces the end of the connection.
std::string connect_answer_text(int status, std::string_view realm);

}  // namespace edge
