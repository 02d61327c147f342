// edgesim: parse, run, print, exit code. Everything else is in the library.
#include <fcntl.h>
#include <signal.h>

#include <iostream>

#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/commands/command_line.hpp"
#include "simulator/commands/lists.hpp"
#include "simulator/commands/run_command.hpp"
#include "simulator/hub_program/hub_command.hpp"
#include "simulator/lab/doctor.hpp"
#include "simulator/lab_interactive/lab_command.hpp"

namespace edge::sim {
namespace {

int carry_out_doctor(const Command& command) {
  const auto findings = examine_machine();
  write_standard_output(findings_text(findings, command.format));
  return lab_can_run(findings) ? 0 : kCouldNotRun;
}

int carry_out(const Command& command) {
  switch (command.action) {
    case Action::run: return run_scenarios(command);
    case Action::hub: return run_hub_command(command.own_arguments);
    case Action::doctor: return carry_out_doctor(command);
    case Action::lab: return run_lab_command(command.own_arguments);
    case Action::list:
      write_standard_output(list_table(command.topic, command.folder, command.markdown));
      return 0;
    case Action::say: write_standard_output(command.text); return 0;
  }
  return kCouldNotRun;
}

/// A closed standard stream is an empty one: its number must not become another file's.
void open_standard_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0) ::open("/dev/null", O_RDWR);
  }
}

int main_of(int argc, char** argv) {
  try {
    open_standard_streams();
    ::signal(SIGXFSZ, SIG_IGN);  // a file over the limit is an error of the write, said in words
    return carry_out(parse_command_line({argv + 1, argv + argc}));
  } catch (const UsageError& error) {
    std::cerr << "edgesim: " << error.what() << "\n";
    return kWrongUsage;
  } catch (const std::exception& error) {
    std::cerr << "edgesim: could not work: " << error.what() << "\n";
    return kCouldNotRun;
  }
}

}  // namespace
}  // namespace edge::sim

int main(int argc, char** argv) { return edge::sim::main_of(argc, argv); }
