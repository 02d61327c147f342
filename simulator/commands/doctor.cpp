// edgesim doctor: can the lab run on this machine?
#include "simulator/lab/doctor.hpp"

#include <CLI/CLI.hpp>

#include "common/world/real/environment.hpp"
#include "simulator/commands/rows.hpp"

namespace edge::sim {
namespace {

CommandAction define_doctor(CLI::App& app) {
  auto format = std::make_shared<std::string>("text");
  app.add_option("-o,--output", *format, "What to print")
      ->check(CLI::IsMember({"text", "json"}))->capture_default_str();
  return [format](ProcessArguments&) {
    const auto findings = examine_machine();
    write_standard_output(findings_text(findings, *format));
    return lab_can_run(findings) ? 0 : kProgramFailed;
  };
}

}  // namespace

constinit const CommandRow kDoctorCommand{
    .name = "doctor",
    .what = "Tries whether this machine can do what the lab needs, and says what enables it",
    .examples = "It works in namespaces of its own and changes nothing. Exit codes: 0 the lab can "
                "run\nhere, 3 it cannot.",
    .define = define_doctor};

}  // namespace edge::sim
