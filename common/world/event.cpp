#include "common/world/event.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>
#include <utility>

namespace edge {

namespace asio = boost::asio;

class Event::Waiter {
 public:
  virtual ~Waiter() = default;
  /// Hands the coroutine to its executor; a second call does nothing.
  virtual void complete(const ErrorCode& error) = 0;
};

namespace {

/// Owns the suspended waits of one io_context. An event often lives in the very coroutine that
/// waits for it; if the event owned the wait, the two would keep each other alive for ever.
class WaiterService final : public asio::execution_context::service {
 public:
  using Waiters = std::list<std::shared_ptr<Event::Waiter>>;

  static asio::execution_context::id id;
  explicit WaiterService(asio::execution_context& context) : service(context) {}

  Waiters::iterator add(std::shared_ptr<Event::Waiter> waiter) {
    return waiters_.insert(waiters_.end(), std::move(waiter));
  }
  /// Gives the ownership back, so that the caller decides when the waiter dies.
  std::shared_ptr<Event::Waiter> remove(Waiters::iterator position) {
    auto waiter = std::move(*position);
    waiters_.erase(position);
    return waiter;
  }

 private:
  void shutdown() override {
    const Waiters dropped = std::exchange(waiters_, {});
  }

  Waiters waiters_;
};

asio::execution_context::id WaiterService::id;

/// Holds the completion handler of a coroutine; its type is known to Asio only.
template <class Handler>
class SuspendedWait final : public Event::Waiter {
 public:
  SuspendedWait(WaiterService& service, Handler handler)
      : service_(service), handler_(std::move(handler)),
        work_(asio::get_associated_executor(handler_)) {}

  static std::shared_ptr<Event::Waiter> start(Handler handler) {
    auto& context = asio::query(asio::get_associated_executor(handler), asio::execution::context);
    auto& service = asio::use_service<WaiterService>(context);
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto waiter = std::make_shared<SuspendedWait>(service, std::move(handler));
    waiter->position_ = service.add(waiter);
    if (slot.is_connected()) {
      slot.assign([weak = std::weak_ptr<Event::Waiter>(waiter)](asio::cancellation_type) {
        if (const auto alive = weak.lock()) alive->complete(asio::error::operation_aborted);
      });
    }
    return waiter;
  }

  void complete(const ErrorCode& error) override {
    if (std::exchange(completed_, true)) return;
    const auto self = service_.remove(position_);
    const auto executor = work_.get_executor();
    asio::post(executor,
               [handler = std::move(handler_), work = std::move(work_), error]() mutable {
                 work.reset();
                 std::move(handler)(error);
               });
  }

 private:
  WaiterService& service_;
  Handler handler_;
  // The real world's io_context::run() must not return while a coroutine waits here.
  asio::executor_work_guard<asio::associated_executor_t<Handler>> work_;
  typename WaiterService::Waiters::iterator position_;
  bool completed_ = false;
};

}  // namespace

Event::~Event() { wake_all(asio::error::operation_aborted); }

void Event::set() {
  set_ = true;
  wake_all({});
}

void Event::wake_all(const ErrorCode& error) {
  for (const auto& waiter : std::exchange(waiters_, {})) {
    if (const auto alive = waiter.lock()) alive->complete(error);
  }
}

Awaitable<Result<void>> Event::wait_result() {
  if (set_) co_return Result<void>{};
  std::erase_if(waiters_, [](const auto& waiter) { return waiter.expired(); });
  auto initiate = [this](auto handler) {
    waiters_.push_back(SuspendedWait<decltype(handler)>::start(std::move(handler)));
  };
  constexpr auto token = asio::as_tuple(asio::use_awaitable);
  auto [error] = co_await asio::async_initiate<decltype(token), void(ErrorCode)>(initiate, token);
  if (error) co_return error;
  co_return Result<void>{};
}

Awaitable<void> Event::limit() { co_await wait_result(); }

Awaitable<void> Event::wait() {
  const Result<void> woken = co_await wait_result();
  if (woken.has_error()) throw boost::system::system_error(woken.error());
}

}  // namespace edge
