// Whom a line says that it could not reach: "(contoso.azure-devices.net:443)".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace edge::probe {

struct NamedPeer {
  std::string host;
  int port = 0;  // 0: not named
};

/// The first one in `line`: HOST:PORT, with the host a name with dots, an address, in brackets or
/// behind "//", or `host='...'` as Python writes it. Places in source files are none.
std::optional<NamedPeer> named_peer(std::string_view line);

/// Of "http://user:password@host:port/"; nothing for what is no URL.
std::optional<NamedPeer> peer_of_url(std::string_view url);

/// Whether the host is an IoT hub by its name, in whichever cloud.
bool is_hub_name(std::string_view host);

}  // namespace edge::probe
