// DNS messages of any bytes, and resolver files of any text.
#include "common/dns/message.hpp"
#include "common/dns/resolv_conf.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge;
  fuzz::Input input(data, size);
  if (input.byte() % 2 == 0) {
    const auto message = decode_message(input.take(size));
    if (!message) return 0;
    encode_answer(*message, message->rcode, message->addresses, kDnsDatagramSize);
    if (message->question) encode_query(message->id, message->question->name, kTypeA);
    return 0;
  }
  const std::string host_name = input.line();
  const std::string hosts = input.line();
  parse_literal_address(host_name);
  parse_resolver_config(input.text(), hosts, host_name);
  return 0;
}
