// The folders that may be scanned, and whose files may be played: those given to the server and all
// folders below them.  Clients know them only by id.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace melsift::web {

struct Folder {
  std::string id;
  std::string name;
};

// Thread-safe.
class Folders {
 public:
  // Throws Error that begins with the root if a root is not a folder.
  explicit Folders(const std::vector<std::string>& roots);

  bool any() const { return !roots_.empty(); }
  std::vector<Folder> roots() const;
  // The folders in it, by name, without hidden ones and links that lead out of the roots.  Nothing
  // if the id is unknown.
  std::optional<std::vector<Folder>> in(const std::string& id);
  // The folders that contain it, the root first, and then the folder itself.
  std::vector<Folder> parents_of(const std::string& id) const;
  // Nothing if the id is unknown, or if the folder is no longer below its root.
  std::optional<std::string> path_of(const std::string& id) const;

  // Whether the path, without following links, is below a root.
  bool holds(const std::string& path) const;
  // Opens the regular file at `path` if it is below a root after all links are resolved; otherwise
  // nothing.  The file is closed with its last user.  Throws Refusal 503 if the system has no
  // descriptor or memory for it, or can't read the disk.
  std::shared_ptr<const int> open(const std::string& path) const;

 private:
  struct Known {
    std::string path;
    std::string parent;  // an id; empty: a root
  };

  std::string id_of(const std::string& path, const std::string& parent);
  bool resolves_below_root(const std::string& path) const;

  std::vector<std::string> roots_;           // as catalogues have them
  std::vector<std::string> resolved_roots_;  // without links
  std::vector<std::string> root_ids_;
  mutable std::mutex mutex_;
  std::map<std::string, Known> by_id_;
  std::map<std::string, std::string> by_path_;
};

}  // namespace melsift::web
