#include "probe/evidence/path_comparison.hpp"

#include <gtest/gtest.h>

namespace edge::probe {
namespace {

IpAddress at(int ttl) { return boost::asio::ip::make_address("198.51.100." + std::to_string(ttl)); }

/// Builds a path hop by hop, as one would tell it.
struct PathOf {
  PathDetail path;

  PathOf& add(Answer answer, std::optional<IcmpError> icmp = {}) {
    Hop hop;
    hop.ttl = static_cast<int>(path.hops.size()) + 1;
    hop.answer = answer;
    hop.icmp = icmp;
    if (icmp) hop.from = icmp->sender;
    path.hops.push_back(hop);
    return *this;
  }
  PathOf& router() { return add(Answer::icmp, IcmpError{11, 0, at(next())}); }
  PathOf& refused_by(int ttl) { return add(Answer::icmp, IcmpError{3, 13, at(ttl)}); }
  PathOf& reset() { return add(Answer::reset); }
  PathOf& silence(int hops = 4) {
    for (int count = 0; count < hops; ++count) add(Answer::silence);
    return *this;
  }
  PathOf& accepted() {
    add(Answer::accepted);
    path.reached = true;
    return *this;
  }
  int next() const { return static_cast<int>(path.hops.size()) + 1; }
};

PathDetail reference() { return PathOf{}.router().router().router().accepted().path; }

TEST(PathComparisonTest, DiesBehindTheSecondHop) {
  const auto found = compare_paths(PathOf{}.router().router().silence().path, reference());
  EXPECT_EQ(found.last_answering_ttl, 2);
  EXPECT_EQ(found.last_address, at(2));
  EXPECT_EQ(found.ended_by, Answer::silence);
  EXPECT_EQ(found.answer_ttl, std::nullopt);
  EXPECT_TRUE(found.reference_goes_further);
  EXPECT_FALSE(found.silent_from_first_hop);
  EXPECT_EQ(found.reference_accepted_ttl, 4);
}

TEST(PathComparisonTest, SilentFromTheFirstHopOnIsAtOrBeforeIt) {
  const auto found = compare_paths(PathOf{}.silence().path, reference());
  EXPECT_EQ(found.last_answering_ttl, 0);
  EXPECT_EQ(found.last_address, std::nullopt);
  EXPECT_TRUE(found.silent_from_first_hop);
  EXPECT_TRUE(found.reference_goes_further);
}

TEST(PathComparisonTest, ASilentFirstRouterProvesNothing) {
  const auto mute_router = PathOf{}.silence(1).router().router().accepted().path;
  EXPECT_FALSE(compare_paths(PathOf{}.silence().path, mute_router).silent_from_first_hop);
}

TEST(PathComparisonTest, BothSilentAtTheSamePlaceIsNoDifference) {
  const auto both = PathOf{}.router().silence().path;
  const auto found = compare_paths(both, both);
  EXPECT_FALSE(found.reference_goes_further);
  EXPECT_FALSE(found.silent_from_first_hop);
  EXPECT_EQ(found.reference_accepted_ttl, std::nullopt);
}

TEST(PathComparisonTest, ARefusalOneBehindItsSenderIsFromADevice) {
  const auto found = compare_paths(PathOf{}.router().router().refused_by(2).path, reference());
  EXPECT_EQ(found.ended_by, Answer::icmp);
  EXPECT_EQ(found.answer_ttl, 3);
  EXPECT_EQ(found.last_address, at(2));
  EXPECT_TRUE(found.answered_before_server);
}

TEST(PathComparisonTest, AResetFromNearerThanTheServerIsFromADevice) {
  const auto found = compare_paths(PathOf{}.router().router().reset().path, reference());
  EXPECT_EQ(found.ended_by, Answer::reset);
  EXPECT_EQ(found.answer_ttl, 3);
  EXPECT_TRUE(found.answered_before_server);
  EXPECT_EQ(found.last_address, at(2)) << "a RST names nobody";
}

TEST(PathComparisonTest, AResetFromTheServersDistanceMayBeItsOwn) {
  const auto found = compare_paths(PathOf{}.router().router().router().reset().path, reference());
  EXPECT_EQ(found.answer_ttl, 4);
  EXPECT_FALSE(found.answered_before_server);
  EXPECT_FALSE(found.reference_goes_further);
}

TEST(PathComparisonTest, TheOwnHostIsNoDistance) {
  const auto found = compare_paths(PathOf{}.add(Answer::own_host).path, reference());
  EXPECT_EQ(found.ended_by, Answer::own_host);
  EXPECT_EQ(found.last_answering_ttl, 0);
  EXPECT_EQ(found.answer_ttl, std::nullopt);
  EXPECT_FALSE(found.silent_from_first_hop);
  EXPECT_TRUE(found.reference_goes_further);
}

TEST(PathComparisonTest, AnAcceptedSubjectIsFine) {
  const auto found = compare_paths(reference(), reference());
  EXPECT_EQ(found.ended_by, Answer::accepted);
  EXPECT_EQ(found.answer_ttl, 4);
  EXPECT_FALSE(found.answered_before_server);
}

TEST(PathComparisonTest, AnUnprobedPathSaysNothing) {
  const auto found = compare_paths({}, {});
  EXPECT_EQ(found.last_answering_ttl, 0);
  EXPECT_FALSE(found.reference_goes_further);
  EXPECT_FALSE(found.silent_from_first_hop);
}

}  // namespace
}  // namespace edge::probe
