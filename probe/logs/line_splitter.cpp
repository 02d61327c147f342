#include "probe/logs/line_splitter.hpp"

#include <algorithm>

#include "common/base/usage_error.hpp"

namespace edge::probe {

void LineSplitter::add(std::string_view chunk) {
  while (!chunk.empty()) {
    const auto end = chunk.find('\n');
    const auto part = chunk.substr(0, end);
    if (end == chunk.npos) return keep(part);
    if (begun_bytes_ == 0) {
      give(part);
    } else {
      keep(part);
      give(begun_);
    }
    chunk.remove_prefix(end + 1);
  }
}

void LineSplitter::finish() {
  if (begun_bytes_ == 0) return;
  ends_in_midst_ = true;
  give(begun_);
}

void LineSplitter::keep(std::string_view part) {
  begun_bytes_ += part.size();
  if (begun_bytes_ > kEndlessLine) {
    throw UsageError("a line has no end within 1 GiB: this is no log");
  }
  begun_ += part.substr(0, kLongestLine + 1 - std::min(kLongestLine + 1, begun_.size()));
}

void LineSplitter::give(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (line.size() > kLongestLine) ++cut_lines_;
  take_(line.substr(0, kLongestLine));
  begun_.clear();
  begun_bytes_ = 0;
}

}  // namespace edge::probe
