// One client's AMQP connection to the hub, from OPEN to CLOSE: its sessions, its time, what it may
// use and how much it may be kept; its links are hub_links.hpp's. To the hub's core it is a device
// session. Not what precedes it on the stream: protocol_negotiation.hpp.
#pragma once

#include <proton/connection.h>

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "common/amqp/pump.hpp"
#include "simulator/hub/amqp/client_credentials.hpp"
#include "simulator/hub/amqp/connection_context.hpp"
#include "simulator/hub/amqp/hub_links.hpp"
#include "simulator/hub/buffer_account.hpp"
#include "simulator/hub/client_rights.hpp"
#include "simulator/hub/device_hub.hpp"

namespace edge::sim {

class HubConnection final : public DeviceSession {
 public:
  /// `credentials` stay with the caller.
  HubConnection(ConnectionContext context, std::unique_ptr<Stream> transport,
                const ClientCredentials& credentials, FrameTrace trace);
  ~HubConnection() override;

  /// `header` is the client's AMQP header, read already.
  Awaitable<void> serve(Bytes header);

  void end(const HubErrorRow& row) override;
  void revoke(const Identity& identity, const HubErrorRow& why) override;
  void wake(const Identity& identity) override;
  void desired_changed(const Identity& identity, const std::string& patch) override;
  std::vector<Identity> identities() const override;
  bool takes_methods(const Identity& identity) const override;
  bool is_in_flight(const Identity& identity, std::uint64_t sequence) const override;

  // For the nodes and the links.
  DeviceHub& hub() const { return context_.hub(); }
  const ConnectionContext& context() const { return context_; }
  HubLinks& links() { return links_; }
  pn_connection_t* endpoint() { return pump_.connection(); }
  /// The connection may use links of `identity` up to `expires`, by the hub's clock. False if it
  /// may use too many others already.
  bool authorise(const Identity& identity, std::optional<WallTime> expires);
  bool may_use(const Identity& identity) const;
  /// The client has links of `identity` from here on; another session loses it.
  void serve(const Identity& identity);
  /// A session or link that the client opens. False, and the connection ends, if it has too many.
  bool count_endpoint();
  void release_endpoint() { --endpoints_; }
  /// A message has arrived, which may be the last before the connection ends.
  void count_telemetry();
  /// Makes Proton write what it has so far before anything that is queued later.
  void write_pending();
  void close(const AmqpCondition& why);
  /// The same of a client that goes beyond a limit: its answer is not waited for.
  void cut_off(const AmqpCondition& why);

 private:
  AmqpHooks hooks(FrameTrace trace);
  /// Until `closing`, an error, or the end that the behaviour sets: then it is dropped_.
  Awaitable<Result<void>> stay(std::function<bool()> closing);
  void on_event(pn_event_t* event);
  void on_open();
  void on_begin(pn_session_t* session);
  void on_end(pn_session_t* session);
  void revoke(const Identity& identity, const AmqpCondition& why);
  void plan_rights_check();
  void check_rights();
  void limit_buffers();
  Identity somebody() const;
  void release_identities();

  ConnectionContext context_;
  ClientRights rights_;
  Admitted admitted_;
  BufferAccount account_;
  AmqpPump pump_;
  HubLinks links_;
  std::set<Identity> served_;     // may be served by a newer session since
  DeviceSessions::Place place_;
  std::size_t open_size_ = 0;     // bytes of the client's OPEN that Proton keeps
  std::size_t endpoints_ = 0;     // sessions and links the client has open
  int telemetry_ = 0;             // messages received
  bool dropped_ = false;          // to be closed without a word
  bool cut_off_ = false;          // to be closed without an answer
};

}  // namespace edge::sim
