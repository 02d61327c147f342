// A capture that Wireshark and tcpdump open: the classic pcap format, Ethernet, microseconds
// (draft-ietf-opsawg-pcap). Only writes.
#pragma once

#include <filesystem>
#include <fstream>

#include "common/base/bytes.hpp"
#include "common/world/time.hpp"

namespace edge::sim {

class PcapFile {
 public:
  /// Replaces what is there. Throws std::runtime_error naming the file and the reason.
  explicit PcapFile(const std::filesystem::path& path);

  /// Adds a whole Ethernet frame without its checksum; `at` is civil time, cut to microseconds.
  /// Buffered. A full disk ends the capture, not the traffic: see complete().
  void write(WallTime at, ByteView frame);

  /// Writes out what is buffered. False if something could not be written, now or earlier.
  bool complete();

 private:
  std::ofstream file_;
};

}  // namespace edge::sim
