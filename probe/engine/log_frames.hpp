// The log of a container as the Docker-compatible API sends it: pieces of standard output and
// standard error, each behind a header of 8 bytes (docs.docker.com/reference/api/engine, "Attach to
// a container": stream format). A container with a terminal sends its bytes alone.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace edge::probe {

/// Takes the headers away, however the bytes are cut.
class LogFrames {
 public:
  using Take = std::function<void(std::string_view text)>;
  explicit LogFrames(Take take) : take_(std::move(take)) {}

  /// False: what came is not of this form, and nothing more is taken.
  bool add(std::string_view bytes);
  /// Whether the bytes end with a whole piece.
  bool ends_well() const { return header_.empty() && left_ == 0; }

 private:
  Take take_;
  std::string header_;      // as far as it has come
  std::uint32_t left_ = 0;  // bytes of the piece under way
};

}  // namespace edge::probe
