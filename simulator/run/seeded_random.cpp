// RAND_METHOD is deprecated since OpenSSL 3.0, but still goes before every provider's generator;
// its successor, a provider of our own, can replace the public and private generators from 3.1 on.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "simulator/run/seeded_random.hpp"

#include <openssl/rand.h>

#include "common/base/check.hpp"

namespace edge::sim {
namespace {

/// The callbacks get no context, so the one instance is known here.
std::mt19937_64* active_generator = nullptr;

}  // namespace

SeededRandom::SeededRandom(std::uint64_t seed) : generator_(seed) {
  CHECK(active_generator == nullptr);
  static const RAND_METHOD kMethod = {
      .seed = nullptr,
      .bytes = draw,
      .cleanup = nullptr,
      .add = nullptr,
      .pseudorand = draw,
      .status = ready,
  };
  active_generator = &generator_;
  CHECK(RAND_set_rand_method(&kMethod) == 1);
}

/// Without a method of its own the library takes its default one.
SeededRandom::~SeededRandom() {
  active_generator = nullptr;
  CHECK(RAND_set_rand_method(nullptr) == 1);
}

int SeededRandom::draw(unsigned char* out, int size) {
  CHECK(active_generator != nullptr);
  for (int i = 0; i < size; ++i) out[i] = static_cast<unsigned char>((*active_generator)());
  return 1;
}

int SeededRandom::ready() { return 1; }

}  // namespace edge::sim
