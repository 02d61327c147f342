// One client's AMQP connection to the hub: OPEN, sessions, links, and messages up to the node that
// a link leads to (nodes/). Not what precedes it on the stream: protocol_negotiation.hpp.
#pragma once

#include <proton/connection.h>

#include <list>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "common/amqp/message.hpp"
#include "common/amqp/pump.hpp"
#include "simulator/hub/amqp/link_address.hpp"
#include "simulator/hub/client_credentials.hpp"
#include "simulator/hub/hub_state.hpp"
#include "simulator/hub/personality.hpp"
#include "simulator/hub/token_check.hpp"

namespace edge::sim {

enum class LinkSide { hub_receives, hub_sends };

/// An accepted link, and what its node remembers of it.
struct HubLink {
  pn_link_t* handle = nullptr;
  LinkAddress address;
  LinkSide side = LinkSide::hub_receives;
  std::string channel;  // com.microsoft:channel-correlation-id: names the other link of a pair
  std::set<std::uint64_t> out;      // cloud messages sent and not settled: their sequences
  bool wants_desired = false;       // the client asked for changes of the desired half
  std::list<std::string> changes;   // such changes that wait for credit

  bool open() const { return !(pn_link_state(handle) & PN_LOCAL_CLOSED); }
};

class HubConnection : public LinkHolder {
 public:
  /// `credentials` stay with the caller.
  HubConnection(std::shared_ptr<HubState> hub, std::shared_ptr<HubBehaviour> behaviour,
                std::unique_ptr<Stream> transport, const ClientCredentials& credentials,
                FrameTrace trace);
  ~HubConnection() override;

  /// `header` is the client's AMQP header, read already.
  Awaitable<void> serve(Bytes header);

  void throw_off(const AmqpCondition& why) override;
  void look_again(const Identity& identity) override;
  void desired_changed(const Identity& identity, const std::string& patch) override;
  std::vector<Identity> identities() const override;
  void revoke(const Identity& identity, const AmqpCondition& why) override;
  bool listens(const Identity& identity, LinkKind kind) const override;
  bool is_out(const Identity& identity, std::uint64_t sequence) const override;

  // For the nodes.
  HubState& hub() { return *hub_; }
  const HubState& hub() const { return *hub_; }
  const HubService& service() const { return behaviour_->service; }
  WallTime clock() const { return hub_->clock(*behaviour_); }
  /// The connection may use links of `identity` up to `expires`, by the hub's clock. False if it
  /// may use too many others already.
  bool authorise(const Identity& identity, std::optional<WallTime> expires);
  /// Any such link; `channel` narrows it down. Null if the client has none.
  HubLink* find_link(LinkKind kind, const Identity& identity, LinkSide side,
                     const std::string& channel = {});
  /// Queues `message` on a link the hub sends on; settled at once if the client asked for that.
  /// Gives the delivery if not.
  pn_delivery_t* send(HubLink& link, const proton::message& message);
  /// For whoever watches.
  void note(const Identity& identity, bool to_device, std::string_view what,
            std::string_view body = {}) const;
  /// The same of something that the hub refuses or ends.
  void note_refusal(const Identity& identity, std::string_view what,
                    const AmqpCondition& why) const;
  /// Makes Proton write what it has so far before anything that is queued later.
  void write_pending();
  /// Detaches `link` with `why`.
  void detach(HubLink& link, const AmqpCondition& why);
  void close(const AmqpCondition& why);
  /// The error of hub_errors.hpp as this hub writes it; `words` in place of the row's own.
  AmqpCondition error(int code, std::string_view words = {}) const;
  /// A condition of the topology in this hub's own form.
  AmqpCondition said(const AmqpCondition& why) const;
  const PersonalityRow& personality() const { return row_of(service().personality); }

 private:
  /// Until `closing`, an error, or the end that the behaviour sets: then it is dropped_.
  Awaitable<Result<void>> stay(std::function<bool()> closing);
  void on_event(pn_event_t* event);
  void on_late_event(pn_event_t* event);
  void on_open();
  void on_begin(pn_session_t* session);
  void on_end(pn_session_t* session);
  void on_attach(pn_link_t* link);
  void on_detach(pn_link_t* link);
  void on_flow(pn_link_t* link);
  void on_delivery(pn_delivery_t* delivery);
  void on_transfer(HubLink& link, pn_delivery_t* delivery);
  void offer(HubLink& link);
  /// In the order in which they were attached, so that a run is as another of the same seed.
  std::vector<HubLink*> links_in_order();
  void forget(pn_link_t* link);
  void accept(pn_link_t* link);
  void refuse(pn_link_t* link, const AmqpCondition& why, const Identity& identity = {});
  std::optional<AmqpCondition> refusal_of(LinkKind kind, bool receives,
                                          const Identity& identity) const;
  bool count_endpoint();
  bool may_use(const Identity& identity) const;
  void release_identities();
  void check_tokens();
  void plan_token_check();
  static std::size_t size_of(pn_link_t* link);
  std::size_t buffered();
  void limit_buffers();
  bool has_certificate() const;
  Identity somebody() const;
  AmqpHooks hooks(FrameTrace trace);

  std::shared_ptr<HubState> hub_;
  std::shared_ptr<HubBehaviour> behaviour_;
  const ClientCredentials& credentials_;
  AmqpPump pump_;
  MessageInbox inbox_;
  std::map<Identity, std::optional<WallTime>> authorised_;  // and until when
  std::optional<WallTime> next_expiry_;    // of the first of them
  std::optional<Instant> token_due_;       // while there are none
  std::map<pn_link_t*, HubLink> links_;
  std::set<Identity> held_;    // may have gone to a newer connection since
  std::list<LinkHolder*>::iterator place_;  // in hub_->connections
  std::size_t buffered_ = 0;   // bytes that are counted in hub_->buffered
  bool greedy_ = false;        // it took too much, and is not waited for
  std::size_t links_size_ = 0;  // of the names and properties of all links, refused ones too
  std::size_t endpoints_ = 0;  // sessions and links the client has open
  std::uint32_t sent_ = 0;     // messages; their delivery tags
  int telemetry_ = 0;          // messages received
  bool dropped_ = false;       // to be closed without a word
};

}  // namespace edge::sim
