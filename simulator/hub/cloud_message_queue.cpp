#include "simulator/hub/cloud_message_queue.hpp"

#include <algorithm>
#include <utility>

#include "common/world/guid.hpp"

namespace edge::sim {
namespace {

std::size_t size_of(const CloudMessage& message) {
  std::size_t size = message.id.size() + message.body.size();
  for (const auto& [key, value] : message.properties) size += key.size() + value.size();
  return size;
}

void remove(DeviceState& state, std::uint64_t sequence) {
  std::erase_if(state.waiting,
                [&](const CloudMessage& message) { return message.sequence == sequence; });
}

/// The oldest that `session` has not in flight; null if there is none.
CloudMessage* next_of(DeviceState& state, const Identity& identity, const DeviceSession& session) {
  const auto next = std::ranges::find_if(state.waiting, [&](const CloudMessage& message) {
    return !session.is_in_flight(identity, message.sequence);
  });
  return next == state.waiting.end() ? nullptr : &*next;
}

}  // namespace

CloudMessageQueue::CloudMessageQueue(World& world, std::function<WallTime()> clock,
                                     const HubLimits& limits, DeviceRecords& records,
                                     const DeviceSessions& sessions)
    : world_(world),
      clock_(std::move(clock)),
      limits_(limits),
      records_(records),
      sessions_(sessions) {}

Result<CloudMessage> CloudMessageQueue::enqueue(const Identity& identity, CloudMessage message) {
  if (!records_.registry().find(identity)) return make_error_code(CallErrc::unknown_identity);
  if (size_of(message) > limits_.cloud_message_size) return make_error_code(CallErrc::too_large);
  DeviceState state = records_.state_of(identity);
  drop_dead(identity, state);
  if (state.waiting.size() >= limits_.waiting) return make_error_code(CallErrc::queue_full);
  if (message.id.empty()) message.id = random_guid(world_);
  message.enqueued = clock_();
  message.sequence = state.next_sequence++;
  message.deliveries = 0;
  state.waiting.push_back(message);
  records_.keep(identity, std::move(state));
  if (DeviceSession* session = sessions_.find(identity)) session->wake(identity);
  return message;
}

/// Those that have expired or were sent too often. Whether there were any; saving is the caller's.
bool CloudMessageQueue::drop_dead(const Identity& identity, DeviceState& state) const {
  const WallTime now = clock_();
  const DeviceSession* session = sessions_.find(identity);
  return std::erase_if(state.waiting, [&](const CloudMessage& message) {
    const bool dead = message.deliveries >= limits_.deliveries ||
                      (message.expires && *message.expires <= now);
    return dead && !(session && session->is_in_flight(identity, message.sequence));
  }) > 0;
}

void CloudMessageQueue::deliver(const Identity& identity, const DeviceSession& session,
                                const std::function<Sent(const CloudMessage&)>& send) {
  DeviceState* state = records_.find_state(identity);
  if (!state) return;
  bool changed = drop_dead(identity, *state);
  while (CloudMessage* message = next_of(*state, identity, session)) {
    const Sent sent = send(*message);
    if (sent == Sent::not_now) break;
    changed = true;
    if (sent == Sent::in_flight) {
      ++message->deliveries;
    } else {
      remove(*state, message->sequence);
    }
  }
  if (changed) records_.save_state(identity);
}

bool CloudMessageQueue::settle(const Identity& identity, std::uint64_t sequence) {
  DeviceState* state = records_.find_state(identity);
  if (!state) return false;
  remove(*state, sequence);
  records_.save_state(identity);
  return true;
}

}  // namespace edge::sim
