#include "simulator/hub/transport.hpp"

#include <array>

#include "common/http/prefixed_stream.hpp"
#include "common/websocket/websocket.hpp"
#include "simulator/services/silence.hpp"
#include "simulator/topology/hub_service.hpp"

namespace edge::sim {
namespace {

constexpr std::string_view kPlainHttp =
    "HTTP/1.1 400 Bad Request\r\nServer: edgesim\r\nContent-Type: text/plain\r\n"
    "Content-Length: 36\r\nConnection: close\r\n\r\nThis port does not speak TLS to you.\n";

Awaitable<void> answer_in_plain_http(std::unique_ptr<Stream> stream) {
  std::array<std::uint8_t, 4096> client_hello;
  if (!co_await stream->read_some(client_hello)) co_return;
  co_await stream->write(as_bytes(kPlainHttp));
  co_await stream->close();
}

/// Of level fatal, as it stands before any key is agreed on (RFC 8446 sections 5.1 and 6).
Awaitable<void> answer_with_alert(std::unique_ptr<Stream> stream, int number) {
  std::array<std::uint8_t, 4096> client_hello;
  if (!co_await stream->read_some(client_hello)) co_return;
  const std::array<std::uint8_t, 7> record{21, 3, 3, 0, 2, 2,
                                           static_cast<std::uint8_t>(number)};
  co_await stream->write(record);
  co_await stream->close();
}

/// A connection that goes while received bytes are unread is reset (RFC 9293, section 3.10.4;
/// RFC 2525, section 2.17): one byte is taken to know that the ClientHello is there.
Awaitable<void> reset(std::unique_ptr<Stream> stream) {
  std::array<std::uint8_t, 1> first;
  co_await stream->read_some(first);
}

WebSocketServerOptions websocket_options(const HubService& service, const char* subprotocol) {
  WebSocketServerOptions options;
  // The C#, Node and Java SDKs use the first, Microsoft's C stack the second.
  options.paths = {"/$iothub/websocket", "/$iothub/websocket/", "/$servicebus/websocket",
                   "/$servicebus/websocket/"};
  options.subprotocol = subprotocol;
  options.status = service.websocket.status;
  options.send_subprotocol = service.websocket.subprotocol;
  options.wrong_accept = service.websocket.form == WebSocketForm::wrong_accept;
  options.text_messages = service.websocket.form == WebSocketForm::text_messages;
  return options;
}

Awaitable<std::unique_ptr<Stream>> serve_websocket(World& world,
                                                   std::shared_ptr<HubBehaviour> behaviour,
                                                   std::unique_ptr<Stream> secured,
                                                   const char* subprotocol) {
  const WebSocketForm form = behaviour->service->websocket.form;
  if (form == WebSocketForm::silent) co_await stay_silent(std::move(secured));
  if (form == WebSocketForm::hangs_up) co_await secured->close();
  if (form == WebSocketForm::silent || form == WebSocketForm::hangs_up) co_return nullptr;
  auto options = websocket_options(*behaviour->service, subprotocol);
  auto upgraded = co_await websocket_accept(world, std::move(secured), std::move(options));
  if (!upgraded) co_return nullptr;
  if (form == WebSocketForm::silent_after_it) {
    co_await stay_silent(std::move(*upgraded));
    co_return nullptr;
  }
  if (form == WebSocketForm::ends_after_it) {
    co_await (*upgraded)->close();
    co_return nullptr;
  }
  co_return std::move(*upgraded);
}

Awaitable<std::unique_ptr<Stream>> serve_tls(World& world, std::shared_ptr<HubBehaviour> behaviour,
                                             std::unique_ptr<Stream> below,
                                             const char* subprotocol,
                                             MaybeCertificate& certificate) {
  TlsDetail tls;
  auto secured = co_await behaviour->tls().handshake(world, std::move(below), tls,
                                                     certificate);
  if (!secured) co_return nullptr;
  if (!subprotocol) co_return std::move(*secured);
  co_return co_await serve_websocket(world, behaviour, std::move(*secured), subprotocol);
}

/// Reads until `data` is full; false at the stream's end.
Awaitable<bool> fill(Stream& stream, MutableByteView data) {
  while (!data.empty()) {
    const auto count = co_await stream.read_some(data);
    if (!count) co_return false;
    data = data.subspan(*count);
  }
  co_return true;
}

/// The first TLS record (RFC 8446 section 5.1) but for its last byte, so that what ends the
/// connection then resets it; empty if none came.
Awaitable<Bytes> begin_of_client_hello(Stream& stream) {
  constexpr std::size_t kHeader = 5;
  Bytes record(kHeader);
  if (!co_await fill(stream, record)) co_return Bytes{};
  const std::size_t length = record[3] * 256u + record[4];
  if (length < 2) co_return Bytes{};
  record.resize(kHeader + length - 1);
  const bool whole = co_await fill(stream, MutableByteView(record).subspan(kHeader));
  co_return whole ? record : Bytes{};
}

/// As a filter on the way looks for a name: as bytes, anywhere in the ClientHello.
Awaitable<std::unique_ptr<Stream>> serve_unless_named(World& world,
                                                      std::shared_ptr<HubBehaviour> behaviour,
                                                      std::unique_ptr<Stream> below,
                                                      const char* subprotocol,
                                                      MaybeCertificate& certificate) {
  const Bytes hello = co_await begin_of_client_hello(*below);
  const std::string_view begin(reinterpret_cast<const char*>(hello.data()), hello.size());
  const bool named = begin.find(behaviour->service->host_name) != begin.npos;
  if (named && behaviour->service->tls == TlsBehaviour::silent_to_own_name) {
    co_await stay_silent(std::move(below));
  }
  if (named || hello.empty()) co_return nullptr;
  co_return co_await serve_tls(world, behaviour, with_prefix(begin, std::move(below)), subprotocol,
                               certificate);
}

}  // namespace

Awaitable<std::unique_ptr<Stream>> open_transport(World& world,
                                                  std::shared_ptr<HubBehaviour> behaviour,
                                                  std::unique_ptr<Stream> below,
                                                  const char* subprotocol,
                                                  MaybeCertificate& certificate) {
  switch (behaviour->service->tls) {
    case TlsBehaviour::serve:
    case TlsBehaviour::demand_certificate:
      co_return co_await serve_tls(world, behaviour, std::move(below), subprotocol, certificate);
    case TlsBehaviour::silent_to_own_name:
    case TlsBehaviour::reset_for_own_name:
      co_return co_await serve_unless_named(world, behaviour, std::move(below), subprotocol,
                                            certificate);
    case TlsBehaviour::silent_after_client_hello: co_await stay_silent(std::move(below)); break;
    case TlsBehaviour::plain_http: co_await answer_in_plain_http(std::move(below)); break;
    case TlsBehaviour::reset_after_client_hello: co_await reset(std::move(below)); break;
    case TlsBehaviour::alert:
      co_await answer_with_alert(std::move(below), behaviour->service->tls_alert);
      break;
  }
  co_return nullptr;
}

}  // namespace edge::sim
