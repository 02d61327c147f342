#include "probe/host/combined_verdict.hpp"

#include <algorithm>

#include "probe/host/host_causes.hpp"
#include "probe/verdicts/rows.hpp"

namespace edge::probe {
namespace {

/// What a module sees, as far as a host may be to blame for it. Bits.
enum Sees : unsigned {
  kSeesNothingWrong = 1,
  kSeesWayClosed = 2,        // on some way, or for a while
  kSeesNoWayOpen = 4,
  kSeesNamesUnanswered = 8,
  kSeesLargePacketsLost = 16,
};

constexpr unsigned kAnyWay = kSeesWayClosed | kSeesNamesUnanswered;

/// What a finding explains, and from which severity on.
struct ExplainsRow {
  std::string_view code;
  unsigned what;
  Severity least;
};

constexpr ExplainsRow kOfTheWay{"", kAnyWay, Severity::error};

/// All others are of the way, and explain it if they are errors.
constexpr ExplainsRow kExplains[] = {
    {kFilterDropsModule, kAnyWay, Severity::warning},
    {kForwardPolicyDrop, kAnyWay, Severity::warning},
    {kVpnKillSwitch, kAnyWay, Severity::warning},
    {kMasqueradeMissing, kAnyWay, Severity::warning},
    {kConnectionTableFull, kAnyWay, Severity::warning},
    {kHostSmallMtu, kSeesLargePacketsLost, Severity::info},
    {kTranslationAddress, kAnyWay, Severity::warning},
    {kOtherGateway, kSeesNoWayOpen, Severity::warning},
    {kSecondUplink, kSeesNoWayOpen, Severity::info},
    {kContainerDnsStandIn, kSeesNamesUnanswered, Severity::warning},
    // The edge hub does not start; the agent beside it does.
    {kPortTakenByContainer, kSeesNothingWrong, Severity::warning},
    {kPortTakenByProcess, kSeesNothingWrong, Severity::warning},
};

const ExplainsRow& row_of(const HostFinding& finding) {
  const auto row = std::ranges::find(kExplains, finding.code, &ExplainsRow::code);
  return row == std::end(kExplains) ? kOfTheWay : *row;
}

bool is_one_of(std::string_view code, std::initializer_list<const VerdictRow*> rows) {
  return std::ranges::any_of(rows, [&](const VerdictRow* row) { return row->code == code; });
}

unsigned seen_in(const Report& report, const Verdict& first) {
  const unsigned none_open = agent_succeeds(report) ? 0 : kSeesNoWayOpen;
  if (is_one_of(first.code, {&kConnected, &kStageReached, &kEdgeHubOffline})) {
    return kSeesNothingWrong;
  }
  if (is_one_of(first.code, {&kDnsNoAnswer, &kDnsForwarderFailure, &kDnsServerFailure})) {
    return kSeesNamesUnanswered | none_open;
  }
  if (is_one_of(first.code, {&kMtuBlackHole, &kTlsNoAnswer})) return kSeesLargePacketsLost;
  // Of the way to a name server, too, where the name is not known.
  const VerdictRow* row = find_verdict(first.code);
  const bool way = (row && row->stage == ConnectDetail::kind) ||
                   is_one_of(first.code, {&kConnectionFallsSilent, &kPathInconclusive});
  return way ? kSeesWayClosed | none_open : 0;
}

}  // namespace

bool host_may_be_to_blame(const Report& report) {
  const unsigned seen = report.verdicts.empty() ? 0 : seen_in(report, report.verdicts.front());
  return (seen & ~kSeesNothingWrong) != 0;
}

std::string combined_verdict(const Report& report, const std::vector<HostFinding>& findings) {
  if (report.verdicts.empty()) return {};
  const Verdict& first = report.verdicts.front();
  const unsigned seen = seen_in(report, first);
  const auto cause = std::ranges::find_if(findings, [&](const HostFinding& finding) {
    const ExplainsRow& row = row_of(finding);
    return (row.what & seen) != 0 && finding.severity >= row.least;
  });
  return cause == findings.end() ? first.code : cause->code;
}

}  // namespace edge::probe
