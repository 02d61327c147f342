// Finding the certificate that a defect is about.
#pragma once

#include <string>
#include <vector>

#include "probe/verdicts/failures.hpp"

namespace edge::probe {

/// TLS stages that failed over `defect`.
std::vector<Culprit<TlsDetail>> with_defect(const Case& facts, CertificateDefect defect);

/// The first certificate, leaf first, whose validity has ended (or not begun) at the device's time;
/// null if none of those that were sent is: then it is the trust store's own.
const CertificateFacts* out_of_date(const TlsDetail& detail, CertificateDefect defect);

/// ` "CN=hub.test"` and so on; for the hub's own certificate "The hub's certificate".
std::string certificate_name(const Case& facts, const TlsDetail& detail,
                             const CertificateFacts* certificate);

/// One of the names under which IoT hubs are really certified (iot-hub-tls-support.md). A forger
/// may use them: they change the advice, never the verdict.
bool names_hub_authority(std::string_view issuer);
/// "at 203.0.113.10:443" or nothing.
std::string at_peer(const Evidence& evidence);

}  // namespace edge::probe
