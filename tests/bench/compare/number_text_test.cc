#include "clients/bench/compare/number_text.h"

#include "gtest/gtest.h"

namespace coalition::bench::compare {
namespace {

TEST(NumberText, HasThousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999.4), "999");
  EXPECT_EQ(WithThousands(999.6), "1,000");
  EXPECT_EQ(WithThousands(1'234'567), "1,234,567");
}

TEST(NumberText, HasAboutThreeDigits) {
  EXPECT_EQ(Short(0), "0.000");
  EXPECT_EQ(Short(0.8344), "0.834");
  EXPECT_EQ(Short(0.9996), "1.00");
  EXPECT_EQ(Short(6.124), "6.12");
  EXPECT_EQ(Short(9.996), "10.0");
  EXPECT_EQ(Short(23.44), "23.4");
  EXPECT_EQ(Short(99.96), "100");
  EXPECT_EQ(Short(999.6), "1,000");
  EXPECT_EQ(Short(41'234.5), "41,235");
}

}  // namespace
}  // namespace coalition::bench::compare
