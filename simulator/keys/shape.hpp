// A value that is neither a single text nor a mapping with fixed keys, such as a name or else a
// whole network: it tells itself how it is read and described.
#pragma once

#include "simulator/keys/scalars.hpp"

namespace edge::sim::keys {

/// Of type T within a limit of type L: `read(Reader::Source, T&)`, `schema(Describer)` for
/// programs and `allowed()` for people. Where it has the keys of a struct, that is its `Keys`.
template <class T, class L>
struct Shape;

template <class T, class L>
concept Shaped = requires { Shape<T, L>::allowed(); };

/// T is U, or U that is only looked at.
template <class T, class U>
concept Is = std::same_as<std::remove_const_t<T>, U>;

}  // namespace edge::sim::keys
