// What a run has to say before it is over: an agent's sequence takes a minute, and what stops it is
// often known after ten seconds. Listens to the run, and judges what has been seen so far whenever
// a look beside the attempts has come to an end.
#pragma once

#include <optional>
#include <string>

#include "probe/attempt/journal.hpp"
#include "probe/attempt/plan.hpp"

namespace edge::probe {

class EarlyVerdict final : public Observer {
 public:
  /// Tells `observer` everything that it is told, and the verdict besides. All outlive this.
  EarlyVerdict(World& world, const Options& options, const Profile& profile, const Plan& plan,
               Observer& observer);

  void on_log(const LogLine& line) override;
  void on_stage(const std::string& transport, const std::string& stage, Instant deadline) override;
  void on_evidence(const Evidence& evidence) override;

 private:
  Report seen_so_far() const;
  std::optional<Evidence> silent_connect() const;
  bool compared(const IpAddress& peer) const;
  bool every_address_seen() const;
  bool compared_for(const Evidence& failure) const;
  bool conclusive(const Report& report) const;
  void judge();

  World& world_;
  const Options& options_;
  const Profile& profile_;
  const Plan& plan_;
  Observer& observer_;
  const Instant started_;
  std::vector<Evidence> evidence_;
  std::string transport_, stage_;  // under way; empty: none
  Instant stage_begun_{};
  std::string told_;               // the verdict's code
};

}  // namespace edge::probe
