// One connection of hub_load: what the agent does up to its link (or, at a server that is no hub,
// what any AMQP client does), then messages, and heartbeats in between. Not for figures.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "common/tls/tls.hpp"
#include "common/world/world.hpp"
#include "probe/attempt/agent_session.hpp"

namespace edge::bench {

enum class PeerKind { hub, amqp, tls };

/// What all connections have in common.
struct LoadPlan {
  PeerKind kind = PeerKind::hub;
  Endpoint peer;
  std::string host_name;
  std::string device_prefix;  // hub: device n is the prefix and n
  std::string key;            // hub: base64, the same for all
  std::string address;        // amqp: the link's target
  std::string user;           // amqp: SASL PLAIN with this as password too; empty: no SASL
  Duration idle_timeout{};    // as put on the wire
  std::size_t messages = 0;   // of each connection
  bool settled = false;       // by us, when sent; then one more asks whether all have arrived
  std::vector<char> message;  // encoded
};

class LoadConnection {
 public:
  LoadConnection(World& world, const LoadPlan& plan, TlsClient& tls, std::size_t number);

  /// Up to the link's first credit; for PeerKind::tls up to the handshake's end, and closed again.
  Awaitable<Result<void>> open();
  /// Until all messages are acknowledged. Errors: those of the connection, and AmqpErrc::refused
  /// when one was not accepted.
  Awaitable<Result<void>> send();
  /// Until this one is accepted; otherwise as send().
  Awaitable<Result<void>> send_one(const std::vector<char>& encoded);
  /// Until `done`, which is asked again after each wake(). An error when the peer ends it sooner.
  Awaitable<Result<void>> hold(std::function<bool()> done);
  void wake();
  Awaitable<void> close();

  std::size_t acknowledged() const { return acknowledged_; }

 private:
  Awaitable<Result<void>> secure();
  Awaitable<Result<void>> authenticate();
  Awaitable<Result<void>> authorise();
  Awaitable<Result<void>> attach_as_device();
  Awaitable<Result<void>> attach_anywhere();
  Awaitable<Result<void>> send_all(const std::vector<char>& encoded, std::size_t count,
                                   bool settled);
  void note_answers();

  World& world_;
  const LoadPlan& plan_;
  TlsClient& tls_;
  std::string device_;
  std::unique_ptr<Stream> stream_;
  std::unique_ptr<probe::AgentSession> session_;
  std::uint32_t tag_ = 0;
  std::size_t acknowledged_ = 0;
  bool refused_ = false;
};

}  // namespace edge::bench
