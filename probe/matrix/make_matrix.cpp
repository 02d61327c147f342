#include "probe/matrix/make_matrix.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>

#include "common/base/escape.hpp"
#include "common/base/version.hpp"
#include "common/report/layout.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kNotRun = "not run";
constexpr std::string_view kHostColumn = "host";

template <class DetailType>
const DetailType* first_detail(const Report& report) {
  for (const Evidence& seen : report.evidence) {
    if (const auto* detail = detail_of<DetailType>(seen)) return detail;
  }
  return nullptr;
}

const RouteFact* default_route(const Report& report) {
  const auto* host = first_detail<HostDetail>(report);
  if (!host) return nullptr;
  const auto found = std::ranges::find_if(host->facts.routes, [](const RouteFact& route) {
    return route.destination == "0.0.0.0/0" || route.destination == "::/0";
  });
  return found == host->facts.routes.end() ? nullptr : &*found;
}

/// Of the interface that the default route leaves by, else of the first.
std::string own_address(const Report& report) {
  const auto* host = first_detail<HostDetail>(report);
  if (!host) return "-";
  const RouteFact* way_out = default_route(report);
  for (const InterfaceFact& one : host->facts.interfaces) {
    const bool other = way_out ? one.name != way_out->interface : one.name == "lo";
    if (other || one.addresses.empty()) continue;
    return fmt::format("{} ({}, mtu {})", one.addresses.front(), one.name, one.mtu);
  }
  return "none";
}

std::string gateway(const Report& report) {
  const RouteFact* way_out = default_route(report);
  if (!way_out) return "none";
  return way_out->gateway ? way_out->gateway->to_string() : "by " + way_out->interface;
}

std::string name_servers(const Report& report) {
  const auto* host = first_detail<HostDetail>(report);
  if (!host || host->resolver.servers.empty()) return "none";
  std::vector<std::string> servers;
  for (const Endpoint& server : host->resolver.servers) {
    servers.push_back(server.address.to_string());
  }
  return fmt::format("{}", fmt::join(servers, " "));
}

/// In the order of their digits: who is tried first may change from answer to answer.
std::string hub_addresses(const Report& report) {
  const auto* resolved = first_detail<ResolveDetail>(report);
  if (!resolved) return "-";
  if (resolved->addresses.empty()) {
    return resolved->error.empty() ? "none" : resolved->error.symbol;
  }
  std::vector<std::string> addresses;
  for (const auto& address : resolved->addresses) addresses.push_back(address.to_string());
  std::ranges::sort(addresses);
  return fmt::format("{}", fmt::join(addresses, " "));
}

/// How the way by one transport ended; `timed`: and after how long.
std::string way_end(const Report& report, const std::string& transport, bool timed) {
  for (const AttemptReport& attempt : report.attempts) {
    if (attempt.transport != transport) continue;
    const auto end = fmt::format("{} {}", attempt.stage,
                                 attempt.outcome == Outcome::ok ? "ok" : name_of(attempt.outcome));
    if (!timed) return end;
    return fmt::format("{}, {}", end, human_duration(attempt.end - attempt.begin));
  }
  return "not tried";
}

std::string verdict_of(const Report& report) {
  return report.verdicts.empty() ? "none" : report.verdicts.front().code;
}

/// Every text of a column that was not run is as none.
template <class Value>
MatrixRow row_of(const MatrixReport& matrix, std::string what, Value value) {
  MatrixRow row{.what = std::move(what)};
  for (const MatrixColumn& column : matrix.columns) {
    row.values.push_back(column.report ? printable(value(*column.report), 200)
                                       : std::string(kNotRun));
  }
  return row;
}

template <class Value>
bool columns_differ(const MatrixReport& matrix, Value value) {
  std::vector<std::string> values;
  for (const MatrixColumn& column : matrix.columns) {
    if (column.report) values.push_back(value(*column.report));
  }
  return std::ranges::adjacent_find(values, std::not_equal_to()) != values.end();
}

template <class Value>
MatrixRow compared(const MatrixReport& matrix, std::string what, Value value) {
  MatrixRow row = row_of(matrix, std::move(what), value);
  row.differs = columns_differ(matrix, value);
  return row;
}

