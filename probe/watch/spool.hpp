// The last reports of a watch, kept in a folder so that they outlive the program: those that a
// collector has not got yet are sent when there is a way to it again. Bounded in number and bytes;
// the oldest go first. Files are called by a number that only grows, not by a clock, which may
// jump.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/files/own_folder.hpp"
#include "common/world/real/lock_file.hpp"

namespace edge::probe {

struct SpoolLimits {
  std::size_t reports = 500;
  std::uint64_t bytes = 64 << 20;   // in all, and of one report
};

class Spool {
 public:
  using Number = std::uint64_t;

  /// Makes `folder` if it is missing, and holds it until this ends: one watch has it at a time.
  /// Throws FileError, as all that follows does.
  Spool(const std::string& folder, SpoolLimits limits);

  /// Keeps `report`, whole or not at all.
  Number add(std::string_view report, bool waiting);
  /// Those that wait to be sent, the oldest first.
  std::vector<Number> waiting() const;
  std::size_t count_waiting() const;
  /// Nothing if somebody has taken it away.
  std::optional<std::string> read(Number number) const;
  /// Sent, or refused for good: it does not wait any more.
  void done(Number number);
  /// It is none that can be read: takes it away.
  void remove(Number number);
  /// The newest, if there is one.
  std::optional<Number> newest() const;
  /// Reports that had to go before they were sent, since the program began.
  int dropped() const { return dropped_; }

 private:
  struct Entry {
    std::uint64_t bytes = 0;
    bool waiting = false;
  };

  void take_up();
  void make_room();
  static std::string name_of(Number number, bool waiting);

  SpoolLimits limits_;
  OwnFolder folder_;
  LockFile lock_;
  std::map<Number, Entry> entries_;
  std::uint64_t bytes_ = 0;
  Number next_ = 1;
  int dropped_ = 0;
};

}  // namespace edge::probe
