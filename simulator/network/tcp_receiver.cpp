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
    keep_out_of_order(position, data);
  } else {
    ready_.append(data);
    next_ += data.size();
    join_out_of_order();
  }
}

void TcpReceiver::keep_out_of_order(TcpPosition position, ByteView data) {
  auto& kept = out_of_order_[position];
  if (kept.size() < data.size() && out_of_order_bytes_ + data.size() <= kCapacity) {
    out_of_order_bytes_ += data.size() - kept.size();
    kept.assign(data.begin(), data.end());
  }
  if (kept.empty()) out_of_order_.erase(position);
}

void TcpReceiver::join_out_of_order() {
  while (!out_of_order_.empty() && out_of_order_.begin()->first <= next_) {
    const auto& [position, data] = *out_of_order_.begin();
    const TcpPosition end = position + data.size();
    if (end > next_) {
      ready_.append(ByteView{data}.subspan(next_ - position));
      next_ = end;
    }
    out_of_order_bytes_ -= data.size();
    out_of_order_.erase(out_of_order_.begin());
  }
}

}  // namespace edge
