#include "server/store/mysql/sql_text.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

#include "tests/store/mysql/connect.h"

namespace coalition::store::mysql {
namespace {

template <typename... T>
std::string RowOf(const T&... values) {
  return SqlText("").Row(values...).text();
}

TEST(SqlTextTest, ValuesAreLiterals) {
  EXPECT_EQ(RowOf(0, -1, std::int8_t{-7}, std::uint16_t{65'535}, std::uint32_t{4'294'967'295}),
            "(0,-1,-7,65535,4294967295)");
  EXPECT_EQ(
      RowOf(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()),
      "(-9223372036854775808,9223372036854775807)");
  EXPECT_EQ(RowOf(true, false), "(1,0)");
  EXPECT_EQ(RowOf(domain::PartnerId(7), domain::Sequence(8), domain::Points(-9), domain::Moment{10},
                  domain::Date{-11}),
            "(7,8,-9,10,-11)");
  EXPECT_EQ(RowOf(domain::LegKind::kBreakageExpense),
            "(" + std::to_string(static_cast<int>(domain::LegKind::kBreakageExpense)) + ")");
  EXPECT_EQ(RowOf("text", std::string("more"), std::string_view("less")), "('text','more','less')");
  EXPECT_EQ(RowOf(*domain::MoneyCurrency::Parse("GBP"), domain::MoneyCurrency()), "('GBP','')");
  EXPECT_EQ(RowOf(Null{}, std::optional<int>(), std::optional<int>(5)), "(NULL,NULL,5)");
  EXPECT_EQ(RowOf(Blob{"bytes"}, Blob{}), "(x'6279746573',x'')");
  EXPECT_EQ(RowOf(std::array<std::uint8_t, 3>{'a', 0xff, 'c'}), "(x'61ff63')");
}

TEST(SqlTextTest, WhatWouldEndALiteralIsEscaped) {
  EXPECT_EQ(RowOf("a'b\\c\"d"), R"(('a\'b\\c"d'))");
  EXPECT_EQ(RowOf(std::string("\0\n\r\x1a\t", 5)), "('\\0\\n\\r\\Z\t')");
  EXPECT_EQ(RowOf("', (SELECT 1)) -- "), R"(('\', (SELECT 1)) -- '))");
}

TEST(SqlTextTest, MemberIdIsItsBytesInOrder) {
  EXPECT_EQ(RowOf(domain::MemberId{0x6162'6364'6566'6768, 0x696a'6b6c'6d6e'6f70}),
            "(x'6162636465666768696a6b6c6d6e6f70')");
}

TEST(SqlTextTest, RowsHaveCommasBetweenThem) {
  SqlText sql("VALUES ");
  EXPECT_EQ(sql.rows(), 0u);
  sql.Row(1, "a").Row(2, "b");
  EXPECT_EQ(sql.rows(), 2u);
  sql.Text(" AND ").Row(3);
  EXPECT_EQ(sql.rows(), 1u);
  EXPECT_EQ(sql.text(), "VALUES (1,'a'),(2,'b') AND (3)");
}

// The literals that matter are those that a server understands.
class LiteralsTest : public ::testing::Test {
 protected:
  LiteralsTest() : connection_(Connect(FreshDatabase())) {
    EXPECT_TRUE(connection_
                    ->Run(SqlText("CREATE TABLE kept (id INT PRIMARY KEY, bytes LONGBLOB, "
                                  "words LONGTEXT COLLATE utf8mb4_bin) ENGINE = InnoDB "
                                  "CHARACTER SET utf8mb4"))
                    .ok());
  }

  // By an INSERT of all and a SELECT.
  void ExpectReturn(const std::vector<std::string>& bytes, const std::vector<std::string>& words) {
    SqlText insert("INSERT INTO kept VALUES ");
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      insert.Row(static_cast<int>(i), Blob{bytes[i]}, words[i]);
    }
    const absl::Status inserted = connection_->Run(insert);
    ASSERT_TRUE(inserted.ok()) << inserted;
    Rows rows = connection_->Query(SqlText("SELECT bytes, words FROM kept ORDER BY id"));
    std::string read_bytes;
    std::string read_words;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      ASSERT_TRUE(rows.Next(Bytes{read_bytes}, read_words)) << rows.status();
      EXPECT_TRUE(read_bytes == bytes[i]) << i;
      EXPECT_TRUE(read_words == words[i]) << i;
    }
    EXPECT_FALSE(rows.Next(Bytes{read_bytes}, read_words));
    EXPECT_TRUE(rows.status().ok()) << rows.status();
    // In a condition as well.
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      SqlText count("SELECT COUNT(*) FROM kept WHERE id = ");
      count.Value(static_cast<int>(i)).Text(" AND bytes = ").Value(Blob{bytes[i]});
      count.Text(" AND words = ").Value(words[i]);
      EXPECT_EQ(Ask(*connection_, count.text()), 1) << i;
    }
  }

