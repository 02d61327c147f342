#include "common/amqp/frame_trace.hpp"

#include <fmt/format.h>

#include "common/base/escape.hpp"
#include "common/iothub/sas_token.hpp"

namespace edge {
namespace {

constexpr std::string_view kPrefix = "FRAME: ";
constexpr std::string_view kTransfer = "@transfer(";
constexpr std::size_t kMaxLine = 1024;

/// A transfer's line ends in `] (SIZE) PAYLOAD`; its fields before that are not secret. A line of
/// another form loses everything from the first bracket on.
std::string without_payload(std::string_view line) {
  if (line.find(kTransfer) == std::string_view::npos) return std::string(line);
  const auto size = line.find("] (");
  if (size == std::string_view::npos && line.ends_with(']')) return std::string(line);
  const auto end = size == std::string_view::npos ? size : line.find(')', size);
  if (end == std::string_view::npos) return std::string(line.substr(0, line.find('[')));
  return std::string(line.substr(0, end)) + " bytes)";
}

/// Proton's names carry the descriptor's code: "@open(16) " is "open " to a reader.
std::string shorter_name(std::string_view line) {
  const auto at = line.find('@');
  const auto code = at == std::string_view::npos ? at : line.find('(', at);
  const auto end = code == std::string_view::npos ? code : line.find(')', code);
  if (end == std::string_view::npos) return std::string(line);
  return fmt::format("{}{}{}", line.substr(0, at), line.substr(at + 1, code - at - 1),
                     line.substr(end + 1));
}

}  // namespace

std::optional<std::string> frame_line(std::string_view proton_line) {
  // "EOS" is how Proton notes the end of its output.
  if (!proton_line.starts_with(kPrefix) || proton_line.ends_with("EOS")) return std::nullopt;
  proton_line.remove_prefix(kPrefix.size());
  return printable(without_signatures(shorter_name(without_payload(proton_line))), kMaxLine);
}

}  // namespace edge
