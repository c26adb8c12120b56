#include "web/folders.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/path_form.h"
#include "base/utf8.h"
#include "web/exchange.h"
#include "web/token.h"

namespace melsift::web {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxInFolder = 10000;

bool is_below(std::string_view path, std::string_view root) {
  if (!path.starts_with(root)) return false;
  return path.size() == root.size() || root.ends_with('/') || path[root.size()] == '/';
}

// The path without links; empty if it does not exist.
std::string resolved_path(const std::string& path) {
  std::error_code error;
  const fs::path canonical = fs::canonical(path, error);
  return error ? std::string() : canonical.string();
}

std::string name_of(const std::string& path) {
  std::string name = fs::path(path).filename().string();
  return name.empty() ? path : name;
}

}  // namespace

Folders::Folders(const std::vector<std::string>& roots) {
  for (const std::string& root : roots) {
    std::error_code error;
    if (!fs::is_directory(root, error)) {
      if (error) throw system_error(root, "can't open", error.value());
      throw Error(ErrorKind::invalid_argument, root, "is not a folder");
    }
    std::string path = absolute_path(root);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    roots_.push_back(path);
    resolved_roots_.push_back(resolved_path(path));
    root_ids_.push_back(id_of(path, ""));
  }
}

std::string Folders::id_of(const std::string& path, const std::string& parent) {
  const std::lock_guard lock(mutex_);
  std::string& id = by_path_[path];
  if (id.empty()) {
    id = random_hex(8);
    by_id_[id] = {path, parent};
  }
  return id;
}

std::vector<Folder> Folders::roots() const {
  std::vector<Folder> folders;
  for (std::size_t i = 0; i < roots_.size(); ++i)
    folders.push_back({root_ids_[i], name_of(roots_[i])});
  return folders;
}

bool Folders::resolves_below_root(const std::string& path) const {
  const std::string where = resolved_path(path);
  return !where.empty() && std::ranges::any_of(resolved_roots_, [&](const auto& root) {
    return is_below(where, root);
  });
}

std::optional<std::string> Folders::path_of(const std::string& id) const {
  std::string path;
  {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return std::nullopt;
    path = found->second.path;
  }
  std::error_code ignored;
  if (!fs::is_directory(path, ignored) || !resolves_below_root(path)) return std::nullopt;
  return path;
}

std::optional<std::vector<Folder>> Folders::in(const std::string& id) {
  const auto path = path_of(id);
  if (!path) return std::nullopt;
  std::vector<std::string> found;
  std::error_code error;
  for (fs::directory_iterator entry(*path, fs::directory_options::skip_permission_denied, error),
       end;
       !error && entry != end && found.size() < kMaxInFolder; entry.increment(error)) {
    const std::string below = entry->path().string();
    std::error_code ignored;
    if (name_of(below).starts_with('.') || !is_utf8(below)) continue;
    if (entry->is_directory(ignored) && resolves_below_root(below)) found.push_back(below);
  }
  std::ranges::sort(found);
  std::vector<Folder> folders;
  for (const std::string& below : found) folders.push_back({id_of(below, id), name_of(below)});
  return folders;
}

std::vector<Folder> Folders::parents_of(const std::string& id) const {
  const std::lock_guard lock(mutex_);
  std::vector<Folder> way;
  for (auto found = by_id_.find(id); found != by_id_.end();
       found = by_id_.find(found->second.parent))
    way.push_back({found->first, name_of(found->second.path)});
  std::ranges::reverse(way);
  return way;
}

bool Folders::holds(const std::string& path) const {
  if (!path.starts_with('/') || fs::path(path).lexically_normal().string() != path) return false;
  return std::ranges::any_of(roots_, [&](const auto& root) { return is_below(path, root); });
}

std::shared_ptr<const int> Folders::open(const std::string& path) const {
  if (!holds(path)) return nullptr;
  // Non-blocking: a FIFO might never have a writer.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  // Not the file's fault, and another moment may be better.
  for (const int shortage : {EMFILE, ENFILE, ENOMEM, EIO})
    if (descriptor < 0 && errno == shortage) throw busy("the track's file can't be opened now");
  if (descriptor < 0) return nullptr;
  std::shared_ptr<const int> file(new int(descriptor), [](const int* opened) {
    ::close(*opened);
    delete opened;
  });
  struct stat status {};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return nullptr;
  // Checks the opened file, not the current content of the path.
  std::error_code error;
  const fs::path where = fs::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
  const bool inside = !error && std::ranges::any_of(resolved_roots_, [&](const auto& root) {
    return is_below(where.string(), root);
  });
  return inside ? file : nullptr;
}

}  // namespace melsift::web
