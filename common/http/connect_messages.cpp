#include "common/http/connect_messages.hpp"

#include <openssl/evp.h>

#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/secret_gate.hpp"
#include "common/base/visible.hpp"
#include "common/base/whole_number.hpp"

namespace edge {
namespace {

/// The quoted-string of RFC 9110 section 5.6.4.
std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

/// "host:port" or "[IPv6]:port", the only form CONNECT has (RFC 9112 section 3.2.3).
bool split_authority(std::string_view target, ConnectRequest& request) {
  const auto [host, port, bracketed] = split_host_and_port(target);
  request.host = std::string(host);
  request.port = whole_number<std::uint16_t>(port.value_or("")).value_or(0);
  const bool sound = bracketed || host.find(':') == host.npos;
  return sound && !host.empty() && request.port != 0;
}

}  // namespace

std::string basic_credentials(std::string_view user, const Secret& password) {
  const std::string pair = std::string(user) + ":" + std::string(password.reveal());
  std::string encoded(4 * ((pair.size() + 2) / 3) + 1, '\0');  // EVP adds a NUL
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(encoded.data()),
                                   reinterpret_cast<const unsigned char*>(pair.data()),
                                   static_cast<int>(pair.size()));
  encoded.resize(static_cast<std::size_t>(size));
  secret_gate().add(encoded);  // of a password, however short
  return "Basic " + encoded;
}

std::string connect_request_text(const std::string& host, std::uint16_t port,
                                 const std::optional<ProxyCredentials>& credentials) {
  if (!is_visible(host)) {
    throw std::invalid_argument("CONNECT: '" + printable(host) + "' is not a host name");
  }
  const std::string target = join_host_and_port(host, port);
  std::string text = "CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n";
  if (credentials) {
    text += "Proxy-Authorization: " +
            basic_credentials(credentials->user, credentials->password) + "\r\n";
  }
  return text + "\r\n";
}

Result<void> understand_connect_answer(std::string_view head, ProxyDetail& detail) {
  const Result<HttpHead> answer = parse_http_response(head);
  if (!answer) {
    detail.status = 0;
    detail.reason = first_line_of(head);
    return answer.error();
  }
  detail.status = answer->status;
  detail.reason = printable(answer->reason);
  detail.authenticate = printable(answer->field("Proxy-Authenticate"));
  detail.via = printable(answer->field("Via"));
  detail.squid_error = printable(answer->field("X-Squid-Error"));
  if (answer->status / 100 != 2) return make_error_code(HttpError::connect_refused);
  return {};
}

Result<ConnectRequest> understand_connect_request(std::string_view head) {
  const Result<HttpHead> parsed = parse_http_request(head);
  if (!parsed) return parsed.error();
  if (parsed->method != "CONNECT") return make_error_code(HttpError::not_connect);
  ConnectRequest request;
  if (!split_authority(parsed->target, request)) return make_error_code(HttpError::malformed);
  request.authorization = parsed->field("Proxy-Authorization");
  return request;
}

std::string connect_answer_text(int status, std::string_view realm) {
  if (status / 100 == 2) {
    return "HTTP/1.1 " + std::to_string(status) + " Connection established\r\n\r\n";
  }
  const bool challenge = status == 407;
  return http_refusal_text(
      status, challenge ? "Proxy-Authenticate: Basic realm=" + quoted(realm) + "\r\n" : "");
}

}  // namespace edge
