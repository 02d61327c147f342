#include "simulator/services/task_group.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

#include "common/world/spawn.hpp"

namespace edge::sim {
namespace {

void rethrow_unless_cancelled(const std::exception_ptr& thrown) {
  if (!thrown) return;
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::asio::multiple_exceptions& several) {  // of operators && and ||
    rethrow_unless_cancelled(several.first_exception());
  } catch (const boost::system::system_error& error) {
    if (error.code() != boost::asio::error::operation_aborted) throw;
  }
}

}  // namespace

TaskGroup::TaskGroup(boost::asio::any_io_executor executor, std::size_t limit)
    : executor_(std::move(executor)), limit_(limit), running_(std::make_shared<Signals>()) {}

TaskGroup::~TaskGroup() {
  for (auto& signal : *running_) signal.emit(boost::asio::cancellation_type::terminal);
}

bool TaskGroup::spawn(Awaitable<void> task) {
  if (running_->size() >= limit_) return false;
  const auto signal = running_->emplace(running_->end());
  edge::spawn(
      executor_, std::move(task),
      [running = running_, signal](std::exception_ptr thrown) {
        running->erase(signal);
        rethrow_unless_cancelled(thrown);
      },
      signal->slot());
  return true;
}

}  // namespace edge::sim
