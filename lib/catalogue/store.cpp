#include "catalogue/store.h"

#include <utility>

#include "base/error.h"
#include "catalogue/schema.h"

namespace melsift::catalogue {

bool is_database(const std::string& path) {
  return is_sqlite(path);
}

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::~Store() = default;
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;

Store Store::open(const std::string& path, Mode mode) {
  auto database = std::make_unique<Database>(path, mode);
  prepare_schema(*database);
  return Store(std::move(database));
}

void Store::transaction(const std::function<void()>& work) {
  database_->transaction(work);
}

std::vector<std::string> Store::damage() const {
  std::vector<std::string> lines;
  for (const char* check : {"PRAGMA integrity_check", "PRAGMA foreign_key_check"}) {
    try {
      Statement& found = database_->statement(check);
      while (found.next())
        if (found.text(0) != "ok") lines.push_back(found.text(0));
    } catch (const Error& error) {
      lines.emplace_back(error.what());
    }
  }
  return lines;
}

}  // namespace melsift::catalogue
