#include "probe/registry/image_reference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/base/escape.hpp"
#include "common/base/host_name.hpp"
#include "common/base/usage_error.hpp"
#include "common/base/whole_number.hpp"
#include "common/world/address.hpp"

namespace edge::probe {
namespace {

constexpr std::string_view kDockerHub = "docker.io";
constexpr std::size_t kLongestName = 255, kLongestTag = 128, kShortestDigest = 32;

bool is_small(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_letter(char c) { return is_small(c) || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

[[noreturn]] void refuse(std::string_view image, std::string_view why) {
  throw UsageError(fmt::format("IMAGE: '{}' {}; write REGISTRY/NAME:TAG, such as "
                               "mcr.microsoft.com/azureiotedge-agent:1.5",
                               printable(image, 80), why));
}

/// Separators stand between small letters and digits: one of ". _ __", or any number of '-'.
bool is_component(std::string_view text) {
  if (text.empty() || !is_small(text.front()) || !is_small(text.back())) return false;
  std::string_view separator;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_small(text[i])) {
      separator = {};
      continue;
    }
    separator = text.substr(i - separator.size(), separator.size() + 1);
    const bool dashes = separator.find_first_not_of('-') == separator.npos;
    if (!dashes && separator != "." && separator != "_" && separator != "__") return false;
  }
  return true;
}

bool is_repository(std::string_view text) {
  while (true) {
    const auto slash = text.find('/');
    if (!is_component(text.substr(0, slash))) return false;
    if (slash == text.npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool is_tag(std::string_view text) {
  const auto stands_in_tag = [](char c) { return is_letter(c) || c == '.' || c == '-'; };
  return !text.empty() && text.size() <= kLongestTag && is_letter(text.front()) &&
         std::ranges::all_of(text, stands_in_tag);
}

/// What stands before the first '/' is a registry's if no repository is called so.
bool names_registry(std::string_view first) {
  const bool capital = std::ranges::any_of(first, [](char c) { return c >= 'A' && c <= 'Z'; });
  return first.find_first_of(".:[") != first.npos || first == "localhost" || capital;
}

void take_registry(ImageReference& image, std::string_view text, std::string_view whole) {
  const auto [host, port, bracketed] = split_host_and_port(text);
  if (!is_host_name(host) && !parse_address(std::string(host))) {
    refuse(whole, "names no host before its first '/'");
  }
  image.registry = registry_name(text);
  image.host = image.registry == kDockerHub ? "registry-1.docker.io" : std::string(host);
  if (!port) return;
  const auto number = whole_number<std::uint16_t>(*port);
  if (number.value_or(0) == 0) refuse(whole, "has a port that is none");
  image.port = *number;
}

}  // namespace

bool is_digest(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == text.npos || colon == 0 || text.size() > kLongestName) return false;
  const auto algorithm = text.substr(0, colon), digits = text.substr(colon + 1);
  return std::ranges::all_of(algorithm, is_small) && digits.size() >= kShortestDigest &&
         std::ranges::all_of(digits, is_hexadecimal);
}

std::string registry_name(std::string_view host) {
  constexpr std::string_view kNames[] = {"docker.io", "index.docker.io", "registry-1.docker.io",
                                         "registry.hub.docker.com"};
  return std::string(std::ranges::count(kNames, host) > 0 ? kDockerHub : host);
}

ImageReference parse_image(std::string_view text) {
  if (text.find("://") != text.npos) refuse(text, "has a scheme in it, which images have not");
  ImageReference image{.reference = "latest"};
  std::string_view rest = text;
  const auto slash = rest.find('/');
  const bool named = slash != rest.npos && names_registry(rest.substr(0, slash));
  take_registry(image, named ? rest.substr(0, slash) : kDockerHub, text);
  if (named) rest.remove_prefix(slash + 1);
  if (const auto at = rest.find('@'); at != rest.npos) {
    image.reference = rest.substr(at + 1);
    if (!is_digest(image.reference)) refuse(text, "has no digest behind its '@'");
    rest = rest.substr(0, at);
  }
  if (const auto colon = rest.rfind(':'); colon != rest.npos) {
    if (!is_tag(rest.substr(colon + 1))) refuse(text, "has no tag behind its last ':'");
    if (!is_digest(image.reference)) image.reference = rest.substr(colon + 1);
    rest = rest.substr(0, colon);
  }
  image.repository = rest;
  const bool official = image.registry == kDockerHub && rest.find('/') == rest.npos;
  if (official) image.repository = "library/" + image.repository;
  if (!is_repository(rest) || text.size() > kLongestName) {
    refuse(text, "has a name that no image has (small letters, digits and . _ - /)");
  }
  return image;
}

}  // namespace edge::probe
