#include "simulator/topology/indirect.hpp"

#include <utility>

#include "simulator/topology/agent_service.hpp"
#include "simulator/topology/dns_service.hpp"
#include "simulator/topology/hub_service.hpp"
#include "simulator/topology/proxy_service.hpp"
#include "simulator/topology/registry_service.hpp"

namespace edge {

template <class T>
Indirect<T>::Indirect() : value_(std::make_unique<T>()) {}

template <class T>
Indirect<T>::Indirect(T value) : value_(std::make_unique<T>(std::move(value))) {}

template <class T>
Indirect<T>::Indirect(const Indirect& other) : value_(std::make_unique<T>(*other.value_)) {}

template <class T>
Indirect<T>::Indirect(Indirect&&) noexcept = default;

template <class T>
Indirect<T>& Indirect<T>::operator=(Indirect other) noexcept {
  value_.swap(other.value_);
  return *this;
}

template <class T>
Indirect<T>::~Indirect() = default;

template <class T>
bool Indirect<T>::operator==(const Indirect& other) const {
  return *value_ == *other.value_;
}

template class Indirect<HubService>;
template class Indirect<DnsService>;
template class Indirect<ProxyService>;
template class Indirect<AgentService>;
template class Indirect<RegistryService>;

}  // namespace edge
