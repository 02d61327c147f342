#include "simulator/network/tcp_receiver.hpp"

namespace edge {

void TcpReceiver::accept(TcpPosition position, ByteView data, bool fin) {
  const TcpPosition edge = fin_at_.value_or(next_ + window());
  if (fin && !fin_at_ && position + data.size() <= edge) fin_at_ = position + data.size();

  if (position < next_) {
    const auto known = std::min<TcpPosition>(next_ - position, data.size());
    data = data.subspan(known);
    position += known;
  }
  if (position + data.size() > edge) data = data.first(position < edge ? edge - position : 0);
  if (data.empty()) return;

  if (position > next_) {
    keep_early(position, data);
  } else {
    ready_.append(data);
    next_ += data.size();
    join_early();
  }
}

void TcpReceiver::keep_early(TcpPosition position, ByteView data) {
  auto& kept = early_[position];
  if (kept.size() < data.size() && early_bytes_ + data.size() <= kCapacity) {
    early_bytes_ += data.size() - kept.size();
    kept.assign(data.begin(), data.end());
  }
  if (kept.empty()) early_.erase(position);
}

void TcpReceiver::join_early() {
  while (!early_.empty() && early_.begin()->first <= next_) {
    const auto& [position, data] = *early_.begin();
    const TcpPosition end = position + data.size();
    if (end > next_) {
      ready_.append(ByteView{data}.subspan(next_ - position));
      next_ = end;
    }
    early_bytes_ -= data.size();
    early_.erase(early_.begin());
  }
}

}  // namespace edge
