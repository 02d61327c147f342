#include "simulator/lab/pcap_file.hpp"

#include <fcntl.h>

#include <array>

#include "common/files/file_error.hpp"

namespace edge::sim {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;  // magic; its byte order is that of all fields
constexpr std::uint32_t kVersion = 2 | 4 << 16;      // 2.4, two 16-bit fields
constexpr std::uint32_t kSnapshotLength = 262144;    // as tcpdump; no frame here is longer
constexpr std::uint32_t kEthernet = 1;               // LINKTYPE_ETHERNET
constexpr std::size_t kBuffer = 64 * 1024;

/// Readers learn the byte order from the magic; this makes it little-endian on every machine.
template <std::size_t kCount>
void put(std::string& bytes, const std::array<std::uint32_t, kCount>& fields) {
  for (const auto field : fields) {
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(field >> shift & 0xff);
  }
}

Descriptor created(const OwnFolder& folder, const std::string& name) {
  try {
    folder.remove(name);
    return folder.open(name, O_WRONLY | O_CREAT | O_EXCL, 0666);
  } catch (const FileError& error) {
    throw FileError("write the capture", folder.path_of(name), error.reason());
  }
}

}  // namespace

PcapFile::PcapFile(const OwnFolder& folder, const std::string& name)
    : path_(folder.path_of(name)), file_(created(folder, name)) {
  constexpr std::uint32_t kUtc = 0, kAccuracy = 0;
  put<6>(buffered_, {kMicroseconds, kVersion, kUtc, kAccuracy, kSnapshotLength, kEthernet});
}

PcapFile::~PcapFile() { flush(); }

void PcapFile::write(WallTime at, ByteView frame) {
  if (!problem_.empty()) return;
  const auto microseconds =
      std::chrono::floor<std::chrono::microseconds>(at).time_since_epoch().count();
  const auto size = static_cast<std::uint32_t>(frame.size());
  put<4>(buffered_, {static_cast<std::uint32_t>(microseconds / 1'000'000),
                     static_cast<std::uint32_t>(microseconds % 1'000'000), size, size});
  buffered_ += as_text(frame);
  if (buffered_.size() >= kBuffer) flush();
}

void PcapFile::flush() {
  if (problem_.empty()) {
    try {
      write_all(file_.get(), buffered_, path_);
    } catch (const FileError& error) {
      problem_ = "cannot write the capture " + path_ + ": " + error.reason();
    }
  }
  buffered_.clear();
}

std::string PcapFile::problem() {
  flush();
  return problem_;
}

}  // namespace edge::sim
