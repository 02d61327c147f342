// CHECK(condition): what must hold or the program is wrong. On in release too.
// Not for input, the network or the environment: those are Results or exceptions.
#pragma once

namespace edge {

/// Prints the broken condition and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace edge

#define CHECK(condition) \
  ((condition) ? void(0) : ::edge::check_failed(#condition, __FILE__, __LINE__))
