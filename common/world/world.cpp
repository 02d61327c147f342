#include "common/world/world.hpp"

namespace edge {

std::string_view name_of(CLibrary library) {
  return library == CLibrary::musl ? "musl" : "glibc";
}

std::vector<NameSource> usual_name_sources() { return {{"files"}, {"dns"}}; }

Awaitable<Result<LibraryAnswer>> World::ask_own_library(std::string /*name*/) {
  co_return make_error_code(boost::system::errc::operation_not_supported);
}

}  // namespace edge
