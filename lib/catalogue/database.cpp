#include "catalogue/database.h"

#include <bit>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <new>
#include <system_error>
#include <thread>

#include <sqlite3.h>

#include "base/disk_file.h"
#include "base/percent.h"

namespace melsift::catalogue {
namespace {

static_assert(std::endian::native == std::endian::little, "vectors are stored little-endian");

constexpr std::string_view kMagic{"SQLite format 3\0", 16};

// A name that SQLite reads as a file name, even if it looks like ":memory:" or "file:...".
std::string plain_name(const std::string& path) {
  return path.starts_with('/') ? path : "./" + path;
}

bool has_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(std::filesystem::absolute(path).parent_path(), ignored);
}

// The URI of a file that nobody changes: SQLite then reads it without locks and without files
// beside it.
std::string immutable_address(const std::string& path) {
  const auto is_plain = [](char c) { return c != '?' && c != '#' && c != '%'; };
  return "file:" + percent_encoded(plain_name(path), is_plain) + "?immutable=1";
}

}  // namespace

bool is_sqlite(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  const DiskFile file = DiskFile::open(path);
  return file.size() >= kMagic.size() && file.read(0, kMagic.size()) == kMagic;
}

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  check(sqlite3_prepare_v3(database.connection_.get(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Statement::~Statement() {
  sqlite3_finalize(statement_);
}

bool Statement::next() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  sqlite3_reset(statement_);
  if (code != SQLITE_DONE) database_.fail(code);
  return false;
}

void Statement::run() {
  next();
  sqlite3_reset(statement_);
}

void Statement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::string Statement::text(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  check_memory(bytes);
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::optional<long long> Statement::integer(int column) const {
  if (is_null(column)) return std::nullopt;
  return sqlite3_column_int64(statement_, column);
}

std::optional<double> Statement::real(int column) const {
  if (is_null(column)) return std::nullopt;
  return sqlite3_column_double(statement_, column);
}

std::vector<float> Statement::floats(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  check_memory(bytes);
  std::vector<float> values(size / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes, values.size() * sizeof(float));
  return values;
}

std::uint64_t Statement::bits(int column) const {
  return static_cast<std::uint64_t>(sqlite3_column_int64(statement_, column));
}

void Statement::bind(int parameter, std::string_view text) {
  if (text.empty()) return;
  check(sqlite3_bind_text64(statement_, parameter, text.data(), text.size(), SQLITE_TRANSIENT,
                            SQLITE_UTF8));
}

void Statement::bind(int parameter, long long value) {
  check(sqlite3_bind_int64(statement_, parameter, value));
}

void Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(statement_, parameter, value));
}

void Statement::bind(int parameter, const std::vector<float>& values) {
  if (values.empty()) return;
  check(sqlite3_bind_blob64(statement_, parameter, values.data(), values.size() * sizeof(float),
                            SQLITE_TRANSIENT));
}

// SQLite returns no bytes for an empty or missing value, and if memory is short.
void Statement::check_memory(const void* bytes) const {
  if (bytes == nullptr && sqlite3_errcode(database_.connection_.get()) == SQLITE_NOMEM)
    throw std::bad_alloc();
}

void Statement::check(int code) const {
  database_.check(code);
}

Database::Database(std::string path, Mode mode)
    : path_(std::move(path)), mode_(mode), connection_(nullptr, sqlite3_close) {
  // Devices and FIFOs might never answer.
  if (!is_gone(path_) && !file_stamp(path_)) DiskFile::open(path_);
  if (mode_ == Mode::read) {
    open_for_reading();
    return;
  }
  open(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, plain_name(path_));
  run("PRAGMA foreign_keys = ON");
  run("PRAGMA synchronous = NORMAL");
  run("PRAGMA temp_store = MEMORY");
}

Database::~Database() {
  statements_.clear();  // before their connection
}

// A connection that may write can also complete the work of a killed program, but it needs files
// beside the database.  If they can't be created, the file is read as it is.
void Database::open_for_reading() {
  open(SQLITE_OPEN_READWRITE, plain_name(path_));
  try {
    run("PRAGMA query_only = ON");
    number("SELECT count(*) FROM sqlite_master");
  } catch (const Error&) {
    const int code = sqlite3_errcode(connection_.get());
    const int error_number = sqlite3_system_errno(connection_.get());
    const bool full = code == SQLITE_IOERR && (error_number == ENOSPC || error_number == EDQUOT);
    // A brief lack of resources says nothing about the folder.
    const bool is_short =
        error_number == EMFILE || error_number == ENFILE || error_number == ENOMEM;
    if (is_short || (code != SQLITE_CANTOPEN && code != SQLITE_READONLY && !full)) throw;
    check_unfinished_log();
    statements_.clear();
    open(SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, immutable_address(path_));
  }
}

void Database::check_unfinished_log() const {
  const auto log = file_stamp(path_ + "-wal");
  if (log && log->size > 0)
    throw Error(ErrorKind::io, path_,
                "its latest changes are in " + path_ +
                    "-wal, which can be read only if its folder is writable");
}

void Database::open(int flags, const std::string& name) {
  sqlite3* connection = nullptr;
  const int code = sqlite3_open_v2(name.c_str(), &connection, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  connection_.reset(connection);
  if (!connection) throw std::bad_alloc();
  check(code);
  sqlite3_extended_result_codes(connection, 0);
  sqlite3_busy_timeout(connection, kPatience);
}

void Database::run_temporary(const char* sql) {
  const bool is_guarded = number("PRAGMA query_only") != 0;
  if (is_guarded) run("PRAGMA query_only = OFF");
  run("PRAGMA temp_store = MEMORY");
  run(sql);
  if (is_guarded) run("PRAGMA query_only = ON");
}

void Database::run(const char* sql) {
  check(sqlite3_exec(connection_.get(), sql, nullptr, nullptr, nullptr));
}

Statement& Database::statement(const char* sql) {
  auto& kept = statements_[sql];
  if (!kept) kept = std::make_unique<Statement>(*this, sql);
  return *kept;
}

long long Database::number(const char* sql) {
  Statement statement(*this, sql);
  return statement.next() ? statement.integer(0).value_or(0) : 0;
}

long long Database::last_id() const {
  return sqlite3_last_insert_rowid(connection_.get());
}

long long Database::changes() const {
  return sqlite3_changes64(connection_.get());
}

bool Database::in_transaction() const {
  return sqlite3_get_autocommit(connection_.get()) == 0;
}

void Database::transaction(const std::function<void()>& work) {
  enclose("BEGIN IMMEDIATE", work);  // after a read it may be unable to write
}

void Database::snapshot(const std::function<void()>& work) {
  enclose("BEGIN", work);
}

void Database::enclose(const char* begin, const std::function<void()>& work) {
  if (in_transaction()) return work();
  run(begin);
  try {
    work();
    run("COMMIT");
  } catch (...) {
    // Some failures (a full disk) end the transaction themselves.
    if (in_transaction()) sqlite3_exec(connection_.get(), "ROLLBACK", nullptr, nullptr, nullptr);
    throw;
  }
}

void Database::use_write_ahead_log() {
  // SQLite does not wait here itself.
  constexpr auto kPause = std::chrono::milliseconds(20);
  for (int waited = 0;; waited += static_cast<int>(kPause.count())) {
    const int code =
        sqlite3_exec(connection_.get(), "PRAGMA journal_mode = WAL", nullptr, nullptr, nullptr);
    if (code != SQLITE_BUSY || waited >= kPatience) return check(code);
    std::this_thread::sleep_for(kPause);
  }
}

void Database::check(int code) const {
  if (code != SQLITE_OK) fail(code);
}

Error Database::damaged(std::string_view what) const {
  return {ErrorKind::corrupt, path_, std::string("damaged: ").append(what)};
}

int Database::last_read_error() const {
  for (const int file_of : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    int error_number = 0;
    sqlite3_file_control(connection_.get(), "main", file_of, static_cast<void*>(&file));
    if (file == nullptr || file->pMethods == nullptr) continue;
    file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error_number);
    if (error_number != 0) return error_number;
  }
  return 0;
}

void Database::fail(int code) const {
  const auto words = [this] { return std::string(sqlite3_errmsg(connection_.get())); };
  switch (code & 0xFF) {
    case SQLITE_NOMEM:
      throw std::bad_alloc();
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorKind::io, path_,
                  "locked by another program (waited " + std::to_string(kPatience / 1000) + " s)");
    case SQLITE_NOTADB:
      throw Error(ErrorKind::corrupt, path_, "is not a melsift catalogue");
    case SQLITE_CORRUPT:
      // SQLite reports a failed read as damage.
      if (const int error_number = last_read_error(); error_number != 0)
        throw system_error(path_, "can't read", error_number);
      throw damaged(words());
    case SQLITE_CONSTRAINT:  // the store keeps to the schema; rows that other programs wrote may
                             // not
      throw damaged(words());
    case SQLITE_FULL:
      throw Error(ErrorKind::io, path_, "can't write: no space left on the disk");
    case SQLITE_READONLY:
      throw Error(ErrorKind::io, path_, "can't write: read-only");
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR: {
      const char* doing = code == SQLITE_CANTOPEN ? "can't open" : "can't read or write";
      const int error_number = sqlite3_system_errno(connection_.get());
      // The failure concerns the files beside the database; or the database could not be created
      // (the number is that of SQLite's second attempt, to open it for reading).
      if (error_number == ENOENT &&
          (!is_gone(path_) || (mode_ == Mode::write && has_folder(path_))))
        throw Error(ErrorKind::io, path_, "can't write into its folder");
      if (error_number != 0) throw system_error(path_, doing, error_number);
      throw Error(ErrorKind::io, path_, std::string(doing) + ": " + words());
    }
    default:
      throw Error(ErrorKind::io, path_, words());
  }
}

}  // namespace melsift::catalogue