void add_ways(MatrixReport& matrix) {
  std::vector<Target> targets;
  for (const MatrixColumn& column : matrix.columns) {
    if (!column.report) continue;
    for (const Target& target : column.report->targets) {
      const bool known = std::ranges::count(targets, target.transport, &Target::transport) > 0;
      if (!known) targets.push_back(target);
    }
  }
  for (const Target& target : targets) {
    MatrixRow row =
        row_of(matrix, fmt::format("{} {}", target.transport, target.port),
               [&](const Report& report) { return way_end(report, target.transport, true); });
    row.differs = columns_differ(matrix, [&](const Report& report) {
      return way_end(report, target.transport, false);
    });
    matrix.rows.push_back(std::move(row));
  }
}

bool reached(const MatrixColumn& column) { return column.report && column.report->exit_code == 0; }

std::string names_where(const MatrixReport& matrix, bool wanted) {
  std::vector<std::string> names;
  for (const MatrixColumn& column : matrix.columns) {
    if (column.report && reached(column) == wanted) names.push_back(column.name);
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

const MatrixColumn* host_of(const MatrixReport& matrix) {
  const auto found = std::ranges::find(matrix.columns, kHostColumn, &MatrixColumn::name);
  return found == matrix.columns.end() || !found->report ? nullptr : &*found;
}

/// Of the columns with a proxy, or of those without: all that were run reach the hub, or none does.
std::optional<bool> all_alike(const MatrixReport& matrix, bool direct) {
  std::optional<bool> alike;
  for (const MatrixColumn& column : matrix.columns) {
    if (!column.report || column.direct != direct) continue;
    if (alike.value_or(reached(column)) != reached(column)) return std::nullopt;
    alike = reached(column);
  }
  return alike;
}

/// Where the proxy is all the difference; empty: it is not.
std::string proxy_concluded(const MatrixReport& matrix) {
  const auto by_proxy = all_alike(matrix, false), direct = all_alike(matrix, true);
  if (!by_proxy || !direct || *by_proxy == *direct) return {};
  return *by_proxy ? "The hub is reached by the proxy alone, from each network: the site lets "
                     "nothing past it, so that modules need its setting (https_proxy), and the "
                     "agent a transport that takes one (AmqpWs)."
                   : "The hub is reached without the proxy alone, from each network: the proxy is "
                     "in the way. Take its setting away (https_proxy), or let it through there.";
}

std::string concluded(const MatrixReport& matrix) {
  const auto runs = std::ranges::count_if(
      matrix.columns, [](const MatrixColumn& column) { return column.report.has_value(); });
  const auto good = std::ranges::count_if(matrix.columns, reached);
  if (runs < 2) return "Fewer than two networks could be looked at: there is nothing to compare.";
  if (good == runs) return "The hub is reached from each of them.";
  const MatrixColumn* host = host_of(matrix);
  if (good == 0) {
    return columns_differ(matrix, verdict_of)
               ? "None of them reaches the hub, and not for the same reason: begin with that of "
                 "the host, by which the others go."
               : "None of them reaches the hub, and all fail alike: it is nothing between the "
                 "containers and the host. Look at the host's own way, the site and the hub.";
  }
  if (const auto proxy = proxy_concluded(matrix); !proxy.empty()) return proxy;
  const auto from = names_where(matrix, true), not_from = names_where(matrix, false);
  if (host && reached(*host)) {
    return fmt::format("Not reached from: {}. The host itself gets through, so what is in the way "
                       "is on this host, between the bridge and the uplink: `edgeprobe host` names "
                       "it.", not_from);
  }
  if (host) {
    return fmt::format("Reached from: {}, though not from the host itself: look at its own names, "
                       "proxy, rules for its own packets, or a VPN for them alone.", from);
  }
  return fmt::format("Reached from: {}; not from: {}. Compare their subnets, and the rules for "
                     "their bridges (`edgeprobe host`).", from, not_from);
}

}  // namespace

MatrixReport make_matrix(std::vector<MatrixColumn> columns) {
  MatrixReport matrix{.program_version = std::string(kVersion), .columns = std::move(columns)};
  for (const MatrixColumn& column : matrix.columns) {
    if (matrix.host.empty() && column.report) matrix.host = printable(column.report->host);
  }
  matrix.rows = {row_of(matrix, "address", own_address), row_of(matrix, "gateway", gateway),
                 compared(matrix, "name servers", name_servers),
                 compared(matrix, "the hub is", hub_addresses)};
  add_ways(matrix);
  matrix.rows.push_back(compared(matrix, "verdict", verdict_of));
  matrix.conclusion = concluded(matrix);
  matrix.exit_code = std::ranges::all_of(matrix.columns, reached) ? 0 : 1;
  return matrix;
}

}  // namespace edge::probe
