#include "simulator/lab/tap_device.hpp"

#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "common/base/check.hpp"
#include "common/base/result.hpp"
#include "common/files/descriptor.hpp"

namespace edge::sim {
namespace {

using boost::asio::posix::stream_descriptor;

constexpr std::size_t kLargestFrame = 65536 + 64;  // the largest MTU, and room for any header
constexpr int kMostFramesAtOnce = 32;  // before timers and other devices get their turn
constexpr char kControl[] = "/dev/net/tun";

void require(bool done, const std::string& attempt) {
  if (!done) throw std::runtime_error("cannot " + attempt + ": " + std::strerror(errno));
}

/// The kernel takes the namespace that the thread is in when the control file is opened.
int open_device(const NetworkNamespace& where, const std::string& name, TapDevice::Kind kind) {
  const std::string what = "make the network device " + name;
  ifreq request{};
  errno = EINVAL;  // an empty name would let the kernel choose one
  require(!name.empty() && name.size() < sizeof request.ifr_name, what);
  name.copy(request.ifr_name, name.size());
  const int flags = kind == TapDevice::Kind::tap ? IFF_TAP | IFF_VNET_HDR : IFF_TUN;
  request.ifr_flags = static_cast<short>(flags | IFF_NO_PI);

  const Inside here(where);
  Descriptor device(::open(kControl, O_RDWR | O_NONBLOCK | O_CLOEXEC));
  require(device.get() >= 0, what + " (open " + kControl + ")");
  require(::ioctl(device.get(), TUNSETIFF, &request) == 0, what + " (TUNSETIFF)");
  require(::ioctl(device.get(), TUNSETPERSIST, 1) == 0, what + " (TUNSETPERSIST)");
  return device.release();
}

/// One for all devices, as a frame is taken before the next one is read: it costs time to fill.
Bytes& frame_buffer() {
  thread_local Bytes buffer(kLargestFrame);
  return buffer;
}

}  // namespace

struct TapDevice::State {
  State(boost::asio::any_io_executor executor, int device)
      : descriptor(std::move(executor), device) {}

  void wait(const std::shared_ptr<State>& self);
  void read_some();
  void close() {
    ErrorCode ignored;
    descriptor.close(ignored);
  }

  stream_descriptor descriptor;
  Take take;
};

/// Waits for readability only, so that no operation under way points into memory of ours; the
/// reactor then makes one call per wake-up, however many frames there are.
void TapDevice::State::wait(const std::shared_ptr<State>& self) {
  descriptor.async_wait(stream_descriptor::wait_read,
                        [weak = std::weak_ptr<State>(self)](const ErrorCode& error) {
                          const auto device = weak.lock();  // keeps it while `take` may end it
                          if (error || !device || !device->descriptor.is_open()) return;
                          device->read_some();
                          if (device->descriptor.is_open()) device->wait(device);
                        });
}

/// Whatever is left after kMostFramesAtOnce makes the next wait return at once.
void TapDevice::State::read_some() {
  Bytes& buffer = frame_buffer();
  for (int i = 0; i < kMostFramesAtOnce && descriptor.is_open(); ++i) {
    const ssize_t size = ::read(descriptor.native_handle(), buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno != EAGAIN) close();  // the device was deleted
    if (size <= 0) return;
    take({buffer.data(), static_cast<std::size_t>(size)});
  }
}

TapDevice::TapDevice(boost::asio::any_io_executor executor, const NetworkNamespace& where,
                     const std::string& name, Kind kind)
    : state_(std::make_shared<State>(std::move(executor), open_device(where, name, kind))) {}

TapDevice::~TapDevice() {
  if (state_) state_->close();
}

TapDevice::TapDevice(TapDevice&& other) noexcept = default;

void TapDevice::start(Take take) {
  CHECK(take && !state_->take);
  state_->take = std::move(take);
  state_->wait(state_);
}

void TapDevice::offload(bool on) {
  if (!state_->descriptor.is_open()) return;
  const unsigned long what = on ? TUN_F_CSUM | TUN_F_TSO4 | TUN_F_TSO6 : 0;
  // It fails for a device that was deleted only.
  [[maybe_unused]] const int failed =
      ::ioctl(state_->descriptor.native_handle(), TUNSETOFFLOAD, what);
}

void TapDevice::write(ByteView frame) {
  if (!state_->descriptor.is_open()) return;
  // EIO: the device is down; EAGAIN, ENOBUFS: it is full; EINVAL: not a frame.
  [[maybe_unused]] const ssize_t written =
      ::write(state_->descriptor.native_handle(), frame.data(), frame.size());
}

}  // namespace edge::sim
