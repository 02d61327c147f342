// Packet filters as plain data: tables of nf_tables (nft, iptables-nft, firewalld) and of the
// legacy iptables, in one shape. Names and texts are the kernel's bytes: they are shown escaped.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace edge::probe {

enum class FilterOp {
  unreadable,  // what it asks or does is not known here: `name` says what it is
  meta,        // loads meta `key` into register `to`
  set_meta,
  ct,          // loads `key` of the connection
  set_ct,
  payload,     // loads `length` bytes from `offset` of header `key` (NFT_PAYLOAD_*)
  set_payload,
  fib,         // loads the result `key` of a look-up by `flags`
  immediate,   // `a` into register `to`
  compare,     // register `from` with `a`, by `key` (NFT_CMP_*)
  range,       // register `from` is (`key` 0) or is not (1) from `a` to `b`
  bitwise,     // (`from` & `a`) ^ `b` into `to`
  swap,        // numbers of `length` bytes, turned round
  lookup,      // register `from` in set `target`; `flags` 1: not in it
  verdict,     // `key`; `target` is the chain of a jump
  neutral,     // counts, logs: what the packet meets stays as it is
  translate,   // masquerade, source or destination address: `key` is a Translation
  untrack,     // keeps the packet out of the connection table
  reject,
  queue,       // a program decides
  match,       // of x_tables, called `name`; `a` is its data
  addresses,   // the addresses, interfaces and protocol of a rule of the legacy iptables: `a`
};

enum class Translation { none, masquerade, source, destination, redirect };

/// One step of a rule. What an operation does not use stays empty.
struct FilterExpression {
  FilterOp op = FilterOp::unreadable;
  std::string name;  // the kernel's
  std::uint32_t from = 0, to = 0;  // registers, in bytes from the first
  std::int64_t key = 0;
  std::uint32_t offset = 0, length = 0, flags = 0, revision = 0;
  std::string a, b, target;
};

struct FilterRule {
  std::uint64_t handle = 0;   // by which nft(8) deletes it; 0: of the legacy iptables
  std::uint32_t number = 0;   // its place in the chain, from 1
  std::string comment;
  std::vector<FilterExpression> expressions;
};

enum class ChainKind { filter, nat, route };

/// Where packets enter a chain.
struct BaseHook {
  std::uint32_t hook = 0;     // NF_INET_*
  std::int32_t priority = 0;  // the lowest first
  ChainKind kind = ChainKind::filter;
};

struct FilterChain {
  std::string name;
  std::optional<BaseHook> base;  // nothing: only jumps lead here
  bool drops = false;            // the policy
  std::vector<FilterRule> rules;
};

struct SetElement {
  std::string key, last;   // the same where it is no range
  FilterExpression result; // of a map: an immediate or a verdict
  bool everything = false; // else
};

struct FilterSet {
  std::uint32_t flags = 0, key_bytes = 0, data_bytes = 0;
  bool known = false;      // its elements were read
  std::vector<SetElement> elements;
};

struct FilterTable {
  int family = 0;            // NFPROTO_*
  std::string name;
  bool legacy = false, dormant = false;
  std::map<std::string, FilterChain> chains;
  std::map<std::string, FilterSet> sets;
};

struct Ruleset {
  std::vector<FilterTable> tables;
  std::size_t rules = 0;
};

const FilterChain* find_chain(const FilterTable& table, const std::string& name);
/// "ip filter", "inet firewalld", "legacy nat"; escaped.
std::string table_name(const FilterTable& table);

}  // namespace edge::probe
