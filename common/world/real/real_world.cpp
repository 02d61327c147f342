#include "common/world/real/real_world.hpp"

#include <net/if.h>
#include <sys/random.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <chrono>
#include <set>
#include <system_error>

#include "common/dns/resolv_conf.hpp"
#include "common/files/file_error.hpp"
#include "common/files/named_file.hpp"
#include "common/world/real/environment.hpp"
#include "common/world/real/host_facts.hpp"
#include "common/world/real/network_namespace.hpp"
#include "common/world/real/own_library.hpp"
#include "common/world/real/tcp.hpp"
#include "common/world/real/udp.hpp"

namespace edge {
namespace {

/// Lists of hosts that block advertisements have megabytes.
constexpr const char* kResolvConf = "/etc/resolv.conf";
constexpr ReadLimits kConfigLimits{16 << 20, std::chrono::milliseconds{1000}, true};

class RealWorld final : public World {
 public:
  RealWorld(boost::asio::io_context& context, RealWorldOptions options)
      : executor_(context.get_executor()), options_(std::move(options)),
        library_(executor_, options_.where) {}

  Instant now() const override {
    return Instant{std::chrono::steady_clock::now().time_since_epoch()};
  }

  WallTime wall() const override {
    return real_wall_time() + options_.clock_offset;
  }

  Awaitable<void> sleep_until(Instant when) override {
    const std::chrono::steady_clock::time_point expiry{when.time_since_epoch()};
    boost::asio::steady_timer timer(executor_, expiry);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }

  Awaitable<void> limit(Instant when) override {
    const std::chrono::steady_clock::time_point expiry{when.time_since_epoch()};
    boost::asio::steady_timer timer(executor_, expiry);
    co_await timer.async_wait(boost::asio::as_tuple(boost::asio::use_awaitable));
  }

  Awaitable<DialResult> dial(Endpoint peer, DialOptions options) override {
    return dial_tcp(*this, executor_, options_.where, std::move(peer), std::move(options));
  }

  Result<std::unique_ptr<DatagramSocket>> datagram(const DatagramOptions& options) override {
    const MaybeInside here(options_.where);
    return open_udp(executor_, options);
  }

  Result<std::unique_ptr<Listener>> listen(const Endpoint& local) override {
    const MaybeInside here(options_.where);
    return listen_tcp(executor_, local);
  }

  void random(MutableByteView out) override {
    while (!out.empty()) {
      const ssize_t filled = ::getrandom(out.data(), out.size(), 0);
      if (filled >= 0) {
        out = out.subspan(static_cast<std::size_t>(filled));
      } else if (errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
      }
    }
  }

  HostFacts host_facts() override {
    HostFacts facts = read_host_facts();
    if (options_.elsewhere) {
      facts.host_name = options_.elsewhere->host_name;
      facts.container = options_.elsewhere->container;
    }
    return facts;
  }

  ResolverConfig resolver_config(CLibrary library) override {
    if (options_.resolver) return *options_.resolver;
    const Elsewhere files = options_.elsewhere ? *options_.elsewhere : own_files(library);
    const std::string resolv_conf =
        with_interface_numbers(files.resolv_conf, [this](const std::string& name) {
          const MaybeInside here(options_.where);
          return ::if_nametoindex(name.c_str());
        });
    ResolverConfig config = parsed(library, resolv_conf, files);
    const bool own = !options_.elsewhere;
    if (own && unreadable_.contains(kResolvConf)) {
      config.unusable.push_back(std::string(kResolvConf) + ", which cannot be read: the server is "
                                "127.0.0.1 then");
    } else if (own && files.resolv_conf.empty()) {
      config.unusable.push_back(std::string(kResolvConf) + ", which is empty, missing, or a link "
                                "to nothing: the server is 127.0.0.1 then");
    }
    return config;
  }

  static ResolverConfig parsed(CLibrary library, const std::string& resolv_conf,
                               const Elsewhere& files) {
    if (library == CLibrary::musl) return musl::parse_resolver_config(resolv_conf, files.hosts);
    ResolverSurroundings around{.host_name = files.host_name, .nsswitch = files.nsswitch,
                                .res_options = files.res_options};
    if (files.local_domain) around.local_domain = *files.local_domain;
    return parse_resolver_config(resolv_conf, files.hosts, around);
  }

  std::optional<CLibrary> own_library() const override {
    if (options_.resolver || options_.elsewhere) return std::nullopt;  // it would read others
    return library_of_this_program();
  }

  Awaitable<Result<LibraryAnswer>> ask_own_library(std::string name) override {
    return library_.ask(std::move(name));
  }

 private:
  Elsewhere own_files(CLibrary library) {
    const auto variables = environment_variables();
    const auto options = variables.find("RES_OPTIONS"), domain = variables.find("LOCALDOMAIN");
    Elsewhere own{.resolv_conf = config_file(kResolvConf),
                  .hosts = config_file("/etc/hosts"),
                  .host_name = read_host_name()};
    if (library == CLibrary::glibc) own.nsswitch = config_file("/etc/nsswitch.conf");
    if (options != variables.end()) own.res_options = options->second;
    if (domain != variables.end()) own.local_domain = domain->second;
    return own;
  }

  /// A file that is missing or cannot be read is as an empty one, as for the C libraries: a scratch
  /// image has none. One that made this wait is not tried again.
  std::string config_file(const std::string& path) {
    if (unreadable_.contains(path)) return {};
    try {
      std::string text = read_file_if_present(path, kConfigLimits);
      if (text.size() < kConfigLimits.bytes) return text;
      tell(path + fmt::format(": only its first {} bytes are read", kConfigLimits.bytes));
      text.resize(text.rfind('\n') + 1);
      return text;
    } catch (const FileError& error) {
      unreadable_.insert(path);
      tell(error.what() + std::string("; it is taken as empty"));
      return {};
    }
  }

  void tell(const std::string& warning) {
    if (options_.warn && told_.insert(warning).second) options_.warn(warning);
  }

  boost::asio::any_io_executor executor_;
  RealWorldOptions options_;
  OwnLibrary library_;
  std::set<std::string> unreadable_, told_;
};

}  // namespace

std::unique_ptr<World> make_real_world(boost::asio::io_context& context,
                                       RealWorldOptions options) {
  return std::make_unique<RealWorld>(context, std::move(options));
}

WallTime real_wall_time() { return std::chrono::system_clock::now(); }

}  // namespace edge
