// The other terminal's side of a lab that is up: asks its holder, or has a program run in a node on
// this terminal.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace edge::sim {

/// The answer's text. Throws UsageError or std::runtime_error with the lab's own words.
std::string ask_lab(const std::string& name, const nlohmann::json& request);

/// Once the lab is gone, after it was asked to.
void take_lab_down(const std::string& name);

/// Runs `command` in `node` with this process's environment, folder and streams. Where input and
/// output are a terminal it gets one of its own, which follows this one's size; otherwise signals
/// go on to it. Gives its exit code (128 + signal); of one that is not there or cannot be executed
/// 127 or 126, after a line on standard error. Throws as ask_lab().
int run_in_lab_node(const std::string& name, const std::string& node,
                    const std::vector<std::string>& command);

}  // namespace edge::sim
