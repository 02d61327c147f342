#include "simulator/certify/certificate.hpp"

#include <gmock/gmock.h>

namespace edge::sim {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

CertifiedRun run_of(std::string fault, std::string words, std::string packets) {
  return {"bridge", std::move(fault), " at=host", Rating::right, "dns-no-answer",
          std::move(words), std::move(packets)};
}

Certificate certificate_of(const std::vector<CertifiedRun>& runs) {
  Certificate certificate;
  for (const auto& run : runs) certificate.add(run);
  return certificate;
}

TEST(Certificate, OtherWordsTellFaultsApart) {
  const auto certificate = certificate_of({run_of("a", "at hop 1", "1"),
                                           run_of("b", "at hop 2", "2")});
  EXPECT_EQ(certificate.pairs(), 1);
  EXPECT_EQ(certificate.told_apart(), 1);
  EXPECT_THAT(certificate.shared(), IsEmpty());
  EXPECT_TRUE(certificate.holds());
}

TEST(Certificate, TheSamePacketsAreTheProofForTheSameWords) {
  const auto certificate = certificate_of({run_of("a", "x", "1"), run_of("b", "x", "1")});
  ASSERT_THAT(certificate.shared(), SizeIs(1));
  EXPECT_TRUE(certificate.shared().front().same_packets);
  EXPECT_THAT(certificate.shared().front().faults, ElementsAre("a at=host", "b at=host"));
  EXPECT_EQ(certificate.told_apart(), 0);
  EXPECT_TRUE(certificate.holds());
}

TEST(Certificate, TheSameWordsForOtherPacketsBreakIt) {
  const auto certificate = certificate_of(
      {run_of("a", "x", "1"), run_of("b", "x", "1"), run_of("b", "x", "2")});
  ASSERT_THAT(certificate.shared(), SizeIs(2));
  EXPECT_FALSE(certificate.shared().back().same_packets);
  EXPECT_FALSE(certificate.holds());
}

TEST(Certificate, OneFaultMayHaveManyFaces) {
  const auto certificate = certificate_of({run_of("a", "x", "1"), run_of("a", "x", "2")});
  EXPECT_EQ(certificate.pairs(), 0);
  EXPECT_TRUE(certificate.holds());
}

TEST(Certificate, WhatNamesAnotherCauseBreaksIt) {
  auto run = run_of("a", "x", "1");
  run.rating = Rating::wrong;
  const auto certificate = certificate_of({run});
  EXPECT_THAT(certificate.wrong(), SizeIs(1));
  EXPECT_FALSE(certificate.holds());
}

TEST(Certificate, ANetworkThatConnectsIsNoneToTellApart) {
  auto run = run_of("a", "x", "1");
  run.rating = Rating::connected;
  EXPECT_EQ(certificate_of({run, run_of("b", "x", "1")}).pairs(), 0);
}

}  // namespace
}  // namespace edge::sim
