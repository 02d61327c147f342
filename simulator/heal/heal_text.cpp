#include <fmt/format.h>

#include "simulator/heal/heal.hpp"

namespace edge::sim {
namespace {

std::string healing_text(std::size_t number, const Healing& healing) {
  std::string text;
  for (const Change& each : healing.parts) {
    text += text.empty() ? fmt::format("\n{:>3}  {}\n", number, each.what)
                         : fmt::format("     and {}\n", each.what);
    for (const auto& command : each.commands) text += "     $ " + command + "\n";
    for (const auto& setting : each.settings) text += "     set " + setting + "\n";
    if (!each.also.empty()) text += "     also: " + each.also + "\n";
  }
  for (const auto& line : healing.moved) text += "     also: " + line + "\n";
  return text;
}

}  // namespace

std::string heal_text(const HealResult& result) {
  if (result.connects) return fmt::format("the agent connects ({})\n", result.verdict);
  std::string text = fmt::format("the agent does not connect: {}\n", result.verdict);
  if (result.healings.empty()) {
    return text + fmt::format("none of {} changes lets it: the cause is not on the host, or no "
                              "single command mends it\n", result.tried);
  }
  text += fmt::format("{} of {} changes let it, the smallest first:\n", result.healings.size(),
                      result.tried);
  std::size_t number = 0;
  for (const Healing& each : result.healings) text += healing_text(++number, each);
  return text;
}

}  // namespace edge::sim
