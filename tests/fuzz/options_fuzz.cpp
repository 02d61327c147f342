// Options of edgeprobe run: any text in any of them, one a line, is understood or refused in words.
#include "common/base/usage_error.hpp"
#include "probe/attempt/plan.hpp"
#include "probe/commands/run_options.hpp"
#include "tests/fuzz/fuzz_input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace edge::probe;
  std::string rest(reinterpret_cast<const char*>(data), size);
  const auto line = [&rest] {
    const auto end = std::min(rest.find('\n'), rest.size());
    std::string text = rest.substr(0, end);
    rest.erase(0, end + 1);
    return text;
  };
  RunTexts texts;
  for (std::string* text : {&texts.hub, &texts.connection_string, &texts.hold,
                            &texts.attempt_timeout, &texts.address, &texts.dns, &texts.proxy,
                            &texts.proxy_credentials, &texts.control}) {
    *text = line();
  }
  texts.ports = {line(), line()};
  texts.reports = {line()};
  const Environment environment{{"EdgeHubConnectionString", line()},
                                {"IOTEDGE_IOTHUBHOSTNAME", line()}};
  try {
    const auto read = [&](const std::string&) { return edge::Secret(line()); };
    const auto request = understand_run(texts, environment, read);
    make_plan(request.options, *find_profile("agent-2017"));
  } catch (const edge::UsageError&) {
  }
  return 0;
}
