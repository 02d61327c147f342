// A terminal of its own for a program that this process did not start: what is typed here goes to
// it, what it shows comes here, Ctrl-C and Ctrl-Z are its own.
#pragma once

#include <termios.h>

#include "common/files/descriptor.hpp"

namespace edge::sim {

class OwnTerminal {
 public:
  /// Like the one on standard input, which becomes raw while this lives. Throws std::system_error.
  OwnTerminal();
  ~OwnTerminal();
  OwnTerminal(const OwnTerminal&) = delete;
  OwnTerminal& operator=(const OwnTerminal&) = delete;

  int programs_end() const { return programs_.get(); }
  void close_programs_end() { programs_ = Descriptor(); }
  /// To wait for output at.
  int descriptor() const { return ours_.get(); }

  void take_size();
  /// Each moves what is there; false: no more will come.
  bool show_output();
  bool pass_input();
  /// What is left once the program has ended.
  void show_rest();

 private:
  termios usual_{};
  Descriptor ours_, programs_;
};

}  // namespace edge::sim
