// A run as it happens: the agent's log lines, and on a terminal one line that says which stage runs
// and how much of its attempt is left. Not for the report, which comes when the run is over.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>

#include "common/world/world.hpp"
#include "probe/attempt/journal.hpp"

namespace edge::probe {

class LiveOutput final : public Observer {
 public:
  /// `columns`: the terminal's width; absent when `out` is none: then there is no live line.
  LiveOutput(std::ostream& out, World& world, std::optional<int> columns);
  /// Erases the live line.
  ~LiveOutput() override;
  LiveOutput(const LiveOutput&) = delete;
  LiveOutput& operator=(const LiveOutput&) = delete;

  void on_log(const LogLine& line) override;
  void on_stage(const std::string& transport, const std::string& stage,
                Instant deadline) override;
  void on_evidence(const Evidence& evidence) override;
  void on_verdict(const Verdict& verdict, Duration after) override;

  /// Redraws the time left once a second, until cancelled; returns at once without a terminal.
  Awaitable<void> refresh();

 private:
  void draw();
  void erase();
  std::string status() const;

  std::ostream& out_;
  World& world_;
  std::optional<int> columns_;
  std::string transport_, stage_;  // running now; empty: none
  Instant deadline_{};
  bool begun_ = false;             // some stage has run
  bool drawn_ = false;
};

}  // namespace edge::probe