  static void AppendUtf8(char32_t point, std::string& text) {
    const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
    if (point < 0x80) return put(point);
    if (point < 0x800) {
      put(0xc0 | point >> 6);
    } else if (point < 0x10000) {
      put(0xe0 | point >> 12);
      put(0x80 | (point >> 6 & 0x3f));
    } else {
      put(0xf0 | point >> 18);
      put(0x80 | (point >> 12 & 0x3f));
      put(0x80 | (point >> 6 & 0x3f));
    }
    put(0x80 | (point & 0x3f));
  }

  // Mostly what literals are made of, and characters of each length.
  std::string RandomText(std::size_t length) {
    static constexpr char32_t kOften[] = {U'\'', U'\\', U'"', U'\0', U'\n', U'\r', 0x1a, U'%',
                                          U'_',  U'-',  U'/', U'*',  U';',  U'`',  U'0', U'Z'};
    std::string text;
    while (length-- > 0) {
      char32_t point = kOften[random_() % std::size(kOften)];
      switch (random_() % 5) {
        case 0:
          point = static_cast<char32_t>(random_() % 0x80);
          break;
        case 1:
          point = static_cast<char32_t>(0x80 + random_() % 0x780);
          break;
        case 2:
          point = static_cast<char32_t>(0x800 + random_() % 0xd000);
          break;
        case 3:
          point = static_cast<char32_t>(0x10000 + random_() % 0x100000);
          break;
      }
      AppendUtf8(point, text);
    }
    return text;
  }
  std::string RandomBytes(std::size_t length) {
    static constexpr unsigned char kOften[] = {'\'', '\\', 0, '\n', 0xe2, 0xf0, 0xc2, 0x80, 0xbf};
    std::string bytes;
    while (length-- > 0) {
      const bool often = random_() % 2 == 0;
      bytes += static_cast<char>(often ? kOften[random_() % std::size(kOften)] : random_() % 256);
    }
    return bytes;
  }

  std::unique_ptr<Connection> connection_;
  std::mt19937 random_{20'261'122};
};

TEST_F(LiteralsTest, RandomBytesAndTextsComeBack) {
  std::vector<std::string> bytes;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < 500; ++i) {
    bytes.push_back(RandomBytes(random_() % 40));
    words.push_back(RandomText(random_() % 20));
  }
  ExpectReturn(bytes, words);
}

TEST_F(LiteralsTest, EachPairOfBytesComesBack) {
  std::string pairs;
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      pairs += static_cast<char>(first);
      pairs += static_cast<char>(second);
    }
  }
  ExpectReturn({pairs}, {""});
}

TEST_F(LiteralsTest, EmptyAndLargeOnesComeBack) {
  constexpr std::size_t kLarge = std::size_t{1} << 20;
  ExpectReturn({"", RandomBytes(kLarge), std::string(kLarge, '\'')},
               {"", RandomText(kLarge / 4), std::string(kLarge, '\\')});
}

TEST_F(LiteralsTest, NumbersComeBack) {
  constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  ASSERT_TRUE(connection_->Run(SqlText("CREATE TABLE numbers (n BIGINT PRIMARY KEY)")).ok());
  SqlText insert("INSERT INTO numbers VALUES ");
  insert.Row(kMin).Row(kMin + 1).Row(-1).Row(0).Row(kMax);
  ASSERT_TRUE(connection_->Run(insert).ok());
  Rows rows = connection_->Query(SqlText("SELECT n FROM numbers ORDER BY n"));
  for (const std::int64_t expected : {kMin, kMin + 1, std::int64_t{-1}, std::int64_t{0}, kMax}) {
    std::int64_t read = 1;
    ASSERT_TRUE(rows.Next(read));
    EXPECT_EQ(read, expected);
  }
}

TEST_F(LiteralsTest, MemberIdsAreOrderedAsTheirColumnIs) {
  ASSERT_TRUE(connection_->Run(SqlText("CREATE TABLE members (id BINARY(16) PRIMARY KEY)")).ok());
  const std::vector<domain::MemberId> ids = {
      {0, 0}, {0, 1}, {0, 0x27'5c'00'0a'0d'1a'22'ff}, {1, 0}, {1ull << 63, 5}, {~0ull, ~0ull}};
  SqlText insert("INSERT INTO members VALUES ");
  for (const domain::MemberId& id : ids) insert.Row(id);
  ASSERT_TRUE(connection_->Run(insert).ok());
  Rows rows = connection_->Query(SqlText("SELECT id FROM members ORDER BY id"));
  for (const domain::MemberId& id : ids) {
    domain::MemberId read{7, 7};
    ASSERT_TRUE(rows.Next(read)) << rows.status();
    EXPECT_EQ(read, id);
  }
}

}  // namespace
}  // namespace coalition::store::mysql
