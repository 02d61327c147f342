#include "simulator/services/task_group.hpp"

#include <utility>

#include "common/world/spawn.hpp"

namespace edge::sim {

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
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
      },
      signal->slot());
  return true;
}

}  // namespace edge::sim
