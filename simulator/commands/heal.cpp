// edgesim heal: which change of the host lets the agent connect.
#include "simulator/heal/heal.hpp"

#include <CLI/CLI.hpp>

#include "common/base/escape.hpp"
#include "common/base/secret_gate.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"
#include "simulator/run/load_scenario.hpp"

namespace edge::sim {
namespace {

constexpr const char* kHealExamples = R"(Examples:
  edgesim heal scenarios/vpn-full-tunnel-drops.yaml    what on the host would let the agent through
  sudo edgeprobe host --capture site.yaml; edgesim heal site.yaml

Changes are tried one by one in the computed network, then in pairs; nothing is changed here.
Exit codes: 0 the agent connects, or a change lets it, 1 none does, 2 wrong usage, 3 edgesim
failed.)";

CommandAction define_heal(CLI::App& app) {
  auto file = std::make_shared<std::string>();
  app.add_option("file", *file, "The scenario")->required();
  return [file](ProcessArguments&) {
    const SeparateSecretGate own;
    const HealResult result = heal(load_scenario(*file));
    write_standard_output(printable_lines(heal_text(result)));
    return result.connects || !result.healings.empty() ? 0 : 1;
  };
}

}  // namespace

constinit const CommandRow kHealCommand{
    .name = "heal",
    .what = "Searches the changes of a scenario's host after which the agent connects",
    .examples = kHealExamples,
    .define = define_heal};

}  // namespace edge::sim
