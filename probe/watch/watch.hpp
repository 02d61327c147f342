// A survey that is repeated for as long as the program runs, and what is made of it each time:
// figures for whoever scrapes them, a file for node_exporter, a collector that is told. Whatever of
// this fails is told in a line, and the watch goes on.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "probe/survey/survey.hpp"
#include "probe/watch/otlp_target.hpp"
#include "probe/watch/spool.hpp"

namespace edge::probe {

struct ListenAddress {
  Endpoint endpoint;
  bool if_possible = false;   // a machine without IPv6 has no [::]
};

struct WatchOptions {
  SurveyOptions survey;
  Duration every = std::chrono::seconds{60};
  std::vector<ListenAddress> listen;    // empty: nobody can ask
  std::string textfile;                 // folder for edgeprobe.prom; empty: none
  std::string spool;                    // folder of the last reports; empty: none
  SpoolLimits keep;
  std::optional<OtlpTarget> collector;
  MetricLabels labels;                  // in every line of /metrics
};

inline constexpr Duration kLeastInterval = std::chrono::seconds{10};

/// What a watch has to say, a line each: news, and what it cannot do.
struct WatchLines {
  std::function<void(const std::string& line)> news, problem;
};

/// Until `end` is set. Never throws for what the network, a folder or a client does.
Awaitable<void> watch(boost::asio::any_io_executor executor, World& world,
                      const WatchOptions& options, const WatchLines& lines, Event& end);

}  // namespace edge::probe
