#include "common/world/alarm.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <utility>

#include "common/world/spawn.hpp"

namespace edge {

/// Shared by the alarm and its coroutine, either of which may end first.
struct Alarm::Sleeper {
  Alarm* alarm = nullptr;  // null once the alarm wants no more of it
  Instant until{};
  boost::asio::cancellation_signal cancel;
  bool alive = true;  // its coroutine exists, so that it can be cancelled
};

/// Lives in the coroutine's frame, which ends by returning or with its io_context.
class Alarm::Sleeping {
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

Alarm::Alarm(World& world, std::function<void()> ring) : world_(world), ring_(std::move(ring)) {}

Alarm::~Alarm() { stop(); }

void Alarm::stop() {
  const auto sleeper = std::exchange(sleeper_, nullptr);
  if (!sleeper) return;
  sleeper->alarm = nullptr;
  if (sleeper->alive) sleeper->cancel.emit(boost::asio::cancellation_type::terminal);
}

Awaitable<void> Alarm::sleep(Sleeping sleeping) {
  while (Alarm* alarm = sleeping->alarm) {
    if (!alarm->when_) {
      alarm->sleeper_.reset();
      co_return;
    }
    if (alarm->world_.now() < *alarm->when_) {
      sleeping->until = *alarm->when_;
      co_await alarm->world_.sleep_until(sleeping->until);
    } else {
      alarm->when_.reset();
      alarm->ring_();
    }
  }
}

void Alarm::set(const boost::asio::any_io_executor& executor, std::optional<Instant> when) {
  when_ = when;
  if (!when) return stop();
  if (sleeper_ && sleeper_->until <= *when) return;  // it looks again when it wakes up
  stop();
  sleeper_ = std::make_shared<Sleeper>();
  sleeper_->alarm = this;
  sleeper_->until = *when;
  spawn(
      executor, sleep(Sleeping(sleeper_)),
      [sleeper = sleeper_](std::exception_ptr thrown) {
        if (thrown && !is_cancellation(thrown)) std::rethrow_exception(thrown);
      },
      sleeper_->cancel.slot());
}

}  // namespace edge
