#include "probe/watch/watch.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/files/output_file.hpp"
#include "common/report/layout.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/spawn.hpp"
#include "probe/survey/survey_json.hpp"
#include "probe/survey_compare/diff.hpp"
#include "probe/survey_output/phrases.hpp"
#include "probe/watch/clock_watch.hpp"
#include "probe/watch/outbox.hpp"
#include "probe/watch/schedule.hpp"
#include "probe/watch/site.hpp"

namespace edge::probe {
namespace {

constexpr Duration kListenAgain = std::chrono::seconds{10};
constexpr std::size_t kMostChanges = 20;   // lines after one survey

class Watching {
 public:
  Watching(boost::asio::any_io_executor executor, World& world, const WatchOptions& options,
           const WatchLines& lines, Event& end)
      : executor_(std::move(executor)), world_(world), options_(options), lines_(lines), end_(end),
        problems_([this](const std::string& line) { lines_.problem(line); }),
        state_(options.every, options.labels, world.now()), schedule_(world, options.every),
        clock_(world), outbox_(world, options, problems_) {}

  Awaitable<void> run() {
    show_earlier();
    co_await until_one_ends(surveys(), both(serve(0), outbox_.run()));
    co_await outbox_.close();
    co_await let_others_run();  // clients that were being served refer to what ends with this
  }

 private:
  /// What an earlier watch has left is better than nothing until the first survey has ended.
  void show_earlier() {
    if (auto report = outbox_.newest()) state_.take_earlier(std::move(*report));
  }

  Awaitable<void> surveys() {
    while (!end_.is_set()) {
      co_await survey_once();
      if (end_.is_set()) co_return;
      const Instant next = schedule_.next();
      co_await until_one_ends(world_.limit(next), end_.limit());
    }
  }

  Awaitable<void> survey_once() {
    std::optional<SurveyReport> report;
    try {
      report = co_await survey(world_, options_.survey, nullptr, &end_);
      problems_.over("survey");
    } catch (const std::exception& error) {
      if (is_cancellation(std::current_exception())) throw;
      problems_.add("survey", printable(error.what()));
    }
    if (report && !report->interrupted) take(std::move(*report));
  }

  void take(SurveyReport report) {
    ++surveys_;
    if (const auto moved = clock_.moved()) lines_.news(*moved);
    tell(report);
    state_.take(std::move(report), world_.now());
    write_textfile();
    outbox_.add(*state_.report(), state_.report_text());
  }

  void tell(const SurveyReport& report) {
    const SurveyReport* before = state_.report();
    if (surveys_ == 1) {
      lines_.news(fmt::format("{}: {}", printable(survey_title(report)), counts_text(report)));
    }
    if (!before) return;
    const SurveyDiff diff = diff_of(*before, report);
    std::size_t told = 0;
    for (const Change& change : diff.changes) {
      if (++told > kMostChanges) continue;
      lines_.news(fmt::format("{} {}: {}", name_of(change.direction),
                              change.endpoint.empty() ? "the site" : printable(change.endpoint),
                              in_one_line(printable_lines(change.words))));
    }
    if (told > kMostChanges) lines_.news(fmt::format("and {} more", told - kMostChanges));
  }

  void write_textfile() {
    if (options_.textfile.empty()) return;
    try {
      write_file(options_.textfile + "/edgeprobe.prom", state_.survey_metrics_text());
      problems_.over("--textfile");
    } catch (const std::exception& error) {
      problems_.add("--textfile", error.what());
    }
  }

  Awaitable<void> serve(std::size_t next) {
    if (next == options_.listen.size()) {
      Event never;
      co_return co_await never.wait();
    }
    co_await both(serve_at(options_.listen[next]), serve(next + 1));
  }

  Awaitable<void> serve_at(ListenAddress address) {
    const std::string what = "--listen " + to_string(address.endpoint);
    while (true) {
      auto listener = world_.listen(address.endpoint);
      if (listener) {
        problems_.over(what);
        lines_.news("listens at " + to_string((*listener)->local()));
        const auto site = watch_site(world_, state_, problems_, [this] { return counts(); });
        co_await serve_http(executor_, world_, std::move(*listener), site, kWatchHttpLimits);
        co_return;
      }
      if (address.if_possible && is_no_such_address(listener.error())) co_return;
      problems_.add(what, fmt::format("{}; tried again every {}", listener.error().message(),
                                      human_duration(kListenAgain)));
      co_await world_.sleep_until(world_.now() + kListenAgain);
    }
  }

  static bool is_no_such_address(const ErrorCode& error) {
    namespace errc = boost::system::errc;
    return error == errc::address_family_not_supported || error == errc::address_not_available;
  }

  WatchCounts counts() const {
    WatchCounts counts = outbox_.counts();
    counts.surveys = surveys_;
    counts.missed = schedule_.missed();
    counts.problems = problems_.size();
    return counts;
  }

  boost::asio::any_io_executor executor_;
  World& world_;
  const WatchOptions& options_;
  const WatchLines& lines_;
  Event& end_;
  Problems problems_;
  WatchState state_;
  Schedule schedule_;
  ClockWatch clock_;
  Outbox outbox_;
  int surveys_ = 0;
};

}  // namespace

Awaitable<void> watch(boost::asio::any_io_executor executor, World& world,
                      const WatchOptions& options, const WatchLines& lines, Event& end) {
  Watching watching(std::move(executor), world, options, lines, end);
  co_await watching.run();
}

}  // namespace edge::probe
