#ifndef COALITION_TESTS_STORE_TEMP_FOLDER_H_
#define COALITION_TESTS_STORE_TEMP_FOLDER_H_

#include <filesystem>
#include <string>

#include <stdlib.h>

#include "gtest/gtest.h"

#include "server/domain/check.h"

namespace coalition::store {

// A folder of its own for one test, removed with everything in it.
class TempFolder {
 public:
  TempFolder() : path_(testing::TempDir() + "coalition-store-XXXXXX") {
    COALITION_CHECK(mkdtemp(path_.data()) != nullptr, "a temporary folder can be made");
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace coalition::store

#endif  // COALITION_TESTS_STORE_TEMP_FOLDER_H_
