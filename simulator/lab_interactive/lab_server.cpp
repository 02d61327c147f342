#include "simulator/lab_interactive/lab_server.hpp"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "common/base/json_text.hpp"
#include "common/base/usage_error.hpp"
#include "common/files/descriptor.hpp"
#include "common/world/concurrency.hpp"
#include "common/world/event.hpp"
#include "common/world/real/end_signals.hpp"
#include "common/world/spawn.hpp"
#include "common/world/task_group.hpp"
#include "simulator/lab/node_process.hpp"
#include "simulator/lab_interactive/channel.hpp"
#include "simulator/lab_interactive/lab_json.hpp"
#include "simulator/lab_interactive/place.hpp"

namespace edge::sim {
namespace {

using boost::asio::posix::stream_descriptor;
using nlohmann::json;

constexpr std::size_t kMostClients = 64;
constexpr auto kPauseAfterError = std::chrono::milliseconds{100};
constexpr std::array kSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2};

/// What clients share. They unwind after the server has ended, with the lab.
struct Server {
  LiveLab& live;
  Event down;
  Descriptor asked_down;  // the connection of the client who did
};

struct Client {
  Client(boost::asio::any_io_executor executor, Descriptor socket)
      : stream(executor, socket.release()) {}
  int socket() { return stream.native_handle(); }

  stream_descriptor stream;
};

/// Ends the program's run when the client has gone or says what it should not.
Awaitable<void> pass_signals(std::shared_ptr<Client> client, NodeProcess& process) {
  while (true) {
    co_await client->stream.async_wait(stream_descriptor::wait_read, boost::asio::use_awaitable);
    const auto message = receive_message(client->socket());
    if (!message) co_return;
    const auto number = message->json.value("signal", 0);
    if (std::ranges::find(kSignals, number) == kSignals.end()) co_return;
    process.signal(number);
  }
}

/// The answer once the program has ended.
Awaitable<json> run_program(std::shared_ptr<Server> server, std::shared_ptr<Client> client,
                            Message request) {
  if (request.descriptors.size() != kMostDescriptors) {
    throw UsageError("exec needs three descriptors");
  }
  const auto& wanted = request.json;
  auto command = wanted.at("command").get<std::vector<std::string>>();
  if (command.empty() || command.front().empty()) throw UsageError("there is no command to run");
  auto program = server->live.program(
      wanted.at("node").get<std::string>(), std::move(command),
      wanted.at("environment").get<std::map<std::string, std::string>>());
  program.working_folder = wanted.at("folder").get<std::string>();
  program.terminal = wanted.at("terminal").get<bool>();
  const auto node = wanted.at("node").get<std::string>();
  const StandardStreams streams{request.descriptors[0].get(), request.descriptors[1].get(),
                                request.descriptors[2].get()};
  Lab& lab = server->live.lab();
  NodeProcess process(lab.executor(), lab.where(node), std::move(program), streams);
  request.descriptors.clear();  // the program has its own; a pipe must be able to end
  std::optional<NodeProgramEnd> end;
  auto finishing = keep_result(process.finish(), end);
  co_await until_one_ends(std::move(finishing), pass_signals(client, process));
  if (!end) throw std::runtime_error("the client has gone");
  co_return json{{"exit", end->exit_code}};
}

Parameters parameters_of(const json& request) {
  Parameters parameters;
  for (const auto& [name, value] : request.at("with").items()) {
    parameters.emplace(name, written_from(value));
  }
  return parameters;
}

Awaitable<json> answer(std::shared_ptr<Server> server, std::shared_ptr<Client> client,
                       Message request) {
  LiveLab& live = server->live;
  const auto what = request.json.value("do", std::string());
  if (what == "exec") co_return co_await run_program(server, client, std::move(request));
  if (what == "status" && request.json.value("format", "text") == "json") {
    co_return json{{"text", json_text(live.status_json(), 2) + "\n"}};
  }
  if (what == "status") co_return json{{"text", live.status()}};
  if (what == "fault-add") {
    const auto fault = request.json.at("fault").get<std::string>();
    co_return json{{"text", live.add_fault(fault, parameters_of(request.json))}};
  }
  if (what == "fault-heal") {
    const auto fault = request.json.at("fault").get<std::string>();
    co_return json{{"text", live.heal_fault(fault, parameters_of(request.json))}};
  }
  if (what != "down") throw UsageError("the lab does not know this request");
  co_return json{{"text", "the lab goes down\n"}};
}

json error_of(const std::exception& error) {
  const bool usage = dynamic_cast<const UsageError*>(&error) != nullptr;
  json said{{"error", error.what()}, {"usage", usage}};
  const auto* not_started = dynamic_cast<const ProgramNotStarted*>(&error);
  if (not_started) said["exit"] = not_started->exit_code();
  return said;
}

/// One request, one answer.
Awaitable<void> serve(std::shared_ptr<Server> server, std::shared_ptr<Client> client) {
  json reply;
  bool down = false;
  try {
    co_await client->stream.async_wait(stream_descriptor::wait_read, boost::asio::use_awaitable);
    auto request = receive_message(client->socket());
    if (!request) co_return;
    down = request->json.value("do", json()) == "down";
    reply = co_await answer(server, client, std::move(*request));
  } catch (const std::exception& error) {
    if (is_cancellation(std::current_exception())) throw;
    reply = error_of(error);
  }
  try {
    send_message(client->socket(), reply);
  } catch (const std::runtime_error&) {
    // It has gone: nobody is left to be told.
  }
  if (!down) co_return;
  server->asked_down = Descriptor(::dup(client->socket()));
  server->down.set();
}

Awaitable<void> accept_all(std::shared_ptr<Server> server, int listening, TaskGroup& clients) {
  // The socket is the caller's: a copy, so that closing both is right.
  stream_descriptor waiting(server->live.lab().executor(), ::dup(listening));
  while (true) {
    co_await waiting.async_wait(stream_descriptor::wait_read, boost::asio::use_awaitable);
    auto socket = accept_own_user(listening);
    if (!socket.valid()) {
      // Where no more files can be open, the client still waits, and would be met again at once.
      boost::asio::steady_timer pause(server->live.lab().executor(), kPauseAfterError);
      co_await pause.async_wait(boost::asio::use_awaitable);
      continue;
    }
    auto client = std::make_shared<Client>(server->live.lab().executor(), std::move(socket));
    clients.spawn(serve(server, std::move(client)));  // too many: this one is hung up on
  }
}

Awaitable<void> wait_for_signal(LiveLab& live) {
  boost::asio::signal_set signals(live.lab().executor());
  add_end_signals(signals);
  co_await signals.async_wait(boost::asio::use_awaitable);
}

}  // namespace

Descriptor serve_lab(LiveLab& live, int listening) {
  const auto server = std::make_shared<Server>(live);
  TaskGroup clients(live.lab().executor(), kMostClients);
  auto served = until_one_ends(accept_all(server, listening, clients), live.follow_timeline());
  auto told = until_one_ends(wait_for_signal(live), server->down.wait());
  live.lab().run(until_one_ends(std::move(served), std::move(told)));
  return std::move(server->asked_down);
}

}  // namespace edge::sim
