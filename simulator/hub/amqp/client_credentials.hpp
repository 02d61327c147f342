// What a client showed of itself before AMQP began: a certificate in its TLS handshake, a name and
// a token in SASL PLAIN, which is judged here. Whoever brings neither has to put a token on $cbs.
#pragma once

#include <optional>

#include "common/base/bytes.hpp"
#include "common/world/task_group.hpp"
#include "simulator/hub/client_certificate.hpp"
#include "simulator/hub/token_check.hpp"

namespace edge::sim {

struct ClientCredentials {
  MaybeCertificate certificate;
  std::optional<TokenAnswer> plain;  // with status 200
  Admitted admitted;                 // to be set when any of it, or a token later, is good
};

/// Who SASL PLAIN's response says it is, not judged; nothing for a name of another form or hub.
std::optional<Identity> plain_identity(const std::string& host_name, ByteView response);

/// Judges SASL PLAIN's response: "{device}[/{module}]@sas.{hub's short name}" with a token as the
/// password. Status 200 as check_token's; 401 for a wrong token; 400 for a name of another form or
/// hub.
TokenAnswer check_plain(const std::string& host_name, const DeviceRegistry& registry,
                        ByteView response, WallTime now);

}  // namespace edge::sim
