#include "probe/host/host_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "common/base/colour.hpp"
#include "common/report/layout.hpp"
#include "probe/host/engine_text.hpp"

namespace edge::probe {
namespace {

constexpr std::size_t kWholeHostFindings = 2;  // the others get their cause
constexpr std::size_t kMostWays = 4;
constexpr std::size_t kMostSteps = 8;       // of rules that hold

/// Never broken: they are to be copied.
std::string commands_text(std::string_view label, const std::vector<std::string>& commands) {
  std::string text;
  for (const auto& command : commands) {
    text += fmt::format("{:<{}}{}\n", text.empty() ? label : "", kWordsColumn, command);
  }
  return text;
}

Colour colour_of_finding(const HostFinding& finding) {
  return finding.severity == Severity::error ? Colour::red : Colour::yellow;
}

std::string heading_of(const HostFinding& finding, const TextStyle& options) {
  const auto code =
      options.colours ? painted(finding.code, colour_of_finding(finding)) : finding.code;
  const std::string about = finding.networks.empty()
                                ? ""
                                : fmt::format(", {}", fmt::join(finding.networks, ", "));
  return fmt::format("{}  ({}, {}{})", code, name_of(finding.severity),
                     name_of(finding.confidence), about);
}

std::string whole_finding(const HostFinding& finding, bool first, const TextStyle& options) {
  const auto width = options.width;
  std::string text = fmt::format("\n{:<{}}{}\n", first ? "CAUSE" : "ALSO", kWordsColumn,
                                 heading_of(finding, options));
  text += labelled_block("  Cause", finding.cause, width);
  text += labelled_block("  Route", finding.route, width);
  text += labelled_block("  Rule", finding.rule, width);
  if (!finding.product.empty()) {
    const auto words = fmt::format("{}: {}", finding.product, finding.sign);
    text += labelled_block("  Product", words, width);
  }
  text += labelled_block("  Setting", finding.setting, width);
  text += labelled_block("  Fix", finding.fix, width);
  text += commands_text("  Commands", finding.commands);
  return text + commands_text("  Undo", finding.undo);
}

std::string all_findings(const HostReport& report, const TextStyle& options) {
  if (report.findings.empty()) {
    return "\n" +
           wrapped(fmt::format("Nothing known keeps the module networks from it, as far as routes, "
                               "rules{} settings go. `edgeprobe run` in a module says what does.",
                               report.filters_read ? ", packet filters and" : " and"),
                   0, options.width) +
           "\n";
  }
  std::string text;
  const auto whole = std::min(report.findings.size(), kWholeHostFindings);
  for (std::size_t i = 0; i < whole; ++i) {
    text += whole_finding(report.findings[i], i == 0, options);
  }
  for (std::size_t i = whole; i < report.findings.size(); ++i) {
    const HostFinding& one = report.findings[i];
    text += labelled_block("ALSO", fmt::format("{}: {}", heading_of(one, options), one.cause),
                    options.width);
  }
  return text;
}

std::string step_text(const PathStep& step) {
  std::string text = step.rule;
  if (!step.route.empty()) text += " > " + step.route;
  if (step.end != "decides") text += fmt::format(" ({})", step.end);
  if (!step.product.empty()) text += fmt::format("  [{}]", step.product);
  return text;
}

std::string filter_step_text(const FilterStepFact& step) {
  auto text = fmt::format("{}: {}: `{}` {}", step.hook, step.place, step.rule, step.effect);
  if (!step.product.empty()) text += fmt::format("  [{}]", step.product);
  return text;
}

/// The label, the rules that hold one below the other, and the kernel's own answer.
std::string way_text(std::string_view label, const HostPath& path, std::size_t width) {
  std::string text = labelled_block(label, path.packet.empty() ? path.note : path.packet, width);
  if (path.packet.empty()) return text;
  const auto left_out = path.steps.size() - std::min(path.steps.size(), kMostSteps);
  for (std::size_t i = left_out; i < path.steps.size(); ++i) {
    text += labelled_block("", step_text(path.steps[i]), width);
  }
  for (const FilterStepFact& step : path.filters) {
    text += labelled_block("", filter_step_text(step), width);
  }
  const auto others = path.other_rules + left_out;
  std::string end = fmt::format("kernel: {}", path.kernel);
  if (others > 0) end += fmt::format(" ({} other rules do not decide)", others);
  if (!path.note.empty()) end += fmt::format("; {}", path.note);
  return text + labelled_block("", end, width);
}

std::string network_text_of(const NetworkPath& network, std::size_t width) {
  std::string text = fmt::format("\n{} on {}\n", network.network, network.bridge);
  text += way_text("  out", network.out, width);
  text += way_text("  back", network.back, width);
  for (const FilterStepFact& step : network.later) {
    text += labelled_block(&step == &network.later.front() ? "  later" : "",
                           filter_step_text(step), width);
  }
  return text + labelled_block("  difference", network.difference, width);
}

std::string facts_text(const HostReport& report, std::size_t width) {
  std::string text = fmt::format("name servers {}", fmt::join(report.name_servers, ", "));
  if (report.container_name_servers != report.name_servers) {
    text += fmt::format("; containers get {}, by {}",
                        fmt::join(report.container_name_servers, ", "),
                        report.container_name_servers_from);
  }
  if (report.connections && report.most_connections) {
    text += fmt::format("; connection table {} of {}", *report.connections,
                        *report.most_connections);
  }
  if (report.clock_synchronised) {
    text += *report.clock_synchronised ? "; the clock is synchronised"
                                       : "; nobody synchronises the clock (`timedatectl`)";
  }
  return labelled_block("the host", text, width);
}

}  // namespace

std::string host_text(const HostReport& report, const TextStyle& options) {
  const auto width = options.width;
  std::string text = fmt::format(
      "edgeprobe {}: the host's side, without a packet; {} interfaces, {} routes, {} rules\n",
      report.program_version, report.links.size(), report.routes.size(), report.rules.size());
  text += labelled_block("  to", fmt::format("{}{}{}", report.target,
                                      report.target_note.empty() ? "" : ", ", report.target_note),
                  width);
  text += all_findings(report, options);
  const auto shown = std::min(report.networks.size(), kMostWays);
  for (std::size_t i = 0; i < shown; ++i) text += network_text_of(report.networks[i], width);
  if (shown < report.networks.size()) {
    text += fmt::format("\nand {} more networks: --network NAME, or -o json\n",
                        report.networks.size() - shown);
  }
  if (report.networks.empty()) text += "\n" + way_text("its own", report.host, width);
  if (report.engine) text += engine_text(*report.engine, width);
  text += "\n" + facts_text(report, width);
  for (const HostNotChecked& one : report.not_checked) {
    text += labelled_block("not checked", fmt::format("{}, because: {}", one.what, one.why), width);
  }
  return text;
}

}  // namespace edge::probe
