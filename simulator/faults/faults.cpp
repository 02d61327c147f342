#include "simulator/faults/faults.hpp"

#include <fmt/format.h>

#include <sstream>
#include <vector>

#include "common/base/escape.hpp"
#include "common/base/rows.hpp"
#include "common/base/suggestion.hpp"
#include "simulator/faults/families.hpp"

namespace edge::sim {
namespace {

std::vector<FaultRow> all_rows() {
  std::vector<FaultRow> rows;
  // From the network to the hub, as a packet goes.
  for (const auto family :
       {filter_faults(), middlebox_faults(), state_faults(), route_faults(), interface_faults(),
        wire_faults(), vpn_faults(), dns_faults(), proxy_faults(), tls_faults(),
        websocket_faults(), amqp_faults(), cbs_faults(), hub_faults()}) {
    rows.insert(rows.end(), family.begin(), family.end());
  }
  return rows;
}

}  // namespace

Topology FaultRow::applied_to(Topology topology, const Parameters& with) const {
  const Arguments arguments(parameters, with, &topology);
  return apply(std::move(topology), arguments);
}

std::span<const FaultRow> fault_rows() {
  static const std::vector<FaultRow> rows = all_rows();
  return rows;
}

const FaultRow* find_fault(std::span<const FaultRow> rows, std::string_view name) {
  return find_row(rows, name, &FaultRow::name);
}

std::string unknown_fault(const std::string& name) {
  const auto names = names_of_rows(fault_rows(), &FaultRow::name);
  return fmt::format("no fault is called '{}'{}; `edgesim list faults` lists them",
                     printable(name, 64), suggestion(name, names));
}

Parameters parse_fault_parameters(const std::string& name, std::span<const std::string> words) {
  const auto* row = find_fault(fault_rows(), name);
  if (!row) return parse_parameters(words);
  try {
    return parse_parameters(words);
  } catch (const std::invalid_argument& error) {
    const auto help = help_text(row->parameters);
    throw std::invalid_argument(fmt::format("fault '{}': {}; allowed: {}", row->name, error.what(),
                                            help.empty() ? "no parameters" : help));
  }
}

Parameters example_of(const FaultRow& row) {
  std::istringstream text{std::string(row.example)};
  std::vector<std::string> words;
  for (std::string word; text >> word;) words.push_back(word);
  return parse_parameters(words);
}

}  // namespace edge::sim
