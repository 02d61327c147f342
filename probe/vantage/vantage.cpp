#include "probe/vantage/vantage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "common/base/rows.hpp"
#include "common/world/real/network_namespace.hpp"
#include "probe/vantage/rows.hpp"

namespace edge::probe {
namespace {

std::pair<const VantageRow*, std::string> row_and_name(const std::string& text) {
  const auto colon = text.find(':');
  const auto* row = find_row(vantage_rows(), std::string_view(text).substr(0, colon),
                             &VantageRow::name);
  if (row && colon != text.npos && colon + 1 < text.size()) return {row, text.substr(colon + 1)};
  throw UsageError(fmt::format("--vantage: write one of {}",
                               fmt::join(names_of_rows(vantage_rows(), &VantageRow::form), ", ")));
}

}  // namespace

std::span<const VantageRow> vantage_rows() {
  static const VantageRow rows[] = {kContainerVantage, kBridgeVantage, kPidVantage,
                                    kNetnsVantage};
  return rows;
}

void check_vantage_form(const std::string& text) { row_and_name(text); }

OtherNetwork find_vantage(const std::string& text, const EngineSource& engine, bool plan) {
  const auto [row, name] = row_and_name(text);
  return row->find({name, engine, plan});
}

void enter(const OtherNetwork& vantage) {
  if (!vantage.network.valid()) return;
  try {
    enter_for_good(vantage.network);
  } catch (const std::system_error& error) {
    const bool refused = error.code().value() == EPERM;
    throw UsageError(fmt::format("--vantage: the network of {} may not be entered: {}",
                                 vantage.words,
                                 refused ? "that takes CAP_SYS_ADMIN: run it with `sudo`"
                                         : error.what()));
  }
}

}  // namespace edge::probe
