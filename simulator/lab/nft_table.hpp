// A node's filter and NAT rules in the kernel, through libnftables. Not for their words:
// nft_script.hpp.
#pragma once

#include <memory>
#include <string>

struct nft_ctx;

namespace edge::sim {

/// The table "ip edgesim" of one network namespace; at first there is none. Keeps its netlink
/// socket: to close one waits until the kernel has taken apart what was deleted through it, which
/// takes some 10 ms.
class NftTable {
 public:
  /// Puts `script`, a whole table as nft_script() writes it or nothing, in the place of what is
  /// there, in one transaction. The thread must be in the table's namespace. Connections that are
  /// tracked already stay so. Throws std::runtime_error with libnftables' words, which quote the
  /// line after "line:NUMBER:COLUMNS:"; the namespace then has what it had before.
  void become(const std::string& script);

 private:
  void open();

  struct FreeContext {
    void operator()(nft_ctx* context) const;
  };
  std::unique_ptr<nft_ctx, FreeContext> context_;
  std::string present_;
};

}  // namespace edge::sim
