// OpenSSL's own settings file, which it reads by itself at its first use.
#pragma once

namespace edge {

/// OpenSSL would wait for ever for the end of a pipe, and read a file of any size. Throws
/// UsageError for a settings file (OPENSSL_CONF, or the system's) that is neither a file of at most
/// 1 MiB nor /dev/null; one that does not exist is none.
void check_openssl_settings();

}  // namespace edge
