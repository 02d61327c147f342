#include "simulator/lab_interactive/lab_client.hpp"

#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <iostream>
#include <optional>
#include <stdexcept>

#include "common/base/escape.hpp"
#include "common/base/usage_error.hpp"
#include "common/world/real/environment.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab_interactive/channel.hpp"
#include "simulator/lab_interactive/place.hpp"
#include "simulator/lab_interactive/terminal.hpp"

namespace edge::sim {
namespace {

using nlohmann::json;

/// Throws what it says went wrong.
json answer_from(int socket) {
  const auto answer = receive_message(socket);
  if (!answer) throw std::runtime_error("the lab has ended");
  const auto& text = answer->json;
  if (!text.contains("error")) return text;
  const auto words = printable(text.at("error").get<std::string>(), 2000);
  if (text.contains("exit")) throw ProgramNotStarted(words, text.at("exit").get<int>());
  if (text.value("usage", false)) throw UsageError(words);
  throw std::runtime_error(words);
}

/// Signals that end programs, as something to read.
Descriptor signals_to_read(const std::vector<int>& numbers) {
  sigset_t set;
  ::sigemptyset(&set);
  for (const int number : numbers) ::sigaddset(&set, number);
  ::sigprocmask(SIG_BLOCK, &set, nullptr);
  return Descriptor(::signalfd(-1, &set, SFD_CLOEXEC));
}

int read_signal(int signals) {
  signalfd_siginfo info{};
  return ::read(signals, &info, sizeof info) == sizeof info ? static_cast<int>(info.ssi_signo) : 0;
}

int run_with_own_streams(int socket, json request) {
  request["terminal"] = false;
  const Descriptor signals = signals_to_read({SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2});
  send_message(socket, request, std::array{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO});
  std::array<pollfd, 2> waiting{{{socket, POLLIN, 0}, {signals.get(), POLLIN, 0}}};
  while (true) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return answer_from(socket).at("exit").get<int>();
    if (const int number = read_signal(signals.get()); number != 0) {
      send_message(socket, {{"signal", number}});
    }
  }
}

int run_with_own_terminal(int socket, json request) {
  request["terminal"] = true;
  const Descriptor signals = signals_to_read({SIGWINCH});
  OwnTerminal terminal;
  const int end = terminal.programs_end();
  send_message(socket, request, std::array{end, end, end});
  terminal.close_programs_end();
  std::array<pollfd, 4> waiting{{{socket, POLLIN, 0},
                                 {signals.get(), POLLIN, 0},
                                 {terminal.descriptor(), POLLIN, 0},
                                 {STDIN_FILENO, POLLIN, 0}}};
  while (true) {
    if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[1].revents != 0 && read_signal(signals.get()) != 0) terminal.take_size();
    if (waiting[2].revents != 0 && !terminal.show_output()) waiting[2].fd = -1;
    if (waiting[3].revents != 0 && !terminal.pass_input()) waiting[3].fd = -1;
    if (waiting[0].revents == 0) continue;
    terminal.show_rest();
    return answer_from(socket).at("exit").get<int>();
  }
}

}  // namespace

std::string ask_lab(const std::string& name, const json& request) {
  const auto socket = connect_to_lab(name);
  send_message(socket.get(), request);
  return answer_from(socket.get()).at("text").get<std::string>();
}

void take_lab_down(const std::string& name) {
  const auto socket = connect_to_lab(name);
  send_message(socket.get(), {{"do", "down"}});
  answer_from(socket.get());
  receive_message(socket.get());  // nothing comes any more: the lab has gone
}

int run_in_lab_node(const std::string& name, const std::string& node,
                    const std::vector<std::string>& command) {
  const auto socket = connect_to_lab(name);
  const json request{{"do", "exec"},
                     {"node", node},
                     {"command", command},
                     {"environment", environment_variables()},
                     {"folder", std::filesystem::current_path().string()}};
  const bool terminal = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  try {
    return terminal ? run_with_own_terminal(socket.get(), request)
                    : run_with_own_streams(socket.get(), request);
  } catch (const ProgramNotStarted& error) {  // a program's own failure, which a script may expect
    write_error_line("edgesim", error.what());
    return error.exit_code();
  }
}

}  // namespace edge::sim
