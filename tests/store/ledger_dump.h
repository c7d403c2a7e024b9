#ifndef COALITION_TESTS_STORE_LEDGER_DUMP_H_
#define COALITION_TESTS_STORE_LEDGER_DUMP_H_

#include <map>
#include <string>
#include <vector>

#include "server/store/codec.h"
#include "server/store/ledger_store.h"

namespace coalition::store {

template <StoredRecord T>
std::string BytesOf(const T& record) {
  std::string bytes;
  Encode(record, bytes);
  return bytes;
}

// Everything that a store holds, table by table, as sorted rows of text. Two ledgers are equal when
// their dumps are.
using LedgerDump = std::map<std::string, std::vector<std::string>>;
LedgerDump DumpOf(LedgerStore& store);
LedgerDump DumpOf(LedgerSnapshot& snapshot);
LedgerDump DumpOf(const domain::Catalog& catalog);

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_LEDGER_DUMP_H_
