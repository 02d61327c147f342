// The way of a watch's reports to the spool and to the collector, beside the surveys: a collector
// that hangs holds up none of them.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "common/world/event.hpp"
#include "probe/watch/otlp_sender.hpp"
#include "probe/watch/problems.hpp"
#include "probe/watch/spool.hpp"
#include "probe/watch/state.hpp"

namespace edge::probe {

struct WatchOptions;

class Outbox {
 public:
  Outbox(World& world, const WatchOptions& options, Problems& problems);

  /// Keeps the report and has it sent, if there is a collector.
  void add(const SurveyReport& report, const std::string& text);
  /// Sends what waits whenever something is added, until it is cancelled.
  Awaitable<void> run();
  Awaitable<void> close();

  /// The last report of an earlier watch, without its evidence.
  std::optional<SurveyReport> newest();
  /// Of `sent`, `refused`, `dropped` and `waiting`.
  WatchCounts counts() const;

 private:
  bool open_spool();
  bool keep(const std::string& text);
  Awaitable<void> send_waiting();
  Awaitable<bool> send_number(Spool::Number number);
  Awaitable<bool> send(std::string body, bool& settled);
  std::optional<SurveyReport> read(Spool::Number number);
  std::string body_of(const SurveyReport& report) const;

  const WatchOptions& options_;
  Problems& problems_;
  std::optional<Spool> spool_;
  std::optional<OtlpSender> sender_;
  std::string unkept_;     // body of the newest report, where there is no spool; or empty
  Event added_;
  int sent_ = 0, refused_ = 0, lost_ = 0;
};

}  // namespace edge::probe
