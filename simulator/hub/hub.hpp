// The fake IoT hub as a service of any World: TLS on the AMQP port, TLS and WebSocket on the other.
// How it behaves is the HubService value it is given; healthy by default.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "simulator/hub/hub_state.hpp"
#include "simulator/hub/task_group.hpp"
#include "simulator/services/service.hpp"

namespace edge::sim {

class Hub final : public RunningService {
 public:
  /// Listens on the service's address and both its ports (0 picks one). Throws
  /// boost::system::system_error that names the address when one cannot be had.
  Hub(World& world, boost::asio::any_io_executor executor, const Service& service,
      Authorities& authorities);

  /// A new port or address begins to listen; the old ones stop.
  void change(const Service& service) override;
  HubObservations observations() const override { return state_->seen; }
  void on_message(std::function<void(const HubMessage&)> hook) {
    state_->on_message = std::move(hook);
  }

  Endpoint amqp_endpoint() const { return amqp_; }
  Endpoint websocket_endpoint() const { return websocket_; }

 private:
  std::shared_ptr<HubBehaviour> behaviour_of(const HubService& service);
  void listen();
  Endpoint open_port(std::uint16_t port, bool websocket);

  Service service_;
  Authorities& authorities_;
  WallTime started_;  // certificates' dates are relative to it
  boost::asio::any_io_executor executor_;
  std::shared_ptr<HubState> state_;
  Endpoint amqp_, websocket_;
  std::shared_ptr<TaskGroup> connections_;
  std::unique_ptr<TaskGroup> listeners_;
};

/// `executor` runs the hub's coroutines: the io_context that `world` runs on.
std::unique_ptr<Hub> make_hub(World& world, boost::asio::any_io_executor executor,
                              const Service& service, Authorities& authorities);

}  // namespace edge::sim
