// What a connection keeps for a client that leaves messages unfinished or takes none, against a
// limit of its own and one for all. Not what is counted: whoever keeps it knows its size.
#pragma once

#include <cstddef>

#include "simulator/hub/hub_limits.hpp"

namespace edge::sim {

/// What all accounts of one hub have together.
class BufferPool {
 public:
  /// `limits` must outlive it.
  explicit BufferPool(const HubLimits& limits) : limits_(limits) {}
  std::size_t used() const { return used_; }  // bytes

 private:
  friend class BufferAccount;
  const HubLimits& limits_;
  std::size_t used_ = 0, accounts_ = 0;
};

class BufferAccount {
 public:
  /// `pool` must outlive it.
  explicit BufferAccount(BufferPool& pool) : pool_(pool) { ++pool_.accounts_; }
  /// Gives back what it has.
  ~BufferAccount();
  BufferAccount(const BufferAccount&) = delete;
  BufferAccount& operator=(const BufferAccount&) = delete;

  /// The client is kept so many bytes now. False if it has more than the limit of one connection,
  /// or more than its share while all together have too much.
  bool set(std::size_t bytes);

 private:
  BufferPool& pool_;
  std::size_t used_ = 0;
};

}  // namespace edge::sim
