// What a given agent does, as data: one row per profile, its facts read in that agent's source.
// Not how it is done: that is attempt.cpp and the stages.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/world/time.hpp"

namespace edge::probe {

/// Values of the AMQP OPEN.
struct OpenFields {
  std::uint32_t max_frame_size = 65536;  // bytes
  std::uint16_t channel_max = 8191;
  Duration idle_timeout{};               // as put on the wire
};

struct Profile {
  std::string_view name;
  std::string_view what;                  // one line for `list profiles`
  std::vector<std::string_view> transports;  // rows of transports.cpp, in order; the next at
                                             // once when one fails
  Duration attempt_timeout{};             // over the whole open, from resolve to link
  OpenFields open;
  std::string product_info;               // com.microsoft:client-version
  std::string api_version;
  std::string websocket_path;
  Duration token_lifetime{};
  std::vector<std::string> start_lines;   // log lines before the first attempt
  std::string attempt_line;               // "{}" is the transport's log_name
  std::string connected_line;             // likewise
  int failure_exit = 1;
  std::string_view restart_command;       // in fixes; empty: there is none
  std::string_view change_credentials;    // how, in fixes: "run `...` with the new ..."; required
};

std::span<const Profile> profiles();
/// Null if there is no such profile.
const Profile* find_profile(std::string_view name);

}  // namespace edge::probe
