#include "simulator/hub/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

namespace edge::sim {
namespace {

void rethrow_unless_cancelled(const std::exception_ptr& thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    if (error.code() != boost::asio::error::operation_aborted) throw;
  }
}

}  // namespace

void TaskGroup::start(Awaitable<void> task) {
  const auto position = signals_->emplace(signals_->end());
  auto finished = [signals = signals_, position](const std::exception_ptr& thrown) {
    signals->erase(position);
    rethrow_unless_cancelled(thrown);
  };
  boost::asio::co_spawn(
      executor_, std::move(task),
      boost::asio::bind_cancellation_slot(position->slot(), std::move(finished)));
}

void TaskGroup::cancel() {
  const auto signals = signals_;
  for (auto next = signals->begin(); next != signals->end();) {
    const auto current = next++;
    current->emit(boost::asio::cancellation_type::terminal);
  }
}

}  // namespace edge::sim
