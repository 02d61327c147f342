#include "common/files/descriptor.hpp"

#include <cerrno>

#include "common/files/file_error.hpp"

namespace edge {

void write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count >= 0) {
      text.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno != EINTR) {
      throw_file_error("write", path, errno);
    }
  }
}

}  // namespace edge
