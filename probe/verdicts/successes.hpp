// The attempt that got as far as it was asked: for the verdicts that say what was reached.
#pragma once

#include <optional>

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

struct Success {
  const AttemptReport* attempt = nullptr;
  const Evidence* evidence = nullptr;  // of its last stage; null: left none
};

/// The last one; nothing if there is none.
std::optional<Success> last_success(const Case& facts);

/// The hub itself has answered in AMQP. Less is no connection to it: TCP may be a proxy's.
bool connected_to_hub(const Success& success);

/// A verdict on it, without words.
Verdict verdict_on(const Success& success);

}  // namespace edge::probe
