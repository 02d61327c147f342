#include "probe/engine/log_frames.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kHeaderBytes = 8;  // stream, three zeros, length (big-endian)
constexpr char kLastStream = 3;          // 0 input, 1 output, 2 error, 3 the engine's own errors

}  // namespace

bool LogFrames::add(std::string_view bytes) {
  while (!bytes.empty()) {
    if (left_ > 0) {
      const auto part = bytes.substr(0, left_);
      take_(part);
      left_ -= static_cast<std::uint32_t>(part.size());
      bytes.remove_prefix(part.size());
      continue;
    }
    const auto more = bytes.substr(0, kHeaderBytes - header_.size());
    header_ += more;
    bytes.remove_prefix(more.size());
    const bool right = header_.front() >= 0 && header_.front() <= kLastStream &&
                       header_.substr(1, 3).find_first_not_of('\0') == header_.npos;
    if (!right) return false;
    if (header_.size() < kHeaderBytes) return true;
    for (std::size_t i = 4; i < kHeaderBytes; ++i) {
      left_ = left_ << 8 | static_cast<unsigned char>(header_[i]);
    }
    header_.clear();
  }
  return true;
}

}  // namespace edge::probe
