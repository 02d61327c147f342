// What a given agent does, as data: one row per profile, its facts read in that agent's source.
// Not how it is done: that is attempt.cpp and the stages.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/world/world.hpp"
#include "probe/profiles/retries.hpp"

namespace edge::probe {

/// Values of the AMQP OPEN.
struct OpenFields {
  std::uint32_t max_frame_size = 65536;  // bytes
  std::uint16_t channel_max = 8191;
  Duration idle_timeout{};               // as put on the wire
  bool heartbeats = true;                // false: none is sent, whatever the peer asks for
};

/// What the agent's library says after OPEN; what is left out is said as the SDKs of today do.
struct SessionFields {
  std::string_view sasl;                  // mechanism in front of AMQP (sasl.hpp); empty: no SASL
  std::string_view token_type = "servicebus.windows.net:sastoken";  // "type" of put-token
  bool token_names_hub = false;           // its "name" is amqps://HUB:5671/, else the audience
  bool cbs_links_at_once = false;         // both ATTACHes before an answer, else one by one
  std::string_view sender_name = "TelemetrySenderLink";  // empty: 32 hexadecimal digits
  bool receives_messages = false;         // a link for cloud-to-device messages right behind it
  Duration put_token_timeout{};           // of its answer; zero: none but the attempt's
};

/// How the agent's library opens TCP.
struct ConnectFields {
  Duration timeout{};                     // of one address; zero: none but the attempt's
  bool first_ipv4_alone = false;          // of a name's addresses, else all of them in turn
};

/// How the agent's log begins a line.
enum class LogForm {
  plain,         // "2017-11-28 18:46:19 [INF] - "
  with_severity  // "<6> 2026-11-29 20:50:25.123 +00:00 [INF] - "
};

/// How an agent comes to try one way only.
enum class ToldWay { never, by_program, by_environment };

struct Profile {
  std::string_view name;
  std::string_view what;                  // one line for `list profiles`
  std::vector<std::string_view> transports;  // rows of transports.cpp, in order; the next at
                                             // once when an attempt has failed
  std::vector<std::pair<std::string_view, std::string_view>> log_names;  // transport, in its log
  Duration attempt_timeout{};             // the budget of an attempt, all its tries together
  Budget budget = Budget::running_try;    // what its end does
  Duration try_timeout{};                 // of one try, where the budget is looked at between them
  int connections_of_a_try = 1;           // one after the other, each when the one before failed
  Backoff retry;                          // after a transient failure
  Backoff throttled;                      // after one that says that the hub throttles
  std::span<const FailureRow> failures;   // which of them are transient
  std::optional<Backoff> pairs;           // when all of them have failed; absent: the agent exits
  ConnectFields connect;
  OpenFields open;
  SessionFields session;
  std::string product_info;               // com.microsoft:client-version
  std::string api_version;                // com.microsoft:api-version of links; empty: none
  std::string websocket_path;
  Duration token_lifetime{};
  CLibrary c_library = CLibrary::glibc;   // of its container's image: it resolves names
  std::vector<std::string> start_lines;   // log lines before the first attempt
  std::string proxy_line;                 // "{0}" is the URL of its own proxy; or empty
  std::string attempt_line;               // "{0}" is the transport's name in the log, "{1}" whose
                                          // connection it is, "device/module"
  std::string connected_line;             // likewise
  std::string failed_line;                // likewise; a warning when all have failed; or empty
  std::string fatal_line;                 // an error when one way's failure ends it; or empty
  LogForm log_form = LogForm::plain;
  std::string_view module;                // in {1} where no identity is given
  ToldWay told_its_way = ToldWay::never;  // one of them, without the others
  bool reads_proxy_variables = false;     // for its WebSocket
  std::string_view edge_hub;              // profile of the edge hub beside it; or empty
  int failure_exit = 1;
  std::string_view restart_command;       // in fixes; empty: there is none
  bool to_hub = true;                     // false: what it connects to is any endpoint
  std::string_view change_credentials;    // how, in fixes: "run `...` with the new ..."; required
};

/// Those of agents and devices.
std::span<const Profile> profiles();
/// No agent's: one endpoint of a survey, each of endpoint_ways() alone and once.
const Profile& endpoint_profile();
/// Of either kind. Null if there is no such profile.
const Profile* find_profile(std::string_view name);

/// A line of the agent's log about one of its transports. `identity`: "device/module"; or empty.
std::string log_text(const Profile& profile, std::string_view line, std::string_view transport,
                     std::string_view identity);

}  // namespace edge::probe
