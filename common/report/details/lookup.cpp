#include "common/report/details/lookup.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/report/details/words.hpp"

namespace edge {
namespace {

std::string answer_text(const std::vector<IpAddress>& addresses, const ErrorFact& error) {
  if (addresses.empty()) return error.text;
  std::vector<std::string> texts;
  for (const IpAddress& address : addresses) texts.push_back(address.to_string());
  return abridged(std::move(texts), ", ");
}

}  // namespace

bool differ(const LookupDetail& detail) {
  const auto& queried = detail.query_addresses;
  if (detail.addresses.empty() != queried.empty()) return true;
  return !queried.empty() && std::ranges::none_of(detail.addresses, [&](const auto& address) {
    return std::ranges::find(queried, address) != queried.end();
  });
}

std::string words_on(const LookupDetail& detail) {
  const std::string whose = detail.decides ? "the agent's library" : "not the agent's library";
  std::string text = fmt::format("this machine's {} ({}): {} is {}", detail.library, whose,
                                 detail.name, answer_text(detail.addresses, detail.error));
  if (!differ(detail)) return text;
  return text + fmt::format("; by the probe's own queries {}",
                            answer_text(detail.query_addresses, detail.query_error));
}

}  // namespace edge
