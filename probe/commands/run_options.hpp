// What `edgeprobe run` was asked, from the texts of its options and the environment: prints
// nothing, and opens nothing but what --identity names. Which options there are is run.cpp's.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/base/secret.hpp"
#include "common/world/real/real_world.hpp"
#include "probe/attempt/options.hpp"
#include "probe/commands/option_texts.hpp"
#include "probe/engine/engine.hpp"
#include "probe/identity/credentials.hpp"

namespace edge::probe {

/// The options' texts, before they are understood.
struct RunTexts {
  std::string hub, connection_string, identity, certificate, key, profile, transport, repeat_for,
      hold, attempt_timeout, address, dns, second_dns, proxy, proxy_credentials, control;
  std::vector<std::string> reports, ports;
  std::string format = "text";
  bool plan = false;
  Options options;                     // those that need no understanding
};

struct RunRequest {
  Options options;
  std::optional<Elsewhere> elsewhere;  // what holds in the network that the run is made in
  std::string format;                  // -o: row of outputs.cpp
  std::vector<ReportFile> reports;     // --report
  bool plan = false;
  std::vector<std::string> warnings;   // for standard error, before anything else
  std::vector<std::string> inputs;     // files that are read: no report may replace them
  std::vector<Secret> secrets;         // argument texts to wipe from the process list
  std::vector<Secret> proxy_urls;      // --proxy, for copies of this program; none: no such option
};

/// What --identity goes by.
struct IdentityMeans {
  std::function<Engine()> engine;
  std::function<WallTime()> clock;
};

/// Throws UsageError that names the option, what is wrong with it, and how it is written.
RunRequest understand_run(const RunTexts& texts, const Environment& environment,
                          const ReadSource& read, const IdentityMeans& means = {});

}  // namespace edge::probe
