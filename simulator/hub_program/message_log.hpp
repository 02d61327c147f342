// Every message that a hub has accepted, one line of JSON each, in two files of the state folder:
// messages.jsonl grows, and becomes messages.old.jsonl when half of the allowed size is reached.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/world/real/append_file.hpp"
#include "simulator/hub/telemetry_log.hpp"
#include "simulator/hub_program/hub_files.hpp"

namespace edge::sim {

class MessageLog {
 public:
  /// Takes away what an interrupted machine left of a last line; with `max_bytes` 0 nothing is
  /// added. Throws std::runtime_error that names the file.
  MessageLog(const OwnFolder& folder, std::uint64_t max_bytes);

  void append(const Arrival& arrival);
  /// What was appended survives this program once it returns. Throws std::runtime_error that names
  /// the file.
  void commit();
  /// The last `count`, oldest first; lines that are no message are left out, and `warn` is told how
  /// many of which file.
  std::vector<Arrival> newest(std::size_t count, const Warn& warn = {}) const;

 private:
  void begin_anew();
  void take_away_torn_line();

  OwnFolder folder_;
  std::uint64_t max_bytes_;
  std::unique_ptr<AppendFile> file_;
  std::string appended_;  // and not yet in the file
};

}  // namespace edge::sim
