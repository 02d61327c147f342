// What the signatures and attempts of logs support, by code: before it is told how sure that is.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "probe/logs/log_reader.hpp"

namespace edge::probe {

/// What supports one code, over all logs.
struct Support {
  std::vector<std::string> signatures;
  std::string seen;
  std::uint64_t times = 0;
  Confidence confidence = Confidence::possible;
  std::string_view others, meaning;
  std::string_view title;  // instead of the code's own
  bool named = false;   // by a row that names causes, or by a pattern of attempts
  bool got_over = true; // the program connected after the last of it, or it is ended
  bool ended = true;    // a later line says that it works
};

using Supports = std::map<std::string, Support, std::less<>>;

/// Over all logs, from the texts in them and from the lengths of attempts.
Supports supports_of(std::span<const LogReader* const> logs);

bool is_named(const Supports& supports, std::string_view code);

/// Takes back what does not go together: that all ports are silent, or refused, where one of them
/// answers or where one alone was tried.
void narrow(Supports& supports, std::span<const LogReader* const> logs);

/// Those that `text` has, between blanks.
std::vector<std::string> words(std::string_view text);

}  // namespace edge::probe
