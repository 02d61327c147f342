#include "common/base/error_name.hpp"

#include <boost/asio/error.hpp>
#include <cstring>

#include "common/base/escape.hpp"

namespace edge {

std::string error_name(const ErrorCode& error) {
  if (!error) return {};
  if (error == boost::asio::error::eof) return "EOF";
  const bool is_errno = error.category() == boost::system::system_category() ||
                        error.category() == boost::system::generic_category();
  const char* name = is_errno ? strerrorname_np(error.value()) : nullptr;
  return name != nullptr ? std::string(name) : printable(error.message());
}

}  // namespace edge
