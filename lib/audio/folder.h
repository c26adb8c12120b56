// Audio files in folders.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audio/ignore.h"

namespace melsift::audio {

// Whether a name has the extension of an audio file (.wav .wave .au .snd .aif .aiff .aifc .caf .w64
// .rf64 .flac .ogg .oga .opus .mp3 .m4a .mp4 .aac .wma .webm .mp2 .m4b .mka .ape .wv .mpc, in
// either case).
bool has_audio_name(std::string_view path);

// A walk over the audio files below a folder, sub-folders included, each folder's entries in
// bytewise order.  Each folder is visited once: a link to a folder below the top is left out, and
// of several links to a folder elsewhere the first is followed.  The walk also leaves out:
// - hidden entries, see is_hidden_name(): macOS puts a "._song.wav" that is no sound beside each
//   song.wav on foreign disks;
// - folders of deleted files, see is_system_folder();
// - folders below the top that contain a file .nomedia, and entries that a file .ndignore or
//   .melsiftignore names, see IgnorePatterns.
// In memory are only the names in the folders from the top to where the walk is.
class FolderWalk {
 public:
  // Throws Error if the folder can't be listed.
  explicit FolderWalk(const std::string& folder);

  // The path of the next file; nothing at the end.  A sub-folder that can't be listed throws Error,
  // and the next call continues after it.
  std::optional<std::string> next();

 private:
  struct Entry {
    std::size_t begin;  // of its name
    std::uint32_t size;
    bool is_folder;
  };
  struct Level {
    std::string prefix;                            // of its paths, with a slash
    std::pair<std::uint64_t, std::uint64_t> node;  // device and inode
    std::string names;
    std::vector<Entry> entries;
    std::size_t next = 0;
    std::vector<IgnorePatterns> ignored;
  };

  void enter(const std::string& folder);
  bool is_left_out(const Level& level, const std::string& name, bool is_folder) const;
  bool is_link_to_inside(const std::string& path) const;

  std::string top_;  // without links
  std::set<std::pair<std::uint64_t, std::uint64_t>> visited_;
  std::vector<Level> levels_;
};

// All files at once.  Sub-folders that can't be listed are skipped and named in `failures`, one
// line each.  Throws Error if the folder itself can't be listed.
std::vector<std::string> audio_files(const std::string& folder, std::vector<std::string>& failures);

}  // namespace melsift::audio
