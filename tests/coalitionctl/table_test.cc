#include "clients/coalitionctl/table.h"

#include "gtest/gtest.h"

namespace coalition::ctl {
namespace {

TEST(TableTest, TextIsLeftAndNumbersAreRightAligned) {
  const Table table{{{"name"}, {"points", true}, {"note"}},
                    {{"a", "5", ""}, {"bcdefg", "-1200", "x"}}};
  EXPECT_EQ(ToText(table),
            "name    points  note\n"
            "a            5\n"
            "bcdefg   -1200  x\n");
}

TEST(TableTest, CountsCodePointsNotBytes) {
  const Table table{{{"name"}, {"n", true}}, {{"Café Zoë", "1"}, {"Cafe Zoe", "2"}}};
  EXPECT_EQ(ToText(table),
            "name      n\n"
            "Café Zoë  1\n"
            "Cafe Zoe  2\n");
}

TEST(TableTest, WithoutHeadersThereIsNoHeaderLine) {
  EXPECT_EQ(ToText(Table{{{}, {}}, {{"state", "open"}, {"id", "7"}}}), "state  open\nid     7\n");
  EXPECT_EQ(ToText(Table{}), "");
}

TEST(WrapTest, BreaksAtBlanks) {
  EXPECT_EQ(Wrap("one two three", 7), "one two\nthree");
  EXPECT_EQ(Wrap("one two three", 6), "one\ntwo\nthree");
  EXPECT_EQ(Wrap("unbreakable word", 4), "unbreakable\nword");
  EXPECT_EQ(Wrap("", 4), "");
}

}  // namespace
}  // namespace coalition::ctl
