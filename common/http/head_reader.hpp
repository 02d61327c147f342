// Reads one HTTP head from a Stream.
#pragma once

#include <string>

#include "common/http/head.hpp"
#include "common/world/stream.hpp"

namespace edge {

/// Appends to `received` until it begins with a complete head, and returns that head's size; bytes
/// beyond it stay in `received`. On failure too it holds all that came. Errors: HttpError, and
/// those of the stream.
Awaitable<Result<std::size_t>> read_http_head(Stream& stream, HttpKind kind,
                                              std::string& received);

}  // namespace edge
