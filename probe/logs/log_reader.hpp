// Reads one log, in pieces of any size: its lines, what is known in them, its attempts. Memory is
// bounded, whatever the log has.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "probe/logs/attempt_timeline.hpp"
#include "probe/logs/line_splitter.hpp"
#include "probe/logs/log_entry.hpp"

namespace edge::probe {

/// Where a row of signature_rows() was seen in a log, as far as it is about one kind of peer.
struct SignatureCount {
  std::size_t row = 0;
  Peer peer = Peer::hub;
  bool sure = false;  // of one of them at least it is known whose connection it is about
  std::uint64_t times = 0, first_line = 0;
  std::uint64_t last_line[2] = {};  // of the agent or a daemon; of the edge hub
  std::optional<WallTime> first;
  std::string quote;  // of the first line
};

class LogReader {
 public:
  explicit LogReader(std::string name);
  LogReader(const LogReader&) = delete;
  LogReader& operator=(const LogReader&) = delete;

  /// Throws UsageError, which names the file, for what is no text.
  void add(std::string_view chunk);
  /// At the end of the log; the same.
  void finish();

  const LogFile& file() const { return file_; }
  const AttemptTimeline& timeline() const { return timeline_; }
  /// kPeers for each row, in the order of signature_rows(); most of them are of nothing seen.
  const std::vector<SignatureCount>& counts() const { return counts_; }

 private:
  void take_line(std::string_view line);
  std::string_view without_engine(std::string_view line, std::optional<WallTime>& at);
  void take_time(const LineStart& start, const std::optional<WallTime>& of_engine);
  void take_entry(const LineStart& start);
  void finish_entry();
  void take_signature(std::size_t row, std::string_view line, std::size_t at, LineForm form);
  void take_hint(std::size_t hint, std::string_view line);
  void move_timeline(const SignatureRow& row, std::string_view text, LineForm form);
  void refuse_packed(std::string_view begin) const;
  [[noreturn]] void refuse(std::string_view why) const;

  LogFile file_;
  std::vector<std::uint64_t> forms_;
  AttemptTimeline timeline_;
  std::vector<SignatureCount> counts_;
  LogEntry entry_;                          // under way
  std::string container_;                   // that docker compose named last
  bool collected_ = false;                  // lines have a collector's time before their own
  bool of_module_ = false;                  // it has said so
  bool of_edge_hub_ = false;                // the program that said last who it is
  bool connected_ = false;                  // its connection to the hub stands, as it said
  std::optional<NamedPeer> proxy_;          // that the agent has detected
  std::uint64_t named_in_ = 0;              // the last line that was looked through for a peer
  std::vector<std::uint64_t> looked_at_;    // the last line that had a text of the row
  std::optional<WallTime> now_;             // of the last line that had a time
  LineSplitter lines_;
  std::string plain_, unescaped_;           // of the line under way
};

}  // namespace edge::probe
