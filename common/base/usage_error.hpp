// What was asked cannot be done as it was written: a bad option, file or scenario. Programs print
// its text as one line on stderr and exit 2.
#pragma once

#include <stdexcept>

namespace edge {

class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace edge
