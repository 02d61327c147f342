// TCP's account of a connection, for whoever does not own its stream: a stage gives the stream away
// to a layer that may end with it. Costs nothing per read or write.
#pragma once

#include <memory>

#include "common/world/stream.hpp"

namespace edge::probe {

class TcpAccount {
 public:
  /// As of now, or when the connection ended; empty before it began.
  TcpInfo info() const { return stream_ ? stream_->tcp_info() : last_; }

 private:
  friend class CountedStream;
  const Stream* stream_ = nullptr;
  TcpInfo last_;
};

/// `below`, of which `account` tells.
std::unique_ptr<Stream> counted(std::unique_ptr<Stream> below, std::shared_ptr<TcpAccount> account);

}  // namespace edge::probe
