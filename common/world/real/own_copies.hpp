// This program several times at once, each with arguments of its own: for what one process cannot
// do side by side, such as being in several network namespaces. Not for other programs.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace edge {

/// Of a copy, where it may tell how far it is while it works (OwnCopiesWatch::on_news).
inline constexpr int kNewsDescriptor = 3;

struct OwnCopyStart {
  std::vector<std::string> arguments;  // seen in the process list: no secrets
  std::string input;                   // what it reads on standard input
};

struct OwnCopyResult {
  int exit_code = 0;            // 128 + the number of the signal that ended it
  std::string output, errors;   // what it printed
  bool too_much = false;        // it printed more than is kept, and was ended for that
};

/// Told of the copies while they work.
struct OwnCopiesWatch {
  std::function<void(std::string_view bytes)> on_news;  // of any of them; absent: they have nowhere
  std::function<void()> on_second;                      // about once a second
};

/// Runs a copy for each of `starts`, and waits until all have ended. They end when this process
/// does. SIGINT, SIGTERM and SIGHUP reach them as SIGTERM; a second one ends everything at once.
/// Throws std::system_error if one cannot be started.
std::vector<OwnCopyResult> run_side_by_side(const std::vector<OwnCopyStart>& starts,
                                            const OwnCopiesWatch& watch = {});

}  // namespace edge
