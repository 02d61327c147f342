#include "common/world/task_group.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "common/world/spawn.hpp"

namespace edge {

TaskGroup::TaskGroup(boost::asio::any_io_executor executor, std::size_t limit)
    : executor_(std::move(executor)), limit_(limit), running_(std::make_shared<Running>()) {}

TaskGroup::~TaskGroup() {
  for (auto& task : running_->tasks) task.cancel->emit(boost::asio::cancellation_type::terminal);
}

bool TaskGroup::make_room() {
  for (auto& task : running_->tasks) {
    if (task.leaving || !task.admitted || *task.admitted) continue;
    task.leaving = true;
    ++running_->leaving;
    task.cancel->emit(boost::asio::cancellation_type::terminal);
    return true;
  }
  return false;
}

bool TaskGroup::spawn(Awaitable<void> task, Admitted admitted) {
  if (running_->tasks.size() - running_->leaving >= limit_ && !make_room()) return false;
  const auto place = running_->tasks.emplace(running_->tasks.end());
  place->cancel = std::make_shared<boost::asio::cancellation_signal>();
  place->admitted = std::move(admitted);
  edge::spawn(
      executor_, std::move(task),
      [running = running_, place, executor = executor_](std::exception_ptr thrown) {
        running->leaving -= place->leaving ? 1 : 0;
        // co_spawn() hands a cancellation on in a turn of its own, which may be still to come.
        boost::asio::post(executor, [kept = std::move(place->cancel)] {});
        running->tasks.erase(place);
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
      },
      place->cancel->slot());
  return true;
}

}  // namespace edge
