#include "clients/replay/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalition::replay {
namespace {

using testing::ElementsAre;

std::vector<CsvRecord> All(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRecord> records;
  while (auto record = reader.Next()) records.push_back(*std::move(record));
  return records;
}

TEST(CsvReaderTest, ReadsFieldsOfEachForm) {
  const struct {
    const char* text;
    std::vector<std::string> fields;
  } kRows[] = {
      {"a,b,c\n", {"a", "b", "c"}},
      {"a,b", {"a", "b"}},
      {"a,b\r\n", {"a", "b"}},
      {",,\n", {"", "", ""}},
      {"\"a,b\",c\n", {"a,b", "c"}},
      {"\"say \"\"hi\"\"\",c\n", {"say \"hi\"", "c"}},
      {"\"two\nlines\",c\n", {"two\nlines", "c"}},
      {"\"\",\"\"\n", {"", ""}},
      {"a, b \n", {"a", " b "}},
      {"\xEF\xBB\xBFname,b\n", {"name", "b"}},
      {"a\rb,c\n", {"a\rb", "c"}},
  };
  for (const auto& row : kRows) {
    const auto records = All(row.text);
    ASSERT_EQ(records.size(), 1u) << row.text;
    EXPECT_EQ(records[0].malformed, "") << row.text;
    EXPECT_EQ(records[0].fields, row.fields) << row.text;
  }
}

TEST(CsvReaderTest, NumbersLinesThroughEmptyOnesAndQuotedLineEnds) {
  const auto records = All("h\n\na\n\"b\nb\"\nc");
  ASSERT_EQ(records.size(), 4u);
  EXPECT_EQ(records[0].line, 1);
  EXPECT_EQ(records[1].line, 3);
  EXPECT_EQ(records[2].line, 4);
  EXPECT_EQ(records[3].line, 6);
}

TEST(CsvReaderTest, BrokenQuotingCostsOneLine) {
  for (const char* broken : {"a\"b,c", "\"a\"b,c", "\"a,b", "x,\"", "\"a\"\"b"}) {
    const auto records = All(std::string(broken) + "\ngood,row\n");
    ASSERT_EQ(records.size(), 2u) << broken;
    EXPECT_NE(records[0].malformed, "") << broken;
    EXPECT_EQ(records[0].line, 1) << broken;
    EXPECT_EQ(records[1].malformed, "") << broken;
    EXPECT_EQ(records[1].line, 2) << broken;
    EXPECT_THAT(records[1].fields, ElementsAre("good", "row")) << broken;
  }
}

TEST(CsvReaderTest, EndlessRecordIsMalformed) {
  const std::string endless(2 * kCsvRecordBytesMax, 'x');
  for (const std::string& text : {endless + "\n", "\"" + endless + "\"\n"}) {
    const auto records = All(text + "good\n");
    ASSERT_EQ(records.size(), 2u);
    EXPECT_NE(records[0].malformed, "");
    EXPECT_THAT(records[1].fields, ElementsAre("good"));
  }
}

TEST(CsvReaderTest, EmptyTextHasNoRecords) {
  EXPECT_TRUE(All("").empty());
  EXPECT_TRUE(All("\n\r\n").empty());
}

}  // namespace
}  // namespace coalition::replay
