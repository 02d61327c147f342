#include "simulator/lab/carried_wire.hpp"

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <map>
#include <utility>

#include "simulator/network/wire_direction.hpp"

namespace edge::sim {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kIpv6Header = 40;

/// Asio's timers here are timerfds: good to some microseconds, unlike the milliseconds of epoll.
Instant now() { return Instant{steady_clock::now().time_since_epoch()}; }

std::string name_of(const Port& port) { return port.node + "/" + port.interface; }

/// ARP (RFC 826), or a neighbour solicitation or advertisement (RFC 4861).
bool resolves_neighbour(ByteView frame) {
  const int type = frame[12] << 8 | frame[13];
  if (type == 0x0806) return true;
  if (type != 0x86dd || frame.size() <= kEthernetHeader + kIpv6Header) return false;
  constexpr int kIcmpv6 = 58, kSolicitation = 135, kAdvertisement = 136;
  const int message = frame[kEthernetHeader + kIpv6Header];
  return frame[kEthernetHeader + 6] == kIcmpv6 &&
         (message == kSolicitation || message == kAdvertisement);
}

/// Whether what happens to a frame would happen to each part of it: then the kernel may leave
/// cutting large TCP segments, and checksums, to the last device of the way.
bool treats_parts_alike(const Wire& wire) {
  Wire plain;
  plain.a = wire.a;
  plain.b = wire.b;
  plain.delay = wire.delay;
  plain.up = wire.up;
  return wire == plain;
}

}  // namespace

/// What both directions share.
struct CarriedWire::Settings {
  void record(ByteView frame) const {
    if (capture) capture->write(std::chrono::system_clock::now(), frame);
  }

  Wire wire;
  std::shared_ptr<PcapFile> capture;
};

struct CarriedWire::Direction : std::enable_shared_from_this<Direction> {
  Direction(boost::asio::any_io_executor executor, const Settings& both, const Port& from,
            const Port& to, TapDevice& end, std::uint64_t seed)
      : settings(both),
        fate(seed, name_of(from) + ">" + name_of(to)),
        out(end),
        timer(std::move(executor)) {}

  void enter(ByteView with_header);
  void arrive_due();
  void wait();

  const Settings& settings;
  WireDirection fate;
  TapDevice& out;
  // Frames of one instant keep their order: a multimap inserts behind its equals.
  std::multimap<Instant, Bytes> on_the_way;
  boost::asio::steady_timer timer;
  Instant timer_expires = Instant::max();
};

/// A frame that is due overtakes nobody: with others due before it, it waits for the timer, too.
void CarriedWire::Direction::enter(ByteView with_header) {
  if (with_header.size() < TapDevice::kOffloadHeader + kEthernetHeader) return;
  const ByteView frame = with_header.subspan(TapDevice::kOffloadHeader);
  if (resolves_neighbour(frame)) {
    if (!settings.wire.up) return;
    settings.record(frame);
    out.write(with_header);
    return;
  }
  const auto bytes = static_cast<int>(frame.size() - kEthernetHeader);
  const Instant entered = now();
  const Transit transit = fate.send(settings.wire, entered, bytes);
  if (!transit.entered) return;
  settings.record(frame);
  for (int i = 0; i < transit.arrivals; ++i) {
    const Instant due = transit.at[static_cast<std::size_t>(i)];
    if (due <= entered && (on_the_way.empty() || on_the_way.begin()->first > due)) {
      out.write(with_header);
    } else {
      on_the_way.emplace_hint(on_the_way.end(), due,
                              Bytes(with_header.begin(), with_header.end()));
    }
  }
  wait();
}

void CarriedWire::Direction::arrive_due() {
  while (!on_the_way.empty() && on_the_way.begin()->first <= now()) {
    const auto first = on_the_way.extract(on_the_way.begin());
    out.write(first.mapped());
  }
}

/// Sets the timer to the first arrival, unless it goes off that early anyway.
void CarriedWire::Direction::wait() {
  if (on_the_way.empty() || on_the_way.begin()->first >= timer_expires) return;
  timer_expires = on_the_way.begin()->first;
  timer.expires_at(steady_clock::time_point{timer_expires.time_since_epoch()});
  timer.async_wait([weak = weak_from_this()](const ErrorCode& error) {
    const auto direction = weak.lock();
    if (error || !direction) return;  // set anew, or the wire is gone
    direction->timer_expires = Instant::max();
    direction->arrive_due();
    direction->wait();
  });
}

CarriedWire::CarriedWire(boost::asio::any_io_executor executor, TapDevice a, TapDevice b,
                         const Wire& wire, std::uint64_t seed)
    : settings_(std::make_unique<Settings>()), a_(std::move(a)), b_(std::move(b)) {
  change(wire);
  forth_ = std::make_shared<Direction>(executor, *settings_, wire.a, wire.b, b_, seed);
  back_ = std::make_shared<Direction>(executor, *settings_, wire.b, wire.a, a_, seed);
  a_.start([this](ByteView frame) { forth_->enter(frame); });
  b_.start([this](ByteView frame) { back_->enter(frame); });
}

CarriedWire::~CarriedWire() = default;

void CarriedWire::change(const Wire& wire) {
  settings_->wire = wire;
  choose_offload();
}

void CarriedWire::capture(std::shared_ptr<PcapFile> file) {
  settings_->capture = std::move(file);
  choose_offload();
}

/// A capture shows the frames of a real cable. What the devices hold already goes as it is.
void CarriedWire::choose_offload() {
  const bool on = treats_parts_alike(settings_->wire) && !settings_->capture;
  for (auto* end : {&a_, &b_}) end->offload(on);
}

}  // namespace edge::sim
