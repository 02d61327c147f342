// What commands share that run this program in several networks at once: the options that they pass
// on, and what it says when there is no report.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/world/real/own_copies.hpp"

namespace CLI {
class App;
}

namespace edge::probe {

/// `--vantage host`: the program's own network.
inline constexpr std::string_view kHostVantage = "host";

/// The options and files of the command line as they were given, but for those named in `without`:
/// "--port=amqp=8883", "--quick", "site.yaml".
std::vector<std::string> words_of(const CLI::App& app, std::span<const std::string_view> without);

/// One line, escaped; empty where what it printed is a report.
std::string why_no_report(const OwnCopyResult& result);

/// What copies said beside their reports: each line once, with the columns that said it, which are
/// the copies' in their order. Escaped, and bounded.
std::vector<std::string> warnings_of_copies(const std::vector<OwnCopyResult>& results,
                                            const std::vector<std::string>& columns);
/// The same, on standard error.
void warn_of_copies(const std::vector<OwnCopyResult>& results,
                    const std::vector<std::string>& columns);

}  // namespace edge::probe
