#include "simulator/run/trace_hash.hpp"

#include <fmt/core.h>

#include <array>

namespace edge::sim {

void TraceHash::add(std::uint64_t number) {
  std::array<std::uint8_t, 8> bytes;  // the same on machines of either byte order
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
  }
  add_bytes(bytes);
}

void TraceHash::add(std::string_view text) {
  add(text.size());
  add_bytes(as_bytes(text));
}

void TraceHash::add_payload(const Packet& packet) {
  add(packet.payload.index());
  if (const auto* tcp = std::get_if<TcpSegment>(&packet.payload)) {
    add((std::uint64_t{tcp->source_port} << 16) | tcp->destination_port);
    add((std::uint64_t{tcp->sequence} << 32) | tcp->acknowledgment);
    add((tcp->syn ? 1u : 0u) | (tcp->ack ? 2u : 0u) | (tcp->fin ? 4u : 0u) | (tcp->rst ? 8u : 0u));
    add(tcp->window);
    add(tcp->data.size());
    add_bytes(tcp->data);
  } else if (const auto* udp = std::get_if<UdpDatagram>(&packet.payload)) {
    add((std::uint64_t{udp->source_port} << 16) | udp->destination_port);
    add(udp->data.size());
    add_bytes(udp->data);
    if (udp->tunnelled) add_payload(*udp->tunnelled);
  } else if (const auto* icmp = std::get_if<IcmpMessage>(&packet.payload)) {
    add((std::uint64_t{icmp->type} << 8) | icmp->code);
    add(icmp->quoted.sequence);
  }
}

void TraceHash::add(Instant at, const Wire& wire, const Packet& packet) {
  add(wire.a.node);
  add(wire.b.node);
  add(at, packet);
}

void TraceHash::add(Instant at, const Packet& packet) {
  add(static_cast<std::uint64_t>(at.time_since_epoch().count()));
  add(packet.source.to_string());
  add(packet.destination.to_string());
  add(static_cast<std::uint64_t>(packet.ttl));
  add_payload(packet);
}

std::string TraceHash::text() const { return fmt::format("{:016x}", state_); }

}  // namespace edge::sim
