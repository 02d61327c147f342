#include "probe/filters/read_ruleset.hpp"

#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <algorithm>
#include <cerrno>
#include <stdexcept>
#include <tuple>

#include "common/base/error_fact.hpp"
#include "common/base/escape.hpp"
#include "common/world/real/legacy_tables.hpp"
#include "common/world/real/netlink.hpp"
#include "probe/filters/parse_legacy.hpp"
#include "probe/filters/parse_nft.hpp"

namespace edge::probe {
namespace {

constexpr int kReadings = 4;                       // of rules that change meanwhile
constexpr std::size_t kMostElements = 100'000;     // of all sets; further ones are not asked for
constexpr std::size_t kMostRules = 200'000;

std::uint16_t type_of(int message) {
  return static_cast<std::uint16_t>(NFNL_SUBSYS_NFTABLES << 8 | message);
}

/// The kernel has no nf_tables, and so no rules of it.
bool is_absent(const ErrorCode& error) {
  const int number = error.value();
  return number == EINVAL || number == EOPNOTSUPP || number == EPROTONOSUPPORT;
}

std::string problem_of(const ErrorCode& error) {
  const int number = error.value();
  if (number == EPERM || number == EACCES) {
    return "reading them needs CAP_NET_ADMIN: run it with sudo, or in a container with "
           "`--cap-add NET_ADMIN --network host`";
  }
  if (number == EAGAIN) return "they change faster than they can be read";
  return error_in_words(error).text;
}

class NftReader {
 public:
  Result<Ruleset> read() {
    for (int i = 0; i < kReadings; ++i) {
      const auto before = generation();
      if (!before) return before.error();
      rules_ = {};
      for (const auto step : {&NftReader::read_tables, &NftReader::read_chains,
                              &NftReader::read_rules, &NftReader::read_sets}) {
        if (const auto error = (this->*step)(); error.failed()) return error;
      }
      const auto after = generation();
      if (!after) return after.error();
      if (*before == *after) return std::move(rules_);
    }
    return ErrorCode{EAGAIN, boost::system::system_category()};
  }

 private:
  Result<std::uint32_t> generation() {
    const auto told = kernel_.ask(type_of(NFT_MSG_GETGEN), nft_request(NFPROTO_UNSPEC));
    if (!told) return told.error();
    return parse_nft_generation(told->body).value_or(0);
  }

  template <class Take>
  ErrorCode for_each(int message, const std::string& request, Take take) {
    const auto listed = kernel_.list(type_of(message), request);
    if (!listed) return listed.error();
    for (const NetlinkMessage& each : *listed) take(each.body);
    return {};
  }

  FilterTable* table_at(const NftPlace& place) {
    const auto found = std::ranges::find_if(rules_.tables, [&](const FilterTable& table) {
      return table.family == place.family && table.name == place.table;
    });
    return found == rules_.tables.end() ? nullptr : &*found;
  }

  ErrorCode read_tables() {
    return for_each(NFT_MSG_GETTABLE, nft_request(NFPROTO_UNSPEC), [&](std::string_view body) {
      if (auto table = parse_nft_table(body)) rules_.tables.push_back(std::move(*table));
    });
  }

  ErrorCode read_chains() {
    return for_each(NFT_MSG_GETCHAIN, nft_request(NFPROTO_UNSPEC), [&](std::string_view body) {
      auto item = parse_nft_chain(body);
      FilterTable* table = item ? table_at(item->place) : nullptr;
      if (table) table->chains[item->value.name] = std::move(item->value);
    });
  }

  ErrorCode read_rules() {
    return for_each(NFT_MSG_GETRULE, nft_request(NFPROTO_UNSPEC), [&](std::string_view body) {
      auto item = parse_nft_rule(body);
      FilterTable* table = item ? table_at(item->place) : nullptr;
      if (!table || rules_.rules >= kMostRules) return;
      const auto chain = table->chains.find(item->place.chain);
      if (chain == table->chains.end()) return;
      ++rules_.rules;
      item->value.number = static_cast<std::uint32_t>(chain->second.rules.size() + 1);
      chain->second.rules.push_back(std::move(item->value));
    });
  }

  ErrorCode read_sets() {
    std::vector<NftPlace> places;
    const auto error = for_each(NFT_MSG_GETSET, nft_request(NFPROTO_UNSPEC),
                                [&](std::string_view body) {
                                  auto item = parse_nft_set(body);
                                  FilterTable* table = item ? table_at(item->place) : nullptr;
                                  if (!table) return;
                                  table->sets[item->place.chain] = std::move(item->value);
                                  places.push_back(item->place);
                                });
    if (error.failed()) return error;
    std::size_t elements = 0;
    for (const NftPlace& place : places) {
      FilterSet& set = table_at(place)->sets[place.chain];
      if (elements > kMostElements) continue;  // stays unknown
      const auto failed = for_each(NFT_MSG_GETSETELEM, nft_elements_request(place),
                                   [&](std::string_view body) { parse_nft_elements(body, set); });
      if (failed.failed()) return failed;
      elements += set.elements.size();
      finish_elements(set);
    }
    return {};
  }

  FilterNetlink kernel_;
  Ruleset rules_;
};

void read_nft(ReadRuleset& read) {
  try {
    auto rules = NftReader().read();
    if (rules) {
      read.rules = std::move(*rules);
    } else if (!is_absent(rules.error())) {
      read.nft_problem = problem_of(rules.error());
    }
  } catch (const std::runtime_error& error) {
    read.nft_problem = error.what();
  }
  if (read.rules.rules >= kMostRules) read.nft_problem = "there are too many rules to read";
}

void read_legacy(ReadRuleset& read) {
  const auto tables = read_legacy_tables();
  if (!tables) {
    read.legacy_problem = problem_of(tables.error());
    return;
  }
  for (const LegacyTable& bytes : *tables) {
    auto table = parse_legacy_table(bytes);
    if (!table) {
      read.legacy_problem = "the table " + printable(bytes.name, 64) + " cannot be read";
      continue;
    }
    for (const auto& [name, chain] : table->chains) read.rules.rules += chain.rules.size();
    read.rules.tables.push_back(std::move(*table));
  }
}

}  // namespace

ReadRuleset read_ruleset() {
  ReadRuleset read;
  read_nft(read);
  read_legacy(read);
  return read;
}

}  // namespace edge::probe
