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

std::string words_on_status(std::string_view stage, std::string_view status) {
  if (stage == "proxy") {
    return fmt::format("System.Net.Http.HttpRequestException: The proxy tunnel request failed with "
                       "status code '{}'.", status);
  }
  if (stage != "websocket") return {};
  return fmt::format("System.Net.WebSockets.WebSocketException: The server returned status code "
                     "'{}' when status code '101' was expected.", status);
}

}  // namespace

std::string exception_words(CLibrary library, std::string_view stage, std::string_view symbol) {
  if (symbol == "timeout") {
    return "System.Threading.Tasks.TaskCanceledException: A task was canceled.";
  }
  if (stage == "tls" && (symbol == "certificate" || symbol == "alert")) {
    return "System.Security.Authentication.AuthenticationException: TLS authentication error.";
  }
  if (const auto status = status_of(symbol); !status.empty()) {
    return words_on_status(stage, status);
  }
  for (const SocketWords& row : kSocketWords) {
    if (row.symbol != symbol) continue;
    return fmt::format("System.Net.Sockets.SocketException ({}): {}", row.number,
                       library == CLibrary::musl ? row.musl : row.glibc);
  }
  return {};
}

}  // namespace edge::probe
