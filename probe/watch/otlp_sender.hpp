// Sends figures to a collector, over one connection as long as it lasts.
#pragma once

#include <memory>
#include <string>

#include "common/tls/tls.hpp"
#include "common/world/world.hpp"
#include "probe/watch/otlp_target.hpp"

namespace edge::probe {

enum class Sending {
  taken,     // the collector has it
  refused,   // and will not take it another time either (OTLP: not retryable)
  failed,    // nobody has it; to be tried again
};

struct SendResult {
  Sending outcome = Sending::failed;
  std::string words;   // why not, or what the collector says of what it took; or empty
};

class OtlpSender {
 public:
  OtlpSender(World& world, OtlpTarget target) : world_(world), target_(std::move(target)) {}

  const OtlpTarget& target() const { return target_; }

  /// POSTs `body`, within the target's time. Never throws but for its cancellation.
  Awaitable<SendResult> send(std::string body);
  /// What the next sending would use again.
  Awaitable<void> close();

 private:
  Awaitable<Result<SendResult>> attempt(std::string body);
  Awaitable<Result<void>> connect();
  Awaitable<Result<std::vector<IpAddress>>> addresses();
  Awaitable<Result<void>> secure();

  World& world_;
  const OtlpTarget target_;
  std::unique_ptr<Stream> stream_;
  std::string step_;                   // under way: "looking up collector"
};

}  // namespace edge::probe
