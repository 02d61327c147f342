#include "common/world/spawn.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/multiple_exceptions.hpp>
#include <boost/system/system_error.hpp>
#include <utility>

namespace edge {

void spawn(boost::asio::any_io_executor executor, Awaitable<void> work,
           std::function<void(std::exception_ptr)> ended,
           boost::asio::cancellation_slot cancelled) {
  boost::asio::co_spawn(std::move(executor), std::move(work),
                        boost::asio::bind_cancellation_slot(cancelled, std::move(ended)));
}

void spawn(boost::asio::any_io_executor executor, Awaitable<void> work) {
  spawn(std::move(executor), std::move(work), [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
}

bool is_cancellation(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::asio::multiple_exceptions& several) {
    return is_cancellation(several.first_exception());
  } catch (const boost::system::system_error& error) {
    return error.code() == boost::asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace edge
