#include "probe/watch/outbox.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/watch/watch.hpp"

namespace edge::probe {

Outbox::Outbox(World& world, const WatchOptions& options, Problems& problems)
    : options_(options), problems_(problems) {
  if (options.collector) sender_.emplace(world, *options.collector);
  open_spool();
}

/// A folder that cannot be had now may be had later: a disk that is mounted late, or read-only.
bool Outbox::open_spool() {
  if (spool_ || options_.spool.empty()) return spool_.has_value();
  try {
    spool_.emplace(options_.spool, options_.keep);
    problems_.over("--spool");
  } catch (const std::exception& error) {
    problems_.add("--spool", error.what());
  }
  return spool_.has_value();
}

bool Outbox::keep(const std::string& text) {
  if (!open_spool()) return false;
  try {
    spool_->add(text, sender_.has_value());
    problems_.over("--spool");
    return true;
  } catch (const std::exception& error) {
    problems_.add("--spool", error.what());
    return false;
  }
}

void Outbox::add(const SurveyReport& report, const std::string& text) {
  const bool kept = keep(text);
  if (!sender_) return;
  if (!unkept_.empty()) ++lost_;
  unkept_ = kept ? std::string() : body_of(report);
  added_.set();
}

Awaitable<void> Outbox::run() {
  while (true) {
    co_await added_.wait();
    added_.reset();
    co_await send_waiting();
  }
}

Awaitable<void> Outbox::close() {
  if (sender_) co_await sender_->close();
}

Awaitable<void> Outbox::send_waiting() {
  if (spool_) {
    for (const Spool::Number number : spool_->waiting()) {
      const bool goes_on = co_await send_number(number);
      if (!goes_on) co_return;
    }
  }
  if (unkept_.empty()) co_return;
  bool settled = false;
  const std::string body = unkept_;
  co_await send(body, settled);
  if (settled && unkept_ == body) unkept_.clear();
}

/// False: there is no way now, and the others need not be tried.
Awaitable<bool> Outbox::send_number(Spool::Number number) {
  const auto report = read(number);
  if (!report) co_return true;
  bool settled = false;
  const bool goes_on = co_await send(body_of(*report), settled);
  if (!settled) co_return goes_on;
  try {
    spool_->done(number);
  } catch (const std::exception& error) {
    problems_.add("--spool", error.what());
    co_return false;  // else it would be sent for ever
  }
  co_return goes_on;
}

Awaitable<bool> Outbox::send(std::string body, bool& settled) {
  const SendResult result = co_await sender_->send(std::move(body));
  settled = result.outcome != Sending::failed;
  if (result.outcome == Sending::taken) ++sent_;
  if (result.outcome == Sending::refused) ++refused_;
  const std::string where = "sending to " + sender_->target().text();
  if (result.words.empty()) problems_.over(where);
  else problems_.add(where, result.words);
  co_return settled;
}

/// Nothing for one that cannot be read, which is taken away if it is no report.
std::optional<SurveyReport> Outbox::read(Spool::Number number) {
  try {
    const auto text = spool_->read(number);
    if (!text) {
      spool_->remove(number);
      return std::nullopt;
    }
    try {
      return recorded_survey(*text, fmt::format("report {}", number), Evidences::left_out);
    } catch (const std::exception& error) {
      problems_.add("--spool", fmt::format("{}; it is taken away", error.what()));
      spool_->remove(number);
    }
  } catch (const std::exception& error) {
    problems_.add("--spool", error.what());
  }
  return std::nullopt;
}

std::optional<SurveyReport> Outbox::newest() {
  const auto number = spool_ ? spool_->newest() : std::nullopt;
  return number ? read(*number) : std::nullopt;
}

std::string Outbox::body_of(const SurveyReport& report) const {
  MetricLabels resource = options_.collector->resource;
  resource.push_back({"host.name", report.host_name});
  resource.insert(resource.end(), options_.labels.begin(), options_.labels.end());
  return without_own_secrets(
      otlp_text(survey_metrics(report), report.started + report.ended, resource));
}

WatchCounts Outbox::counts() const {
  WatchCounts counts;
  counts.sent = sent_;
  counts.refused = refused_;
  counts.dropped = lost_ + (spool_ ? spool_->dropped() : 0);
  counts.waiting = (spool_ ? spool_->count_waiting() : 0) + (unkept_.empty() ? 0 : 1);
  return counts;
}

}  // namespace edge::probe
