// Outcomes as values: a network failure is a Result, never an exception.
// Not for broken set-ups (exceptions that name the attempt) nor for bugs (CHECK).
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

namespace edge {

using ErrorCode = boost::system::error_code;

template <class T = void>
using Result = boost::system::result<T>;

}  // namespace edge
