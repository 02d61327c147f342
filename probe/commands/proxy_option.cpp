#include "probe/commands/proxy_option.hpp"

#include <algorithm>

#include "common/base/usage_error.hpp"
#include "probe/identity/credentials.hpp"

namespace edge::probe {
namespace {

std::vector<Secret> lines_of(std::string_view text) {
  std::vector<Secret> lines;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of("\r\n"), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

void add_from_file(NamedProxies& named, const std::string& text, const ReadSource& read) {
  const Secret file = secret_in_file("--proxy", text, read);
  const auto urls = lines_of(file.reveal());
  if (urls.empty()) {
    throw UsageError("--proxy: the file has no line http://[user:password@]host:port");
  }
  for (const Secret& url : urls) {
    named.proxies.push_back(parse_proxy(url.reveal()));
    named.urls.push_back(url);
  }
  named.inputs.push_back(text.substr(1));
}

void add_from_arguments(NamedProxies& named, const std::string& text) {
  named.proxies.push_back(parse_proxy(text));
  named.urls.emplace_back(text);
  if (named.proxies.back().password.empty()) return;
  named.secrets.emplace_back(text);
  named.warnings = {kPasswordSeen};
}

}  // namespace

NamedProxies named_proxies(const std::vector<std::string>& texts, const std::string& credentials,
                           const ReadSource& read) {
  NamedProxies named;
  for (const auto& text : texts) {
    if (text.starts_with('@')) add_from_file(named, text, read);
    else add_from_arguments(named, text);
  }
  if (credentials.empty()) return named;
  if (texts.empty()) throw UsageError("--proxy-credentials: needs --proxy");
  const Secret file = secret_in_file("--proxy-credentials", credentials, read);
  for (ProxyOptions& proxy : named.proxies) use_proxy_credentials(proxy, file.reveal());
  named.inputs.push_back(credentials.substr(1));
  return named;
}

NamedProxies named_proxy(const std::string& text, const std::string& credentials,
                         const ReadSource& read) {
  auto named = named_proxies({text}, credentials, read);
  if (named.proxies.size() > 1) throw UsageError("--proxy: the file names more than one");
  return named;
}

std::string proxies_for_input(const std::vector<Secret>& urls) {
  std::string lines;
  for (const Secret& url : urls) (lines += url.reveal()) += '\n';
  return lines;
}

}  // namespace edge::probe
