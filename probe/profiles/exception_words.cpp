#include "probe/profiles/exception_words.hpp"

#include <fmt/format.h>

namespace edge::probe {
namespace {

/// strerror() and gai_strerror() of both libraries. .NET takes what the resolver says for
/// SocketErrors, and writes these numbers (NameResolutionPal.Unix.cs, pal_networking.c).
struct SocketWords {
  std::string_view symbol, number, glibc, musl;
};

constexpr SocketWords kSocketWords[] = {
    {"EAI_AGAIN", "11", "Resource temporarily unavailable", "Resource temporarily unavailable"},
    {"EAI_NONAME", "0xFFFDFFFF", "Name or service not known", "Name does not resolve"},
    {"EAI_NODATA", "0xFFFDFFFF", "Name or service not known", "Name does not resolve"},
    {"EADDRNOTAVAIL", "99", "Cannot assign requested address", "Address not available"},
    {"ENETUNREACH", "101", "Network is unreachable", "Network unreachable"},
    {"ECONNRESET", "104", "Connection reset by peer", "Connection reset by peer"},
    {"ETIMEDOUT", "110", "Connection timed out", "Operation timed out"},
    {"ECONNREFUSED", "111", "Connection refused", "Connection refused"},
    {"EHOSTUNREACH", "113", "No route to host", "Host is unreachable"},
};

/// "407" of "status-407"; empty for another symbol.
std::string_view status_of(std::string_view symbol) {
  constexpr std::string_view kStatus = "status-";
  return symbol.starts_with(kStatus) ? symbol.substr(kStatus.size()) : std::string_view{};
}

std::string words_on_status(const LoggedFailure& failure, std::string_view status) {
  if (failure.stage == "proxy") {
    return fmt::format("System.Net.Http.HttpRequestException: The proxy tunnel request to proxy "
                       "'{}/' failed with status code '{}'.", failure.proxy, status);
  }
  if (failure.stage != "websocket") return {};
  return fmt::format("System.Net.WebSockets.WebSocketException: The server returned status code "
                     "'{}' when status code '101' was expected.", status);
}

/// On AMQP the SDK sets a callback, which hides the reason; WebSocket has none.
std::string_view words_on_tls(std::string_view transport) {
  return transport == "amqp"
             ? "System.Security.Authentication.AuthenticationException: The remote certificate was "
               "rejected by the provided RemoteCertificateValidationCallback."
             : "System.Security.Authentication.AuthenticationException: The remote certificate is "
               "invalid because of errors in the certificate chain";
}

}  // namespace

std::string exception_words(CLibrary library, const LoggedFailure& failure) {
  std::string_view symbol = failure.symbol;
  if (symbol == "timeout") {
    const bool of_socket = failure.by_socket && failure.stage == "connect";
    if (!of_socket) return "System.Threading.Tasks.TaskCanceledException: A task was canceled.";
    symbol = "ETIMEDOUT";
  }
  if (failure.stage == "tls" && symbol == "certificate") {
    return std::string(words_on_tls(failure.transport));
  }
  if (const auto status = status_of(symbol); !status.empty()) {
    return words_on_status(failure, status);
  }
  for (const SocketWords& row : kSocketWords) {
    if (row.symbol != symbol) continue;
    return fmt::format("System.Net.Sockets.SocketException ({}): {}", row.number,
                       library == CLibrary::musl ? row.musl : row.glibc);
  }
  return {};
}

}  // namespace edge::probe
