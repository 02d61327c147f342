// --proxy and --proxy-credentials, as several subcommands have them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "probe/attempt/options.hpp"
#include "probe/commands/option_texts.hpp"

namespace edge::probe {

inline constexpr const char* kPasswordSeen =
    "the proxy's password was visible in the process list; --proxy @FILE or --proxy-credentials "
    "@FILE keeps it out";

struct NamedProxies {
  std::vector<ProxyOptions> proxies;
  std::vector<Secret> urls;           // of each, for copies of this program
  std::vector<Secret> secrets;        // argument texts to wipe from the process list
  std::vector<std::string> warnings;
  std::vector<std::string> inputs;    // files that were read
};

/// Each of `texts` is a URL or, for "@FILE", one in each line of the file. `credentials` is "@FILE"
/// or empty. Throws UsageError, also for credentials without a proxy.
NamedProxies named_proxies(const std::vector<std::string>& texts, const std::string& credentials,
                           const ReadSource& read);
/// Where a file may name one only.
NamedProxies named_proxy(const std::string& text, const std::string& credentials,
                         const ReadSource& read);

/// The option with which a copy of this program finds proxies on its standard input.
inline constexpr const char* kProxiesFromInput = "--proxy=@-";
/// What it finds there.
std::string proxies_for_input(const std::vector<Secret>& urls);

}  // namespace edge::probe
