// The table of what is recognised in logs: each row is a text that one of IoT Edge's programs
// writes, what it means, and the cause that it supports. Not for how lines are read:
// log_reader.hpp.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "common/report/report.hpp"

namespace edge::probe {

/// Who writes the line, or whose words it quotes.
enum class Component { agent, edge_hub, daemon, engine };
std::string_view name_of(Component component);

/// What a row is good for. `cause` names what is wrong; `symptom` only that something is, and
/// counts where no cause is in the log; `note` is nothing wrong in itself; `progress` moves the
/// timeline.
enum class Says { cause, symptom, note, progress };
std::string_view name_of(Says says);

/// What a line tells of the entry it stands in, whose exceptions name nobody.
enum class About {
  nothing,
  hub,     // the writer's own way to the hub
  https,   // the edge hub's HTTPS to the hub, by which its row's cause is named already
  client,  // a module's or device's connection to the edge hub, which is the server there
  engine   // a call to the container engine
};

/// What a line tells of attempts to connect.
/// `online` and `offline`: the edge hub's state, without an attempt of its own.
enum class LogEvent { none, starts, version, attempt, connected, failed, fatal, online, offline };

struct SignatureRow {
  std::string_view name;
  Component component = Component::agent;
  Says says = Says::cause;
  std::array<std::string_view, 8> any;   // one of them is in the line; kShortestPattern bytes each
  std::array<std::string_view, 2> all{}; // and all of these
  std::array<std::string_view, 5> none{};// and none of these
  std::string_view means;                // half a sentence
  std::string_view code{};               // row of verdicts.cpp or log_causes.cpp; empty: none
  Confidence confidence = Confidence::likely;
  std::string_view others{};             // codes that the text does not tell from `code`; by blanks
  bool bare = false;                     // any program may write it: the entry says whose it is
  std::string_view proxy_code{};         // instead of `code` where it is the proxy's connection
  std::string_view engine_code{};        // or one to the container engine
  About about = About::nothing;          // what the entry of such a line is about
  std::string_view ends{};               // codes that are got over where this line comes later
  LogEvent event = LogEvent::none;
  std::string_view versions{};           // that write it; empty: all
  std::string_view source;               // where the text is from
  std::string_view example;              // a line as it is in logs
};

/// Shorter ones would slow the search for all of them: pattern_search.hpp.
inline constexpr std::size_t kShortestPattern = 10;

std::span<const SignatureRow> signature_rows();

/// Whether `line`, in which one of row.any is, has all that the row asks for.
bool fits(const SignatureRow& row, std::string_view line);

/// Whom an attempt to connect was meant for that failed.
enum class Peer { hub, proxy, engine };
inline constexpr std::size_t kPeers = 3;

/// What the row says of a connection to that peer; empty: nothing is wrong.
std::string_view code_of(const SignatureRow& row, Peer peer);

}  // namespace edge::probe
