// edgeprobe's commands and options, for CLI11 to read and to print as help. What the texts mean is
// command_line.cpp's.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "probe/commands/command_line.hpp"

namespace edge::probe {

/// The options' texts, before they are understood.
struct OptionTexts {
  std::string hub, connection_string, hold, attempt_timeout, address, dns, proxy,
      proxy_credentials, control;
  std::vector<std::string> reports;
};

/// The three must outlive the parsing.
void add_options(CLI::App& app, Command& command, OptionTexts& texts, bool& plan);

}  // namespace edge::probe
