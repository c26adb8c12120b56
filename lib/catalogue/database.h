// SQLite, thinly: a file, its statements, its transactions.  Failures are Errors that begin with
// the file's name.  One thread at a time.
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

// Whether the file at `path` begins as SQLite's do.  Throws Error io if the system refuses to read
// it.
bool is_sqlite(const std::string& path);

class Database;

// A prepared statement.  Text that is empty is stored as NULL and NULL is read as empty, as an
// empty field of a record is one that is absent; likewise vectors and optionals.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Begins anew with these as ?1, ?2, ...
  template <class... Values>
  Statement& with(const Values&... values) {
    reset();
    int parameter = 0;
    (bind(++parameter, values), ...);
    return *this;
  }
  // The next row; false at the end, where it lets go of what it has read.
  bool next();
  // For a statement that gives no rows, or of which they are not wanted.
  void run();
  // Lets go of what it has read before the end is reached.
  void reset();

  // Of the row that next() has come to.  Columns are numbered from 0.
  bool is_null(int column) const;
  std::string text(int column) const;
  std::optional<long long> integer(int column) const;
  std::optional<double> real(int column) const;
  std::vector<float> floats(int column) const;  // little-endian float32
  std::uint64_t bits(int column) const;         // 64 of them, as bind() stored them

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
  // Opens a file, which Mode::write makes where it is not there.  Where the file or its folder
  // can't be written to, Mode::read reads it all the same.  Throws Error not_found, io (also where
  // another program has it locked for longer than kPatience), corrupt, invalid_argument.
  Database(std::string path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  const std::string& path() const { return path_; }
  Mode mode() const { return mode_; }

  // Statements of which nothing is kept.
  void run(const char* sql);
  // A statement that is kept ready for the next time; `sql` must be a literal.
  Statement& statement(const char* sql);
  // The first column of the first row; 0 where there is none.
  long long number(const char* sql);
  long long last_id() const;  // of the row inserted last
  long long changes() const;  // rows that the last statement has touched

  // All that `work` does, or, where it throws, nothing of it.  Within another one it is part of
  // that.  What other programs see changes at its end, all at once, and then outlives the process.
  void transaction(const std::function<void()>& work);
  // All that `work` reads is of one moment.
  void snapshot(const std::function<void()>& work);

  // Changes are kept beside the file until enough have come together (SQLite's write-ahead log), so
  // that others can read on meanwhile.  Without effect on file systems that can't do it.
  void use_write_ahead_log();

  // What is thrown where the file holds what no catalogue does.
  Error damaged(std::string_view what) const;

  // How long another program's lock is waited for, milliseconds.
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
