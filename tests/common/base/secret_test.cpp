#include "common/base/secret.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <gtest/gtest.h>

#include <concepts>
#include <cstdlib>
#include <new>
#include <ostream>

namespace {

/// The block to look at when it is freed, and what it held then.
void* watched = nullptr;
std::string freed_with;

}  // namespace

// Of the whole test program: memory can be looked at here only while it still is the program's.
void* operator new(std::size_t size) {
  if (void* block = std::malloc(size)) return block;
  throw std::bad_alloc();
}
void operator delete(void* block) noexcept {
  if (block && block == watched) {
    watched = nullptr;
    freed_with.assign(static_cast<const char*>(block), 5);
  }
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

namespace edge {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(!fmt::is_formattable<Secret>::value);
static_assert(!Streamable<Secret>);
static_assert(!std::equality_comparable<Secret>);
static_assert(!std::equality_comparable_with<Secret, std::string>);
static_assert(!std::convertible_to<Secret, std::string_view>);
static_assert(!std::convertible_to<Secret, std::string>);
static_assert(!std::convertible_to<std::string, Secret>, "what becomes a secret is seen");
static_assert(std::is_nothrow_move_constructible_v<Secret>);

void watch(const Secret& secret) {
  watched = const_cast<char*>(secret.reveal().data());
  freed_with = "still held";
}

const std::string kCleared(5, '\0');

TEST(Secret, IsRevealedOnlyWhenAsked) {
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().reveal(), "");
  const Secret secret("hunter2");
  EXPECT_EQ(secret.size(), 7u);
  EXPECT_EQ(Secret(secret).reveal(), "hunter2");
  EXPECT_EQ(secret.reveal(), "hunter2");
}

TEST(Secret, IsClearedAtItsEnd) {
  {
    const Secret secret("short");
    watch(secret);
  }
  EXPECT_EQ(freed_with, kCleared);
}

TEST(Secret, IsClearedWhenAnotherTakesItsPlace) {
  Secret secret("first");
  watch(secret);
  secret = Secret("second");
  EXPECT_EQ(freed_with, kCleared);
  EXPECT_EQ(secret.reveal(), "second");
  const Secret& same = secret;
  secret = same;
  EXPECT_EQ(secret.reveal(), "second");
}

TEST(Secret, AMoveLeavesNothingBehind) {
  Secret from("a");
  const char* bytes = from.reveal().data();
  const Secret to = std::move(from);
  EXPECT_EQ(to.reveal().data(), bytes);
  EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move)
}

TEST(Secret, ATextThatIsTakenIsCleared) {
  for (const std::string& kept : {std::string("short"), std::string(100, 'x')}) {
    std::string text = kept + "cut off";
    text.resize(kept.size());
    EXPECT_EQ(take_secret(text).reveal(), kept);
    EXPECT_TRUE(text.empty());
    EXPECT_EQ(std::string(text.data(), text.capacity()), std::string(text.capacity(), '\0'));
  }
}

}  // namespace
}  // namespace edge
