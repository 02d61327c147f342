// Everything the programs touch outside themselves. Two implementations: real/ (the kernel) and
// virtual/ (a computed network and a clock that jumps). Abstract so that the shipped probe runs,
// unchanged, inside a simulation. One thread, one io_context, no globals.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/world/endpoint.hpp"
#include "common/world/stream.hpp"
#include "common/world/time.hpp"

namespace edge {

/// An ICMP or ICMPv6 error as the kernel's error queue gives it (ip(7), IP_RECVERR).
struct IcmpError {
  std::uint8_t type = 0;
  std::uint8_t code = 0;
  IpAddress sender;  // the offender: who refused, or whose TTL ran out

  bool operator==(const IcmpError&) const = default;
};

struct DialOptions {
  std::optional<Instant> deadline;   // then errc::timed_out; the kernel's own limit if absent
  std::optional<int> ttl;            // IP TTL / hop limit of every packet; the system's if absent
  std::optional<int> max_segment;    // TCP_MAXSEG in bytes; the interface's if absent
  std::optional<IpAddress> source;   // local address; chosen by routing if absent
};

/// What one connect() gave. `stream` is set exactly when `error` is clear.
struct DialResult {
  ErrorCode error;
  std::unique_ptr<Stream> stream;
  std::optional<Endpoint> local;  // absent if no packet could be sent
  std::optional<IcmpError> icmp;  // present if an ICMP error ended the attempt
  TcpInfo tcp;
};

struct DatagramOptions {
  std::optional<Endpoint> bind;
  std::optional<Endpoint> connect;
  /// Fail with connection_refused and the like when an ICMP error arrives; a connected one always
  /// does.
  bool hears_icmp = false;
};

/// An ICMP error about a datagram that was sent to `to`.
struct Refusal {
  IcmpError icmp;
  Endpoint to;
};

struct Datagram {
  Bytes data;
  Endpoint from;
};

class DatagramSocket {
 public:
  virtual ~DatagramSocket() = default;
  /// Errors are those sendto() gives at once: no route, operation_not_permitted (a local filter).
  virtual Awaitable<Result<void>> send_to(ByteView data, Endpoint to) = 0;
  virtual Awaitable<Result<Datagram>> receive() = 0;
  /// What the last failure came from, if it was an ICMP error. A send that fails so has sent
  /// nothing: the error is about one before.
  virtual std::optional<Refusal> refusal() const = 0;
  virtual Endpoint local() const = 0;
};

struct Accepted {
  std::unique_ptr<Stream> stream;
  Endpoint peer;
};

class Listener {
 public:
  virtual ~Listener() = default;
  virtual Awaitable<Result<Accepted>> accept() = 0;
  virtual Endpoint local() const = 0;
};

struct HostsEntry {
  IpAddress address;
  std::vector<std::string> names;
  bool operator==(const HostsEntry&) const = default;
};

/// Whose getaddrinfo() a program calls: each has its own rules for the two files below, and for
/// names (common/dns).
enum class CLibrary { glibc, musl };
std::string_view name_of(CLibrary library);  // "glibc", "musl"

/// What getaddrinfo() of the C library that this program runs with gave for one name.
struct LibraryAnswer {
  std::string error;                 // "EAI_NONAME", "EAI_AGAIN", ...; empty: there are addresses
  std::vector<IpAddress> addresses;  // in its order
};

/// A service of nsswitch.conf(5), such as "files" or "dns".
struct NameSource {
  std::string name;
  bool ends_at_unknown_name = false;  // [NOTFOUND=return]: what stands behind it is not asked then
  bool operator==(const NameSource&) const = default;
};
std::vector<NameSource> usual_name_sources();  // files, then dns

/// What resolv.conf(5) and hosts(5) say, with the C library's defaults where they are silent.
struct ResolverConfig {
  std::vector<HostsEntry> hosts;
  std::vector<Endpoint> servers;  // at most 3 are used, in both libraries
  std::vector<std::string> search;
  int ndots = 1;
  Duration timeout = std::chrono::seconds{5};
  int attempts = 2;
  bool rotate = false;
  bool use_vc = false;            // TCP from the first query on; glibc only
  bool edns0 = false;             // an OPT record in each query (RFC 6891); glibc only
  std::vector<std::string> unusable{};  // sentences on name servers that the library passes over
  std::optional<std::vector<NameSource>> sources{};  // glibc only; absent: the usual ones
  bool operator==(const ResolverConfig&) const = default;
};

struct InterfaceFact {
  std::string name;
  std::vector<std::string> addresses;  // "172.18.0.2/16"
  int mtu = 0;
  bool up = false;
  bool tunnel = false;  // point to point: a VPN's, mostly
  std::string kind;     // of a virtual one, in the kernel's words: "veth", "macvlan"
};

struct RouteFact {
  std::string destination;  // "0.0.0.0/0"
  std::optional<IpAddress> gateway;
  std::string interface;
  int metric = 0;
};

/// What a process may read of its own network without privilege.
struct HostFacts {
  std::string host_name;
  std::string kernel;     // uname -r
  std::string container;  // "docker", "podman", ... or empty outside
  std::vector<InterfaceFact> interfaces;
  std::vector<RouteFact> routes;  // main table only
};

class World {
 public:
  virtual ~World() = default;

  virtual Instant now() const = 0;
  virtual WallTime wall() const = 0;
  virtual Awaitable<void> sleep_until(Instant when) = 0;
  /// As sleep_until(), but returns when it is cancelled, as nearly every limit is; a throw for each
  /// would cost more than what it limits.
  virtual Awaitable<void> limit(Instant when) { return sleep_until(when); }

  virtual Awaitable<DialResult> dial(Endpoint peer, DialOptions options) = 0;
  virtual Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) = 0;
  virtual Result<std::unique_ptr<Listener>> listen(const Endpoint& local) = 0;

  /// Unpredictable in the real world, seeded in a virtual one.
  virtual void random(MutableByteView out) = 0;

  virtual HostFacts host_facts() = 0;
  /// As a program of that C library reads the two files.
  virtual ResolverConfig resolver_config(CLibrary library) = 0;

  /// Whose getaddrinfo() ask_own_library() calls; none where names are only computed.
  virtual std::optional<CLibrary> own_library() const { return std::nullopt; }
  /// Its answer for any address family, in whatever way this machine is set up: nsswitch.conf(5),
  /// gai.conf(5), RES_OPTIONS and LOCALDOMAIN, nscd. It takes as long as it takes; cancelling ends
  /// it. Fails where no child process can be started; operation_not_supported without a library.
  virtual Awaitable<Result<LibraryAnswer>> ask_own_library(std::string name);
};

}  // namespace edge
