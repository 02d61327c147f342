// Reads what evidence keeps of a certificate. Not for judging it.
#pragma once

#include <openssl/types.h>

#include "common/report/evidence.hpp"

namespace edge {

/// Text is made printable; dates outside WallTime's range (1677 to 2262) are clamped to it, and
/// at most 100 names are kept: the certificate may be hostile.
CertificateFacts facts_of(const X509* certificate);

}  // namespace edge
