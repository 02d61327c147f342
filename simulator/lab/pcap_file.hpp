// A capture that Wireshark and tcpdump open: the classic pcap format, Ethernet, microseconds
// (draft-ietf-opsawg-pcap). Only writes.
#pragma once

#include <string>

#include "common/base/bytes.hpp"
#include "common/files/own_folder.hpp"
#include "common/world/time.hpp"

namespace edge::sim {

class PcapFile {
 public:
  /// Replaces what is there. Throws std::runtime_error naming the file and the reason.
  PcapFile(const OwnFolder& folder, const std::string& name);
  ~PcapFile();
  PcapFile(const PcapFile&) = delete;
  PcapFile& operator=(const PcapFile&) = delete;

  /// Adds a whole Ethernet frame without its checksum; `at` is civil time, cut to microseconds.
  /// Buffered. A full disk ends the capture, not the traffic: see problem().
  void write(WallTime at, ByteView frame);

  /// Writes out what is buffered. Empty: all is written; else why something, now or earlier, was
  /// not: "cannot write the capture x.pcap: No space left on device".
  std::string problem();

 private:
  void flush();

  std::string path_;
  Descriptor file_;
  std::string buffered_, problem_;
};

}  // namespace edge::sim
