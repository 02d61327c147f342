// The rows of signatures.cpp, one file for each family. `agent-today`, `agent-2017` and
// `azure-iot-edge` in a row's source are this project's notes on those programs' sources and
// issues; `I#n` is an issue of Azure/iotedge.
#pragma once

#include <span>

#include "probe/logs/signatures.hpp"

namespace edge::probe {

std::span<const SignatureRow> progress_signatures();
std::span<const SignatureRow> edge_hub_signatures();
std::span<const SignatureRow> name_signatures();
std::span<const SignatureRow> socket_signatures();
std::span<const SignatureRow> proxy_signatures();
std::span<const SignatureRow> tls_signatures();
std::span<const SignatureRow> identity_signatures();
std::span<const SignatureRow> hub_signatures();
std::span<const SignatureRow> daemon_signatures();
std::span<const SignatureRow> engine_signatures();
std::span<const SignatureRow> registry_signatures();

}  // namespace edge::probe
