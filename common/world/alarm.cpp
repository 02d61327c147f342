#include "common/world/alarm.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <iterator>
#include <utility>

#include "common/world/spawn.hpp"

namespace edge {

/// Shared by the clock and its coroutine, either of which may end first.
struct AlarmClock::Sleeper {
  AlarmClock* clock = nullptr;  // null once the clock wants no more of it
  Instant until = Instant::min();
  boost::asio::cancellation_signal cancel;
  bool alive = true;  // its coroutine exists, so that it can be cancelled
};

/// Lives in the coroutine's frame, which ends by returning or with its io_context.
class AlarmClock::Sleeping {
 public:
  explicit Sleeping(std::shared_ptr<Sleeper> sleeper) : sleeper_(std::move(sleeper)) {}
  Sleeping(Sleeping&&) = default;
  ~Sleeping() {
    if (sleeper_) sleeper_->alive = false;
  }
  Sleeper* operator->() const { return sleeper_.get(); }

 private:
  std::shared_ptr<Sleeper> sleeper_;
};

void AlarmClock::stop() {
  const auto sleeper = std::exchange(sleeper_, nullptr);
  if (!sleeper) return;
  sleeper->clock = nullptr;
  if (sleeper->alive) sleeper->cancel.emit(boost::asio::cancellation_type::terminal);
}

void AlarmClock::ring_due() {
  const Instant now = world_.now();
  // What is set meanwhile has its turn later, even if its time has passed: an alarm that always
  // sets itself so would let nobody else run.
  auto due = std::distance(places_.begin(), places_.upper_bound(now));
  for (; due > 0 && !places_.empty() && places_.begin()->first <= now; --due) {
    Alarm& alarm = *places_.begin()->second;
    places_.erase(places_.begin());
    alarm.place_.reset();
    if (*alarm.when_ > now) {  // it was moved since
      alarm.place_ = places_.emplace(*alarm.when_, &alarm);
    } else {
      alarm.when_.reset();
      alarm.ring_();
    }
  }
}

/// It begins inside add(), so it sleeps before it rings, also when a time has passed already: an
/// alarm that rang inside its own set() would be set again before that knows of the first place.
Awaitable<void> AlarmClock::sleep(Sleeping sleeping) {
  while (AlarmClock* clock = sleeping->clock) {
    if (clock->places_.empty()) {
      clock->sleeper_.reset();
      co_return;
    }
    sleeping->until = clock->places_.begin()->first;
    co_await clock->world_.sleep_until(sleeping->until);
    sleeping->until = Instant::min();  // awake: whatever is added now is seen
    if (sleeping->clock) clock->ring_due();
  }
}

AlarmClock::Places::iterator AlarmClock::add(const boost::asio::any_io_executor& executor,
                                             Instant when, Alarm& alarm) {
  const auto place = places_.emplace(when, &alarm);
  if (sleeper_ && sleeper_->until <= when) return place;
  stop();
  sleeper_ = std::make_shared<Sleeper>();
  sleeper_->clock = this;
  spawn(
      executor, sleep(Sleeping(sleeper_)),
      [sleeper = sleeper_](std::exception_ptr thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
      },
      sleeper_->cancel.slot());
  return place;
}

void AlarmClock::remove(Places::iterator place) {
  places_.erase(place);
  if (places_.empty()) stop();
}

void Alarm::set(const boost::asio::any_io_executor& executor, std::optional<Instant> when) {
  when_ = when;
  if (place_ && when && (*place_)->first <= *when) return;  // the clock looks again then
  const auto before = std::exchange(place_, std::nullopt);
  if (when) place_ = clock_.add(executor, *when, *this);
  if (before) clock_.remove(*before);
}

}  // namespace edge
