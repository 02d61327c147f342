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

/// What a line tells of attempts to connect.
enum class LogEvent { none, starts, version, attempt, connected, failed, fatal };

struct SignatureRow {
  std::string_view name;
  Component component = Component::agent;
  Says says = Says::cause;
  std::array<std::string_view, 4> any;   // one of them is in the line; kShortestPattern bytes each
  std::array<std::string_view, 2> all{}; // and all of these
  std::array<std::string_view, 4> none{};// and none of these
  std::string_view means;                // half a sentence
  std::string_view code{};               // row of verdicts.cpp or log_causes.cpp; empty: none
  Confidence confidence = Confidence::likely;
  std::string_view others{};             // codes that the text does not tell from `code`; by blanks
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

}  // namespace edge::probe
