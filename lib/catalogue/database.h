// A thin layer over SQLite: a file, its statements, its transactions.  Failures are Errors that
// begin with the file's name.  One thread at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace melsift::catalogue {

enum class Mode { read, write };

// Whether the file at `path` begins like a database of SQLite.  Throws Error io if it can't be
// read.
bool is_sqlite(const std::string& path);

class Database;

// A prepared statement.  Empty text is stored as NULL, and NULL is read as empty text, because an
// empty field of a record is an absent field.  The same holds for vectors and optionals.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Starts again with these values as ?1, ?2, ...
  template <class... Values>
  Statement& with(const Values&... values) {
    reset();
    int parameter = 0;
    (bind(++parameter, values), ...);
    return *this;
  }
  // Moves to the next row; false at the end, where the statement is reset.
  bool next();
  // For a statement without rows, or whose rows are not needed.
  void run();
  // Resets the statement before its end.
  void reset();

  // Values of the current row.  Columns are numbered from 0.
  bool is_null(int column) const;
  std::string text(int column) const;
  std::optional<long long> integer(int column) const;
  std::optional<double> real(int column) const;
  std::vector<float> floats(int column) const;  // little-endian float32
  std::uint64_t bits(int column) const;         // 64 bits, as bind() stored them

 private:
  void bind(int parameter, std::string_view text);
  void bind(int parameter, const std::string& text) { bind(parameter, std::string_view(text)); }
  void bind(int parameter, long long value);
  void bind(int parameter, double value);
  void bind(int parameter, const std::vector<float>& values);
  void bind(int parameter, std::uint64_t bits) { bind(parameter, static_cast<long long>(bits)); }
  void bind(int parameter, bool value) { bind(parameter, static_cast<long long>(value)); }
  template <class Value>
  void bind(int parameter, const std::optional<Value>& value) {
    if (value) bind(parameter, *value);
  }
  void check(int code) const;
  void check_memory(const void* bytes) const;

  Database& database_;
  sqlite3_stmt* statement_ = nullptr;
};

class Database {
 public:
  // Opens a file; Mode::write creates it if it does not exist.  Mode::read also reads a file if the
  // file or its folder is not writable.  Throws Error not_found, io (also if another program locks
  // the file for longer than kPatience), corrupt, invalid_argument.
  Database(std::string path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }
  Mode mode() const { return mode_; }

  // Runs statements once.
  void run(const char* sql);
  // Statements that make temporary tables or views, in memory; also in Mode::read.
  void run_temporary(const char* sql);
  // A prepared statement, which is kept for the next call; `sql` must be a literal.
  Statement& statement(const char* sql);
  // The first column of the first row; 0 if there is none.
  long long number(const char* sql);
  long long last_id() const;  // of the row inserted last
  long long changes() const;  // rows that the last statement changed

  // Applies all changes that `work` makes, or none if it throws.  A transaction within another one
  // is part of it.  At its end, other programs see all changes at once, and the changes survive the
  // end of the process.
  void transaction(const std::function<void()>& work);
  // `work` reads one consistent state.
  void snapshot(const std::function<void()>& work);

  // Collects changes beside the file (SQLite's write-ahead log), so that others can read meanwhile.
  // No effect on file systems that do not support it.
  void use_write_ahead_log();

  // The Error for a file whose content is not that of a catalogue.
  Error damaged(std::string_view what) const;

  // How long to wait for another program's lock, in milliseconds.
  static constexpr int kPatience = 5000;

 private:
  friend class Statement;

  void open(int flags, const std::string& name);
  void open_for_reading();
  void check_unfinished_log() const;
  int last_read_error() const;  // an errno, or 0
  bool in_transaction() const;
  void enclose(const char* begin, const std::function<void()>& work);
  void check(int code) const;
  [[noreturn]] void fail(int code) const;

  std::string path_;
  Mode mode_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> connection_;
  std::unordered_map<const char*, std::unique_ptr<Statement>> statements_;
};

}  // namespace melsift::catalogue
