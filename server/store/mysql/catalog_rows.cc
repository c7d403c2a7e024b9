#include "server/store/mysql/catalog_rows.h"

#include <string>
#include <string_view>
#include <utility>

#include "server/store/catalog_bodies.h"

namespace coalition::store::mysql {

absl::StatusOr<std::shared_ptr<const domain::Catalog>> ReadCatalog(Connection& connection) {
  auto catalog = store::ReadCatalog(
      [&](const char* sql, absl::FunctionRef<absl::Status(std::string_view)> take) {
        std::string body;
        Rows rows = connection.Query(SqlText(sql));
        while (rows.Next(Bytes{body})) {
          if (absl::Status taken = take(body); !taken.ok()) return taken;
        }
        return rows.status();
      });
  if (!catalog.ok()) return catalog.status();
  // Every lane has it.
  Rows rows = connection.Query(SqlText("SELECT MAX(catalog_revision) FROM lanes"));
  rows.Next((*catalog)->revision);
  if (!rows.status().ok()) return rows.status();
  return *std::move(catalog);
}

}  // namespace coalition::store::mysql
