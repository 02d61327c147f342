// Which of a sender's numbered messages have arrived: the gaps in their numbers are what was lost.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "simulator/hub/device_registry.hpp"
#include "simulator/hub/message_fields.hpp"

namespace edge::sim {

/// The application property in which Microsoft's own test modules number what they send, and by
/// which their analyser finds what was lost (Azure/iotedge, PartitionReceiveHandler.cs).
inline constexpr const char* kNumberProperty = "sequenceNumber";

/// Nothing if it has none, or one that is no whole number from 0 to 10^12.
std::optional<std::uint64_t> number_of(const MessageFields& message);

/// Of one sender. Numbers may come in any order and more than once.
class MessageNumbers {
 public:
  /// Apart from one another; of more, the lowest become one and what lies between them stays lost.
  static constexpr std::size_t kMostRanges = 1000;

  void add(std::uint64_t number);
  /// Between the lowest and the highest that have come.
  std::uint64_t missing() const;

 private:
  std::map<std::uint64_t, std::uint64_t> ranges_;  // first and last of each, never adjacent
  std::uint64_t arrived_ = 0;                      // each number once
};

/// Of all senders.
class NumberedTelemetry {
 public:
  void take(const Identity& from, const MessageFields& message);
  /// Absent while no message had a number; at most a million.
  std::optional<int> lost() const;

 private:
  std::map<Identity, MessageNumbers> senders_;
  std::uint64_t missing_ = 0;  // of all of them
};

}  // namespace edge::sim
