// A value that its holder need not know the type of. A topology holds services of every kind, and
// nearly everything uses topologies: with the values themselves in it, a new member of one of them
// would rebuild all that. Like std::indirect of C++26, but the members are compiled in
// indirect.cpp, for the types that are named there.
#pragma once

#include <memory>

namespace edge {

/// A T on the heap that is copied and compared as a T is. T may be declared only, but where one is
/// put in or looked into. After a move it may only be assigned to or end.
template <class T>
class Indirect {
 public:
  Indirect();
  Indirect(T value);
  Indirect(const Indirect& other);
  Indirect(Indirect&& other) noexcept;
  Indirect& operator=(Indirect other) noexcept;
  ~Indirect();

  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }

  bool operator==(const Indirect& other) const;

 private:
  std::unique_ptr<T> value_;
};

}  // namespace edge
