#include "catalogue/store.h"

#include <sstream>
#include <utility>

#include "base/error.h"
#include "catalogue/schema.h"
#include "record/writer.h"

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
  std::vector<std::string> found;
  const auto look = [&](const char* query, const auto& say) {
    try {
      Statement& row = database_->statement(query);
      while (row.next()) say(row);
    } catch (const Error& error) {
      found.emplace_back(error.what());
    }
  };
  // A row of the result may have several lines, below a heading.
  look("PRAGMA integrity_check", [&](const Statement& row) {
    std::istringstream lines(row.text(0));
    for (std::string line; std::getline(lines, line);)
      if (line != "ok" && !line.starts_with("***")) found.push_back(line);
  });
  look("SELECT \"table\", count(*) FROM pragma_foreign_key_check GROUP BY 1 ORDER BY 1",
       [&](const Statement& row) {
         found.push_back(row.text(0) + ": rows of missing tracks: " + row.text(1));
       });
  if (!found.empty()) return found;
  // SQLite does not notice changed bytes within a row.
  std::vector<long long> tracks;
  look("SELECT id FROM track", [&](const Statement& row) { tracks.push_back(*row.integer(0)); });
  for (const long long id : tracks) {
    try {
      record::to_json(track(id));
    } catch (const Error& error) {
      found.emplace_back(error.what());
    }
  }
  return found;
}

long long Store::version() const {
  return database_->number("PRAGMA data_version");
}

}  // namespace melsift::catalogue
