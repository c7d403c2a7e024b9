#include "clients/bench/posting_answers.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "google/protobuf/io/coded_stream.h"

#include "coalition/v1/points_service.pb.h"
#include "coalition/v1/transaction.pb.h"
#include "coalition/v1/types.pb.h"

namespace coalition::bench {
namespace {

using google::protobuf::io::CodedInputStream;

enum WireType : std::uint32_t { kVarint = 0, kFixed64 = 1, kLengthDelimited = 2, kFixed32 = 5 };

// A field's tag on the wire.
constexpr std::uint32_t Int(int field) { return static_cast<std::uint32_t>(field) << 3 | kVarint; }
constexpr std::uint32_t Text(int field) {
  return static_cast<std::uint32_t>(field) << 3 | kLengthDelimited;
}
constexpr std::uint32_t Message(int field) { return Text(field); }

constexpr std::uint32_t kReceipt = Message(v1::EarnResponse::kReceiptFieldNumber);
static_assert(kReceipt == Message(v1::BurnResponse::kReceiptFieldNumber) &&
              kReceipt == Message(v1::AuthorizeResponse::kReceiptFieldNumber) &&
              kReceipt == Message(v1::CaptureResponse::kReceiptFieldNumber) &&
              kReceipt == Message(v1::ReverseResponse::kReceiptFieldNumber));

// All that follows answers false when the wire is malformed.

bool Skip(CodedInputStream& in, std::uint32_t tag) {
  std::uint64_t ignored = 0;
  int length = 0;
  switch (tag & 7) {
    case kVarint:
      return in.ReadVarint64(&ignored);
    case kFixed64:
      return in.Skip(8);
    case kLengthDelimited:
      return in.ReadVarintSizeAsInt(&length) && in.Skip(length);
    case kFixed32:
      return in.Skip(4);
    default:
      return false;
  }
}

// Calls `read_field(tag)` for each field up to the end of the message.
template <typename ReadField>
bool ReadFields(CodedInputStream& in, const ReadField& read_field) {
  while (const std::uint32_t tag = in.ReadTagNoLastTag()) {
    if (!read_field(tag)) return false;
  }
  // And not at a tag of 0.
  return in.ConsumedEntireMessage();
}

// The same for a message within another one.
template <typename ReadField>
bool ReadMessage(CodedInputStream& in, const ReadField& read_field) {
  int length = 0;
  if (!in.ReadVarintSizeAsInt(&length)) return false;
  const CodedInputStream::Limit limit = in.PushLimit(length);
  if (!ReadFields(in, read_field) || in.BytesUntilLimit() != 0) return false;
  in.PopLimit(limit);
  return true;
}

template <typename Value>
bool ReadInt(CodedInputStream& in, Value* value) {
  std::uint64_t bits = 0;
  if (!in.ReadVarint64(&bits)) return false;
  *value = static_cast<Value>(bits);
  return true;
}

bool ReadNumber(CodedInputStream& in, ReceiptSummary* receipt) {
  std::array<char, 32> text;
  int length = 0;
  if (!in.ReadVarintSizeAsInt(&length)) return false;
  if (length > static_cast<int>(text.size())) return in.Skip(length);
  if (!in.ReadRaw(text.data(), length)) return false;
  const auto number =
      TransactionNumber::Parse(std::string_view(text.data(), static_cast<std::size_t>(length)));
  receipt->has_number = number.has_value();
  if (number) receipt->number = *number;
  return true;
}

bool ReadLeg(CodedInputStream& in, ReceiptSummary* receipt) {
  ReceiptSummary::Leg leg;
  const bool read = ReadMessage(in, [&](std::uint32_t tag) {
    switch (tag) {
      case Int(v1::MoneyLeg::kKindFieldNumber):
        return ReadInt(in, &leg.kind);
      case Int(v1::MoneyLeg::kPointsFieldNumber):
        return ReadInt(in, &leg.points);
      case Message(v1::MoneyLeg::kAmountFieldNumber):
        return ReadMessage(in, [&](std::uint32_t money_tag) {
          return money_tag == Int(v1::Money::kMicrosFieldNumber) ? ReadInt(in, &leg.micros)
                                                                 : Skip(in, money_tag);
        });
      default:
        return Skip(in, tag);
    }
  });
  if (receipt->legs_size < ReceiptSummary::kLegsMax) receipt->legs[receipt->legs_size++] = leg;
  return read;
}

bool ReadTransaction(CodedInputStream& in, ReceiptSummary* receipt) {
  return ReadMessage(in, [&](std::uint32_t tag) {
    switch (tag) {
      case Text(v1::Transaction::kTransactionIdFieldNumber):
        return ReadNumber(in, receipt);
      case Int(v1::Transaction::kPointsFieldNumber):
        return ReadInt(in, &receipt->points);
      case Message(v1::Transaction::kLegsFieldNumber):
        return ReadLeg(in, receipt);
      default:
        return Skip(in, tag);
    }
  });
}

bool ReadReceipt(CodedInputStream& in, ReceiptSummary* receipt) {
  return ReadMessage(in, [&](std::uint32_t tag) {
    switch (tag) {
      case Message(v1::Receipt::kTransactionFieldNumber):
        return ReadTransaction(in, receipt);
      case Int(v1::Receipt::kReplayedFieldNumber):
        return ReadInt(in, &receipt->replayed);
      default:
        return Skip(in, tag);
    }
  });
}

bool ReadError(CodedInputStream& in, ItemAnswer* item) {
  int length = 0;
  std::string text;
  if (!in.ReadVarintSizeAsInt(&length) || !in.ReadString(&text, length)) return false;
  item->error = std::make_unique<v1::Status>();
  return item->error->ParseFromString(text);
}

bool ReadItem(CodedInputStream& in, ItemAnswer* item) {
  *item = ItemAnswer();
  return ReadMessage(in, [&](std::uint32_t tag) {
    switch (tag) {
      case Message(v1::BatchResult::kReceiptFieldNumber):
        return ReadReceipt(in, &item->receipt);
      case Message(v1::BatchResult::kErrorFieldNumber):
        return ReadError(in, item);
      default:
        return Skip(in, tag);
    }
  });
}

}  // namespace

bool PostingAnswer::ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire) {
  CodedInputStream in(wire);
  receipt = ReceiptSummary();
  return ReadFields(in, [&](std::uint32_t tag) {
    return tag == kReceipt ? ReadReceipt(in, &receipt) : Skip(in, tag);
  });
}

bool BatchAnswer::ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire) {
  CodedInputStream in(wire);
  items.clear();
  return ReadFields(in, [&](std::uint32_t tag) {
    if (tag != Message(v1::SubmitBatchResponse::kResultsFieldNumber)) return Skip(in, tag);
    return ReadItem(in, &items.emplace_back());
  });
}

bool StreamAnswer::ReadFrom(google::protobuf::io::ZeroCopyInputStream* wire) {
  CodedInputStream in(wire);
  item = ItemAnswer();
  return ReadFields(in, [&](std::uint32_t tag) {
    return tag == Message(v1::SubmitStreamResponse::kResultFieldNumber) ? ReadItem(in, &item)
                                                                        : Skip(in, tag);
  });
}

}  // namespace coalition::bench
