// Built as C++17: see CMakeLists.txt.
#include "common/websocket/engine.hpp"

#include <openssl/rand.h>

#include <cstdint>
#include <cstdlib>
#include <utility>
#include <vector>
#include <websocketpp/client.hpp>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/core.hpp>
#include <websocketpp/config/core_client.hpp>
#include <websocketpp/logger/stub.hpp>
#include <websocketpp/server.hpp>

#include "common/base/host_name.hpp"

namespace edge {
namespace {

/// Masks and keys. Default-constructed inside the library, hence OpenSSL's generator instead of the
/// World's: a virtual world seeds that one.
struct OpenSslRandom {
  std::uint32_t operator()() const {
    std::uint32_t value = 0;
    if (RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) != 1) std::abort();
    return value;
  }
};

/// One thread, no logs, no I/O of its own.
template <class Base>
struct Config : Base {
  using type = Config;
  using concurrency_type = websocketpp::concurrency::none;
  using elog_type = websocketpp::log::stub;
  using alog_type = websocketpp::log::stub;
  using rng_type = OpenSslRandom;
  struct transport_config : Base::transport_config {
    using concurrency_type = typename Config::concurrency_type;
    using elog_type = typename Config::elog_type;
    using alog_type = typename Config::alog_type;
  };
  using transport_type = websocketpp::transport::iostream::endpoint<transport_config>;
  static const std::size_t max_message_size = WebSocketEngine::kMaxMessage;
};

using Client = websocketpp::client<Config<websocketpp::config::core_client>>;
using Server = websocketpp::server<Config<websocketpp::config::core>>;

/// A peer that pings without reading must not fill our memory with pongs. RFC 6455 section 5.5.3
/// lets us leave some out.
constexpr std::size_t kMaxQueuedForPongs = 64 * 1024;

template <class Endpoint>
class EngineOver final : public WebSocketEngine {
 public:
  using Connection = typename Endpoint::connection_ptr;

  EngineOver() {
    endpoint_.set_user_agent("");  // neither User-Agent nor Server: .NET sends none
    endpoint_.set_secure(true);    // so that port 443 is the default one, left out of Host
  }

  /// Before its end the connection owns itself through its pending read.
  ~EngineOver() override {
    connection_->set_open_handler(nullptr);
    connection_->set_fail_handler(nullptr);
    connection_->set_message_handler(nullptr);
    connection_->eof();
  }

  Endpoint& endpoint() { return endpoint_; }

  void adopt(Connection connection) {
    using websocketpp::connection_hdl;
    connection_ = std::move(connection);
    connection_->set_secure(true);
    connection_->set_max_message_size(kMaxMessage);
    connection_->set_write_handler([this](connection_hdl, const char* data, std::size_t size) {
      output_.append(data, size);
      return websocketpp::lib::error_code();
    });
    connection_->set_open_handler([this](connection_hdl) { opened_ = !failed_; });
    connection_->set_fail_handler([this](connection_hdl) { failed_ = true; });
    connection_->set_ping_handler([this](connection_hdl, const std::string&) {
      return output_.size() < kMaxQueuedForPongs;
    });
    connection_->set_message_handler(
        [this](connection_hdl, typename Endpoint::message_ptr message) { take(*message); });
  }

  void receive(std::string_view bytes) override {
    if (state() == State::handshaking || state() == State::open) {
      connection_->read_all(bytes.data(), bytes.size());
    }
  }

  bool send(std::string_view message) override {
    if (state() != State::open) return false;
    return !connection_->send(message.data(), message.size(), kind_);
  }

  void close() override {
    if (state() != State::open) return;
    closed_here_ = true;
    websocketpp::lib::error_code ignored;
    connection_->close(websocketpp::close::status::normal, "", ignored);
  }

  void send_text() { kind_ = websocketpp::frame::opcode::text; }

  std::string take_output() override { return std::exchange(output_, {}); }
  std::string take_content() override { return std::exchange(content_, {}); }

  State state() const override {
    if (failed_) return State::failed;
    if (!opened_) return State::handshaking;
    if (connection_->get_state() == websocketpp::session::state::open) return State::open;
    // 1006 stands for "no close frame came": then the library closes for an error of the peer.
    const bool closed_there =
        connection_->get_remote_close_code() != websocketpp::close::status::abnormal_close;
    return closed_here_ || closed_there ? State::closed : State::failed;
  }

  Failure failure() const override {
    if (state() != State::failed) return Failure::none;
    if (failed_) return Failure::handshake;
    const auto code = connection_->get_local_close_code();
    return code == websocketpp::close::status::message_too_big ? Failure::message_too_big
                                                               : Failure::protocol;
  }

 private:
  /// AMQP travels in binary messages only.
  void take(const typename Endpoint::message_ptr::element_type& message) {
    if (message.get_opcode() == websocketpp::frame::opcode::binary) {
      content_ += message.get_payload();
      return;
    }
    websocketpp::lib::error_code ignored;
    connection_->close(websocketpp::close::status::unsupported_data, "", ignored);
  }

  Endpoint endpoint_;
  Connection connection_;
  std::string output_;
  std::string content_;
  bool opened_ = false;
  bool failed_ = false;  // in the handshake
  bool closed_here_ = false;
  websocketpp::frame::opcode::value kind_ = websocketpp::frame::opcode::binary;  // of what is sent
};

}  // namespace

std::unique_ptr<WebSocketEngine> WebSocketEngine::client(const std::string& host,
                                                         const std::string& path,
                                                         const std::string& subprotocol) {
  auto engine = std::make_unique<EngineOver<Client>>();
  const auto uri =
      std::make_shared<websocketpp::uri>(true, url_host(host), std::uint16_t{443}, path);
  websocketpp::lib::error_code error;
  auto connection = engine->endpoint().get_connection(uri, error);
  if (error) throw websocketpp::exception("WebSocket client", error);
  connection->add_subprotocol(subprotocol);
  engine->adopt(connection);
  engine->endpoint().connect(connection);
  return engine;
}

std::unique_ptr<WebSocketEngine> WebSocketEngine::server(const std::string& subprotocol,
                                                         bool text) {
  auto engine = std::make_unique<EngineOver<Server>>();
  if (text) engine->send_text();
  Server::connection_ptr connection = engine->endpoint().get_connection();
  engine->adopt(connection);
  auto* accepting = connection.get();
  connection->set_validate_handler([accepting, subprotocol](websocketpp::connection_hdl) {
    websocketpp::lib::error_code unrequested;
    accepting->select_subprotocol(subprotocol, unrequested);
    return !unrequested;
  });
  connection->start();
  return engine;
}

}  // namespace edge
