#include "simulator/lab/pcap_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace edge::sim {
namespace {

constexpr std::uint32_t kMicroseconds = 0xa1b2c3d4;  // magic; its byte order is that of all fields
constexpr std::uint32_t kVersion = 2 | 4 << 16;      // 2.4, two 16-bit fields
constexpr std::uint32_t kSnapshotLength = 262144;    // as tcpdump; no frame here is longer
constexpr std::uint32_t kEthernet = 1;               // LINKTYPE_ETHERNET

/// Readers learn the byte order from the magic; this makes it little-endian on every machine.
template <std::size_t kCount>
void put(std::ofstream& file, const std::array<std::uint32_t, kCount>& fields) {
  std::array<char, 4 * kCount> bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<char>(fields[i / 4] >> (8 * (i % 4)) & 0xff);
  }
  file.write(bytes.data(), bytes.size());
}

}  // namespace

PcapFile::PcapFile(const std::filesystem::path& path)
    : path_(path), file_(path, std::ios::binary | std::ios::trunc) {
  keep_reason();
  if (!problem_.empty()) throw std::runtime_error(problem_);
  constexpr std::uint32_t kUtc = 0, kAccuracy = 0;
  put<6>(file_, {kMicroseconds, kVersion, kUtc, kAccuracy, kSnapshotLength, kEthernet});
}

void PcapFile::write(WallTime at, ByteView frame) {
  const auto microseconds =
      std::chrono::floor<std::chrono::microseconds>(at).time_since_epoch().count();
  const auto size = static_cast<std::uint32_t>(frame.size());
  put<4>(file_, {static_cast<std::uint32_t>(microseconds / 1'000'000),
                 static_cast<std::uint32_t>(microseconds % 1'000'000), size, size});
  file_.write(reinterpret_cast<const char*>(frame.data()), size);
  keep_reason();
}

/// The stream only knows that it failed; errno still says why, just after the first time.
void PcapFile::keep_reason() {
  if (file_ || !problem_.empty()) return;
  problem_ = "cannot write the capture " + path_.string() + ": " + std::strerror(errno);
}

std::string PcapFile::problem() {
  file_.flush();
  keep_reason();
  return problem_;
}

}  // namespace edge::sim
