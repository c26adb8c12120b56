#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "common/collect_commands.h"
#include "common/collect_database.h"
#include "record/csv.h"
#include "record/lines.h"

namespace melsift::tools {
namespace {

struct ListenOptions {
  std::vector<std::string> files;
  std::string database;
};

// A table with the columns user, item and, perhaps, plays; commas or tabs between.
class ListenTable {
 public:
  explicit ListenTable(const std::string& path) : csv_(open(path)) {}

  // Nothing at the end.  Throws Error corrupt for a bad row; the next call goes on behind it.
  std::optional<catalogue::Listen> next() {
    if (!csv_.next(cells_)) return std::nullopt;
    if (cells_.size() != columns_)
      refuse(std::to_string(cells_.size()) + " cells, the header has " + std::to_string(columns_));
    catalogue::Listen listen{std::string(trimmed(cells_[user_])),
                             std::string(trimmed(cells_[item_])), 1};
    if (listen.user.empty() || listen.item.empty()) refuse("no user or no item");
    if (plays_) {
      const auto plays = parse_real(cells_[*plays_]);  // "2.0" is how pandas writes a 2
      constexpr double kMost = 1e15;                   // of these all whole numbers are exact
      if (!plays || !(*plays >= 1.0 && *plays <= kMost) ||
          *plays != static_cast<double>(static_cast<long long>(*plays)))
        refuse("plays: expected a whole number from 1 on, got \"" + cells_[*plays_] + '"');
      listen.plays = static_cast<long long>(*plays);
    }
    return listen;
  }

 private:
  record::CsvReader open(const std::string& path) {
    record::LineSource lines(path);
    const auto header = lines.next();
    const std::string text(header.value_or(""));
    const std::string where = header ? lines.where() : lines.name();
    const char separator = text.find('\t') == std::string::npos ? ',' : '\t';
    std::vector<std::string> names;
    record::CsvReader(record::LineSource::over(where, text), separator).next(names);
    for (std::string& name : names) name = lower_case(trimmed(name));
    const auto column = [&](const char* name) -> std::optional<std::size_t> {
      const auto found = std::ranges::find(names, name);
      if (found == names.end()) return std::nullopt;
      return found - names.begin();
    };
    if (!column("user") || !column("item"))
      throw Error(ErrorKind::corrupt, where, "expected a header with the columns user and item");
    columns_ = names.size();
    user_ = *column("user");
    item_ = *column("item");
    plays_ = column("plays");
    return record::CsvReader(std::move(lines), separator);
  }
  [[noreturn]] void refuse(const std::string& detail) const {
    throw Error(ErrorKind::corrupt, csv_.where(), detail);
  }

  std::size_t columns_ = 0, user_ = 0, item_ = 0;
  std::optional<std::size_t> plays_;
  record::CsvReader csv_;  // behind what open() finds out
  std::vector<std::string> cells_;
};

// The listens of all files, one after the other; what is bad is reported and passed over.
class ListenFiles {
 public:
  ListenFiles(Command& command, std::vector<std::string> files)
      : command_(command), files_(std::move(files)) {}

  std::optional<catalogue::Listen> next() {
    for (;;) {
      try {
        if (!table_) {
          if (next_file_ == files_.size()) return std::nullopt;
          table_ = std::make_unique<ListenTable>(files_[next_file_++]);
        }
        if (auto listen = table_->next()) {
          command_.count_done();
          ++count_;
          return listen;
        }
        table_.reset();
      } catch (const Error& error) {
        command_.count_failed(error.what());
        if (error.kind() == ErrorKind::io) table_.reset();
      }
    }
  }
  long long count() const { return count_; }

 private:
  Command& command_;
  std::vector<std::string> files_;
  std::size_t next_file_ = 0;
  std::unique_ptr<ListenTable> table_;
  long long count_ = 0;
};

}  // namespace

CollectCommand add_import_listens(Command& command) {
  auto options = std::make_shared<ListenOptions>();
  OptionParser parser =
      command.parser().subcommand("import-listens", "enter how often users have played items");
  parser.operand("table", options->files, "with columns user, item and plays; - is standard input")
      .required();
  add_database(parser, options->database);
  return {parser, [&command, options] {
            command.set_items("rows");
            auto store = catalogue::Store::open(options->database, catalogue::Mode::write);
            ListenFiles files(command, options->files);
            const long long added = store.put_listens([&] { return files.next(); });
            command.note(counted(files.count(), "row") + ": " + std::to_string(added) + " new");
          }};
}

}  // namespace melsift::tools
