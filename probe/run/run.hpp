// The probe as a library: one run in one World. The only header that edgeprobe's main and the
// simulator's virtual runner include.
#pragma once

#include <memory>

#include "common/base/usage_error.hpp"
#include "common/report/report.hpp"
#include "common/tls/tls.hpp"
#include "common/world/event.hpp"
#include "probe/attempt/journal.hpp"
#include "probe/attempt/options.hpp"

namespace edge::probe {

/// Attempts the connection as the profile's agent would, gathers path evidence beside it, judges.
/// Network failures are in the report; exceptions mean the probe itself could not work (a CA file
/// that cannot be read). `observer` may be null. When `interruption`, if there is one, is set, the
/// run ends at once with what it has seen.
Awaitable<Report> run(World& world, Options options, Observer* observer = nullptr,
                      Event* interruption = nullptr);

/// No certificates were named, and the system has none: a run cannot be made, a plan can.
struct NothingToTrust : UsageError {
  using UsageError::UsageError;
};

/// The TLS client of such a run, for a peer of that name; the agent's is that of the hub. Throws
/// UsageError when the certificates to trust cannot be had, NothingToTrust among them.
std::unique_ptr<TlsClient> make_tls_client(const Options& options, const std::string& server_name);

}  // namespace edge::probe
