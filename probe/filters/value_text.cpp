#include "probe/filters/value_text.hpp"

#include <fmt/format.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>

#include <algorithm>
#include <bit>

#include "common/base/escape.hpp"
#include "common/world/real/netlink_attributes.hpp"

namespace edge::probe {
namespace {

struct KeyText {
  std::int64_t key;
  const char* words;
  ValueKind kind;
};

constexpr KeyText kMetaTexts[] = {
    {NFT_META_IIFNAME, "iifname", ValueKind::name},  {NFT_META_OIFNAME, "oifname", ValueKind::name},
    {NFT_META_IIF, "iif", ValueKind::number},        {NFT_META_OIF, "oif", ValueKind::number},
    {NFT_META_MARK, "meta mark", ValueKind::mark},
    {NFT_META_L4PROTO, "l4proto", ValueKind::protocol},
    {NFT_META_NFPROTO, "nfproto", ValueKind::family},
    {NFT_META_PROTOCOL, "protocol", ValueKind::family},
    {NFT_META_IIFKIND, "meta iifkind", ValueKind::name},
    {NFT_META_OIFKIND, "meta oifkind", ValueKind::name},
    {NFT_META_SKUID, "meta skuid", ValueKind::number},
    {NFT_META_PKTTYPE, "meta pkttype", ValueKind::other},
    {NFT_META_CGROUP, "meta cgroup", ValueKind::number},
};

constexpr KeyText kCtTexts[] = {
    {NFT_CT_STATE, "ct state", ValueKind::state},   {NFT_CT_MARK, "ct mark", ValueKind::mark},
    {NFT_CT_STATUS, "ct status", ValueKind::other},
    {NFT_CT_DIRECTION, "ct direction", ValueKind::other},
};

template <std::size_t N>
LoadText text_in(const KeyText (&rows)[N], const FilterExpression& one, const char* family) {
  const auto row = std::ranges::find(rows, one.key, &KeyText::key);
  if (row != std::end(rows)) return {row->words, row->kind};
  return {fmt::format("{} key {}", family, one.key), ValueKind::other};
}

LoadText payload_text(const FilterExpression& one) {
  if (one.key == NFT_PAYLOAD_NETWORK_HEADER) {
    if (one.offset == 12 && one.length <= 4) return {"ip saddr", ValueKind::address};
    if (one.offset == 16 && one.length <= 4) return {"ip daddr", ValueKind::address};
    if (one.offset == 9 && one.length == 1) return {"ip protocol", ValueKind::protocol};
    // One byte from there on is IPv4's TTL.
    if (one.offset == 8 && one.length > 1) return {"ip6 saddr", ValueKind::address6};
    if (one.offset == 24) return {"ip6 daddr", ValueKind::address6};
    if (one.offset == 6 && one.length == 1) return {"ip6 nexthdr", ValueKind::protocol};
  }
  if (one.key == NFT_PAYLOAD_TRANSPORT_HEADER) {
    if (one.offset == 0 && one.length == 2) return {"sport", ValueKind::port};
    if (one.offset == 2 && one.length == 2) return {"dport", ValueKind::port};
    if (one.offset == 13 && one.length == 1) return {"tcp flags", ValueKind::other};
  }
  return {fmt::format("@{},{},{}", one.key, one.offset * 8, one.length * 8), ValueKind::other};
}

LoadText fib_text(const FilterExpression& one) {
  const char* of = (one.flags & NFTA_FIB_F_SADDR) != 0 ? "saddr" : "daddr";
  if (one.key == NFT_FIB_RESULT_ADDRTYPE) return {fmt::format("fib {} type", of), ValueKind::type};
  return {fmt::format("fib {} oif", of), ValueKind::number};
}

std::string hexadecimal(const std::string& bytes) {
  std::string text = "0x";
  for (const char byte : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return text;
}

std::string states_words(std::uint32_t bits) {
  constexpr std::pair<std::uint32_t, const char*> kWords[] = {
      {1, "invalid"}, {2, "established"}, {4, "related"}, {8, "new"}, {64, "untracked"}};
  std::string text;
  for (const auto& [bit, word] : kWords) {
    if ((bits & bit) != 0) text += (text.empty() ? "" : ",") + std::string(word);
  }
  return text.empty() ? fmt::format("{:#x}", bits) : text;
}

std::string protocol_text(const std::string& bytes) {
  const int protocol = bytes.empty() ? 0 : static_cast<unsigned char>(bytes[0]);
  if (protocol == IPPROTO_TCP) return "tcp";
  if (protocol == IPPROTO_UDP) return "udp";
  if (protocol == IPPROTO_ICMPV6) return "ipv6-icmp";
  return protocol == IPPROTO_ICMP ? "icmp" : fmt::format("l4proto {}", protocol);
}

/// Names that end without a zero byte go on as they like.
std::string name_words(const std::string& bytes) {
  const bool begins = bytes.find('\0') == bytes.npos && bytes.size() < 16;
  return fmt::format("\"{}{}\"", printable(text_of(bytes), 64), begins ? "*" : "");
}

}  // namespace

LoadText load_text(const FilterExpression& one) {
  switch (one.op) {
    case FilterOp::meta:
    case FilterOp::set_meta: return text_in(kMetaTexts, one, "meta");
    case FilterOp::ct:
    case FilterOp::set_ct: return text_in(kCtTexts, one, "ct");
    case FilterOp::payload: return payload_text(one);
    default: return fib_text(one);
  }
}

std::string value_text(ValueKind kind, const std::string& bytes) {
  if (kind == ValueKind::name) return name_words(bytes);
  if (kind == ValueKind::protocol) return protocol_text(bytes);
  if (kind == ValueKind::port && bytes.size() == 2) {
    return std::to_string(static_cast<unsigned char>(bytes[0]) * 256 +
                          static_cast<unsigned char>(bytes[1]));
  }
  const std::size_t size = kind == ValueKind::address ? 4 : kind == ValueKind::address6 ? 16 : 0;
  if (!bytes.empty() && bytes.size() <= size) {
    std::string whole = bytes;
    whole.resize(size);
    const auto text = any_address_of(whole)->to_string();
    return bytes.size() == size ? text : fmt::format("{}/{}", text, bytes.size() * 8);
  }
  if (bytes.size() != 4) return hexadecimal(bytes);
  const auto number = number_of(bytes);
  if (kind == ValueKind::state) return states_words(number);
  if (kind == ValueKind::number) return std::to_string(number);
  if (kind == ValueKind::mark) return fmt::format("{:#x}", number);
  if (kind == ValueKind::type && number == RTN_LOCAL) return "local";
  return hexadecimal(bytes);
}

std::string verdict_text(const FilterExpression& one) {
  switch (one.key) {
    case NF_ACCEPT: return "accept";
    case NF_DROP: return "drop";
    case NFT_RETURN: return "return";
    case NFT_JUMP: return "jump " + printable(one.target, 64);
    case NFT_GOTO: return "goto " + printable(one.target, 64);
    case NFT_CONTINUE: return "continue";
    default: return "queue";
  }
}

const char* compare_word(std::int64_t how) {
  switch (how) {
    case NFT_CMP_NEQ: return "!= ";
    case NFT_CMP_LT: return "< ";
    case NFT_CMP_LTE: return "<= ";
    case NFT_CMP_GT: return "> ";
    case NFT_CMP_GTE: return ">= ";
    default: return "";
  }
}

int one_bits(const std::string& mask) {
  int count = 0;
  for (const char byte : mask) count += std::popcount(static_cast<unsigned char>(byte));
  return count;
}

}  // namespace edge::probe
