// What `edgeprobe watch` was asked, from the texts of its options: opens no socket and no file but
// those that say what is surveyed, prints nothing.
#pragma once

#include <string>
#include <vector>

#include "probe/commands/survey_options.hpp"
#include "probe/watch/watch.hpp"

namespace edge::probe {

struct WatchTexts {
  SurveyTexts survey;
  std::string every = "60s", listen = "127.0.0.1:9600", textfile, spool, otlp;
  std::size_t keep = SpoolLimits{}.reports;
};

struct WatchRequest {
  WatchOptions options;
  std::vector<std::string> warnings;
  std::vector<Secret> secrets;   // argument texts to wipe from the process list
};

/// Throws UsageError that names the option, the variable or the file's line, and what is wrong.
WatchRequest understand_watch(const WatchTexts& texts, const Environment& environment,
                              const ReadSource& read_secret, const ReadText& read);

}  // namespace edge::probe
