#include "simulator/lab/node_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "common/base/escape.hpp"
#include "common/world/concurrency.hpp"
#include "common/files/descriptor.hpp"
#include "simulator/lab/system_call.hpp"

namespace edge::sim {
namespace {

using boost::asio::posix::stream_descriptor;

constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    require(::pipe2(ends.data(), O_CLOEXEC) == 0, "make a pipe");
    from = Descriptor(ends[0]);
    into = Descriptor(ends[1]);
  }
  Descriptor from, into;
};

/// The last `kept` bytes of what comes out of a pipe.
struct Kept {
  Kept(boost::asio::any_io_executor executor, std::size_t most) : pipe(executor), kept(most) {}

  Awaitable<void> read() {
    std::array<char, 16384> part;
    const auto buffer = boost::asio::buffer(part);
    while (pipe.is_open()) {
      const auto [error, count] = co_await pipe.async_read_some(buffer, kAwait);
      if (error) break;
      text.append(part.data(), count);
      if (text.size() > 2 * kept + part.size()) cut();
    }
    cut();
  }

  void cut() {
    if (text.size() <= kept) return;
    left_out += text.size() - kept;
    text.erase(0, text.size() - kept);
  }

  stream_descriptor pipe;
  std::size_t kept;
  std::string text;
  std::size_t left_out = 0;
};

}  // namespace

struct NodeProcess::State {
  State(boost::asio::any_io_executor executor, const NodeProgram& program)
      : name(program.command.front()),
        output(executor, program.kept),
        errors(executor, program.kept),
        complaint(executor, 4096),
        exit(executor) {}
  ~State() {
    if (pid <= 0) return;
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }

  std::string name;
  Kept output, errors, complaint;
  stream_descriptor exit;
  pid_t pid = -1;
};

NodeProcess::NodeProcess(boost::asio::any_io_executor executor, const NetworkNamespace& where,
                         NodeProgram program, std::optional<StandardStreams> streams)
    : state_(std::make_unique<State>(executor, program)) {
  Pipe output, errors, complaint;
  const Descriptor nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  require(nothing.valid(), "open /dev/null");
  if (!streams) {
    const int said = program.one_output ? output.into.get() : errors.into.get();
    streams = StandardStreams{nothing.get(), output.into.get(), said};
    state_->output.pipe.assign(output.from.release());
    state_->errors.pipe.assign(errors.from.release());
  }
  state_->complaint.pipe.assign(complaint.from.release());
  state_->pid = start_in_node(where, std::move(program), *streams, complaint.into.get());
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, state_->pid, 0));
  require(handle >= 0, "watch the program");
  state_->exit.assign(handle);
}

NodeProcess::~NodeProcess() = default;

void NodeProcess::signal(int number) {
  if (state_->pid > 0) ::kill(state_->pid, number);
}

Awaitable<NodeProgramEnd> NodeProcess::finish() {
  co_await both(state_->complaint.read(), both(state_->output.read(), state_->errors.read()));
  const auto [error] = co_await state_->exit.async_wait(stream_descriptor::wait_read, kAwait);
  if (error) throw boost::system::system_error(error, "wait for the program");  // cancelled
  int status = 0;
  require(::waitpid(state_->pid, &status, 0) == state_->pid, "wait for the program");
  state_->pid = -1;
  NodeProgramEnd end;
  end.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (const auto complaint = printable(state_->complaint.text); !complaint.empty()) {
    const bool ready = end.exit_code == kNotFound || end.exit_code == kNotExecutable;
    if (ready) throw ProgramNotStarted(complaint, end.exit_code);
    throw std::runtime_error(printable(state_->name) + ": " + complaint);
  }
  end.output = std::move(state_->output.text);
  end.errors = std::move(state_->errors.text);
  end.left_out = state_->output.left_out;
  co_return end;
}

Awaitable<NodeProgramEnd> run_in_node(boost::asio::any_io_executor executor,
                                      const NetworkNamespace& where, NodeProgram program) {
  NodeProcess process(executor, where, std::move(program));
  co_return co_await process.finish();
}

}  // namespace edge::sim
