// HubConnection's memory: what is kept for a client that leaves messages unfinished or takes none.
#include <proton/session.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "common/amqp/endpoint_facts.hpp"
#include "simulator/hub/amqp/connection.hpp"

namespace edge::sim {

/// What the client's ATTACH makes Proton keep until the link is gone. It does not change.
std::size_t HubConnection::size_of(pn_link_t* link) {
  const auto encoded = [](pn_data_t* data) {
    return data ? static_cast<std::size_t>(std::max<ssize_t>(pn_data_encoded_size(data), 0)) : 0;
  };
  std::size_t size = std::strlen(pn_link_name(link)) + encoded(pn_link_remote_properties(link));
  for (pn_terminus_t* end : {pn_link_remote_source(link), pn_link_remote_target(link)}) {
    size += address_of(end).size() + encoded(pn_terminus_properties(end)) +
            encoded(pn_terminus_filter(end)) + encoded(pn_terminus_capabilities(end));
  }
  return size;
}

/// What Proton and we keep for this client, near enough: it decides how much it sends and takes.
std::size_t HubConnection::buffered() {
  constexpr std::size_t kDelivery = 1024;  // of Proton's bookkeeping, until both sides settle
  std::size_t bytes = inbox_.unfinished() + links_size_;
  pn_session_t* session = pn_session_head(pump_.connection(), 0);
  for (; session; session = pn_session_next(session, 0)) {
    bytes += pn_session_outgoing_bytes(session);
  }
  for (const auto& [handle, link] : links_) {
    bytes += kDelivery * static_cast<std::size_t>(pn_link_unsettled(handle));
    for (const auto& change : link.changes) bytes += change.size();
  }
  return bytes;
}

void HubConnection::limit_buffers() {
  const std::size_t before = std::exchange(buffered_, buffered());
  hub_->buffered += buffered_ - before;
  const HubLimits& limits = hub_->limits;
  const bool too_many = hub_->buffered > limits.buffers &&
                        buffered_ > limits.buffers / hub_->connections.size();
  if (buffered_ <= limits.connection_buffer && !too_many) return;
  greedy_ = true;
  if (pn_connection_state(pump_.connection()) & PN_LOCAL_CLOSED) return;
  close({"amqp:resource-limit-exceeded", "Too much is unfinished, or not taken"});
  pump_.wake();
}

}  // namespace edge::sim
