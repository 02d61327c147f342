// HTTP heads: requests and answers, and what CONNECT makes of them.
#include "common/http/connect_messages.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge;
  fuzz::Input input(data, size);
  const auto kind = input.byte() % 2 == 0 ? HttpKind::request : HttpKind::response;
  const std::string bytes = input.text();
  first_line_of(bytes);
  const auto length = find_http_head(bytes, kind);
  if (!length || *length == 0) return 0;
  const auto head = std::string_view(bytes).substr(0, *length);
  if (kind == HttpKind::request) {
    if (const auto parsed = parse_http_request(head)) parsed->lists("connection", "upgrade");
    understand_connect_request(head);
  } else {
    ProxyDetail detail;
    understand_connect_answer(head, detail);
    if (const auto parsed = parse_http_response(head)) parsed->field("sec-websocket-protocol");
  }
  return 0;
}
