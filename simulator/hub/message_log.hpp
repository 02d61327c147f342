// Every message that a hub has accepted, one line of JSON each, in two files of the state folder:
// messages.jsonl grows, and becomes messages.old.jsonl when half of the allowed size is reached.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/world/real/append_file.hpp"
#include "simulator/hub/arrivals.hpp"

namespace edge::sim {

class MessageLog {
 public:
  /// Takes away what an interrupted machine left of a last line. Throws std::runtime_error that
  /// names the file.
  MessageLog(const std::string& folder, std::uint64_t max_bytes);

  /// Survives this program once it returns. Throws std::runtime_error that names the file.
  void append(const Arrival& arrival);
  /// The last `count`, oldest first; lines that are no message are left out.
  std::vector<Arrival> newest(std::size_t count) const;

 private:
  std::string current_, older_;
  std::uint64_t max_bytes_;
  std::unique_ptr<AppendFile> file_;
};

}  // namespace edge::sim
