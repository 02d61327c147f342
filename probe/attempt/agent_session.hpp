// The agent's AMQP conversation above an open transport: OPEN, the $cbs pair and put-token, the
// telemetry link. Order, waiting points and fields are the C# agent's (AmqpIotConnector.cs,
// AmqpUnit.cs, AmqpIotLinkFactory.cs; IotHubConnection.cs of 2017). Never times out by itself: use
// with_deadline.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/secret.hpp"
#include "common/report/evidence.hpp"
#include "common/world/world.hpp"
#include "probe/profiles/profiles.hpp"

namespace edge::probe {

struct PutToken {
  std::string audience;
  Secret token;
  WallTime expires{};
};

struct TelemetryLink {
  std::string host, device_id, module_id;
  std::string product_info, api_version;
};

class SessionState;

class AgentSession {
 public:
  /// `host` is the OPEN's hostname. `trace`, if set, gets one line per frame without secrets.
  AgentSession(World& world, std::unique_ptr<Stream> below, const std::string& host,
               const OpenFields& open, std::function<void(const std::string&)> trace = {},
               const SessionFields& session = {});
  ~AgentSession();

  /// Header and OPEN pipelined; waits for the peer's OPEN. Fills `detail` as it goes.
  Awaitable<Result<void>> open(AmqpDetail& detail);
  /// BEGIN for the device, BEGIN for $cbs, its two links, then put-token.
  Awaitable<Result<void>> put_token(PutToken request, CbsDetail& detail);
  /// ATTACH of the agent's links on the device session, which is begun if put_token has not; a
  /// refusal comes as attach then detach.
  Awaitable<Result<void>> attach(TelemetryLink link, LinkDetail& detail);
  /// Keeps the connection for `how_long` with heartbeats; an error when the peer ends it sooner.
  Awaitable<Result<void>> hold(Duration how_long, HoldDetail& detail);
  /// CLOSE, best effort.
  Awaitable<void> close();

  /// What it is made of, for those who go on where the agent's sequence ends.
  SessionState& state();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace edge::probe
