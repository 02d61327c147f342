// DNS messages of any bytes, and resolver files of any text.
#include "common/dns/message.hpp"
#include "common/dns/resolv_conf.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge;
  fuzz::Input input(data, size);
  if (input.byte() % 2 == 0) {
    const auto bytes = input.take(size);
    const auto message = decode_message(bytes);
    decode_message(bytes, CLibrary::musl);
    if (!message) return 0;
    encode_answer(*message, message->rcode, message->addresses, kDnsDatagramSize);
    if (message->question) encode_query(message->id, message->question->name, kTypeA);
    return 0;
  }
  const std::string host_name = input.line();
  const std::string hosts = input.line();
  parse_literal_address(host_name);
  const std::string resolv_conf = input.text();
  parse_resolver_config(resolv_conf, hosts,
                        {host_name, hosts, resolv_conf, std::string_view(host_name)});
  musl::parse_resolver_config(resolv_conf, hosts);
  return 0;
}
