#include "audio/tag_writer.h"

#include <cerrno>
#include <cmath>
#include <filesystem>
#include <memory>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <taglib/fileref.h>
#include <taglib/id3v2header.h>
#include <taglib/id3v2tag.h>
#include <taglib/mpegfile.h>
#include <taglib/tpropertymap.h>
#include <unistd.h>

#include "audio/tag_sources.h"
#include "audio/track_file.h"
#include "base/disk_file.h"
#include "base/error.h"

namespace melsift::audio {
namespace {

using Texts = std::vector<std::string>;

Texts texts_of(const TagLib::PropertyMap& properties, const std::string& field) {
  Texts texts;
  const auto found = properties.find(field);
  if (found != properties.end())
    for (const TagLib::String& value : found->second) texts.push_back(value.to8Bit(true));
  return texts;
}

Error unsupported(const std::string& path, std::string_view why) {
  return Error(ErrorKind::unsupported, path, why);
}

// A file opened by TagLib, which finds the format by the extension.
TagLib::FileRef open_reference(const std::string& path, const std::string& name) {
  prepare_taglib();
  TagLib::FileRef reference(path.c_str());
  if (reference.isNull() || !reference.file()->isValid())
    throw unsupported(name, "the tags of such a file can't be written");
  return reference;
}

void save(TagLib::FileRef& reference, const std::string& name) {
  bool saved = false;
  // By default TagLib adds an ID3v1 tag and removes an APE tag.
  if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(reference.file())) {
    const bool old = mpeg->hasID3v2Tag() && mpeg->ID3v2Tag()->header()->majorVersion() == 3;
    saved = mpeg->save(TagLib::MPEG::File::ID3v2, TagLib::File::StripNone,
                       old ? TagLib::ID3v2::v3 : TagLib::ID3v2::v4, TagLib::File::DoNotDuplicate);
  } else {
    saved = reference.file()->save();
  }
  if (!saved) throw Error(ErrorKind::io, name, "the tags can't be written");
}

// A copy of a file beside it, which disappears unless it replaces the file.
class Copy {
 public:
  explicit Copy(const std::string& path) : path_(path) {
    const std::filesystem::path original(path);
    copy_ = (original.parent_path() / (original.stem().string() + ".melsift-" +
                                       std::to_string(::getpid()) + original.extension().string()))
                .string();
    std::error_code error;
    std::filesystem::copy_file(path, copy_, error);
    if (error) throw system_error(path, "can't copy", error.value());
    if (::stat(path.c_str(), &status_) != 0) fail("can't look at");
  }
  ~Copy() {
    std::error_code ignored;
    std::filesystem::remove(copy_, ignored);
  }
  Copy(const Copy&) = delete;
  Copy& operator=(const Copy&) = delete;

  const std::string& path() const { return copy_; }

  void replace_original() {
    const int file = ::open(copy_.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) fail("can't open the copy of");
    const timespec times[2] = {status_.st_atim, status_.st_mtim};
    const bool done = ::fchmod(file, status_.st_mode & 07777) == 0 &&
                      ::futimens(file, times) == 0 && ::fsync(file) == 0;
    const int reason = errno;
    ::close(file);
    if (!done) throw system_error(path_, "can't finish the copy of", reason);
    if (::rename(copy_.c_str(), path_.c_str()) != 0) fail("can't replace");
  }

 private:
  [[noreturn]] void fail(const char* doing) const { throw system_error(path_, doing, errno); }

  std::string path_, copy_;
  struct stat status_ {};
};

}  // namespace

std::vector<TagEdit> tag_edits(const std::string& path, const TagWish& wish, bool overwrite) {
  {
    const TrackFile file(path, TrackFile::Access::parts);
    if (!corrected_id3(file.bytes()).empty())
      throw unsupported(path, "its ID3v2 tag is one that TagLib misreads");
  }
  const auto properties = open_reference(path, path).file()->properties();
  std::vector<TagEdit> edits;
  const auto want = [&](const char* field, Texts after) {
    TagEdit edit{field, texts_of(properties, field), std::move(after)};
    const bool may = edit.before.empty() || overwrite;
    if (may && !edit.after.empty() && edit.before != edit.after) edits.push_back(std::move(edit));
  };
  if (wish.tempo_bpm && *wish.tempo_bpm > 0.0)
    want("BPM", {std::to_string(std::lround(*wish.tempo_bpm))});
  if (wish.key) want("INITIALKEY", {short_text(*wish.key)});
  want("GENRE", wish.genre);
  return edits;
}

void write_tags(const std::string& path, std::span<const TagEdit> edits) {
  if (edits.empty()) return;
  Copy copy(path);
  {
    TagLib::FileRef reference = open_reference(copy.path(), path);
    TagLib::PropertyMap properties = reference.file()->properties();
    for (const TagEdit& edit : edits) {
      TagLib::StringList values;
      for (const std::string& text : edit.after)
        values.append(TagLib::String(text, TagLib::String::UTF8));
      properties.replace(edit.field, values);
    }
    const auto refused = reference.file()->setProperties(properties);
    for (const TagEdit& edit : edits)
      if (refused.contains(edit.field))
        throw unsupported(path, "its format has no field " + edit.field);
    save(reference, path);
  }
  const auto written = open_reference(copy.path(), path).file()->properties();
  for (const TagEdit& edit : edits)
    if (texts_of(written, edit.field) != edit.after)
      throw Error(ErrorKind::corrupt, path,
                  "the field " + edit.field + " reads differently after it was written");
  copy.replace_original();
}

}  // namespace melsift::audio
