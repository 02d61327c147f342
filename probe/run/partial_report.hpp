// What a run has seen up to now, for the case that it is interrupted. Not for finished runs: those
// return their own report.
#pragma once

#include <optional>
#include <string>

#include "probe/attempt/journal.hpp"

namespace edge::probe {

class PartialReport final : public Observer {
 public:
  /// Passes everything on to `next`, which may be null.
  PartialReport(World& world, Observer* next);

  void on_begin(const Report& head) override;
  void on_log(const LogLine& line) override;
  void on_stage(const std::string& transport, const std::string& stage,
                Instant deadline) override;
  void on_evidence(const Evidence& evidence) override;

  /// Without a verdict; the stage that still runs is there as cancelled.
  Report report() const;

 private:
  Duration elapsed() const;

  World& world_;
  Observer* next_;
  Instant begun_;
  Report seen_;
  std::optional<Evidence> running_;  // the stage, as it would be recorded now
};

}  // namespace edge::probe
