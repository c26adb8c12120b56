#include "record/xml_list.h"

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>

#include <expat.h>

#include "base/error.h"
#include "base/number.h"
#include "record/playlist.h"

namespace melsift::record {
namespace {

// The name of an element without its namespace: expat writes "http://xspf.org/ns/0/ track".
std::string local_name(const char* name) {
  const std::string_view whole(name);
  const std::size_t blank = whole.rfind(' ');
  return std::string(blank == std::string_view::npos ? whole : whole.substr(blank + 1));
}

class Document {
 public:
  explicit Document(std::string name) : name_(std::move(name)) {}

  std::vector<Record> read(std::string_view bytes) {
    const std::unique_ptr<XML_ParserStruct, void (*)(XML_Parser)> parser(
        XML_ParserCreateNS(nullptr, ' '), XML_ParserFree);
    if (!parser || bytes.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
      throw Error(ErrorKind::unsupported, name_, "is too large for an XML list");
    XML_SetUserData(parser.get(), this);
    XML_SetElementHandler(
        parser.get(),
        [](void* self, const char* element, const char** /*attributes*/) {
          static_cast<Document*>(self)->begin(local_name(element));
        },
        [](void* self, const char* /*element*/) { static_cast<Document*>(self)->end(); });
    XML_SetCharacterDataHandler(parser.get(), [](void* self, const char* text, int length) {
      static_cast<Document*>(self)->text_.append(text, static_cast<std::size_t>(length));
    });
    parser_ = parser.get();
    XML_SetEntityDeclHandler(
        parser.get(), [](void* self, const XML_Char* /*entity*/, int, const XML_Char*, int,
                         const XML_Char*, const XML_Char*, const XML_Char*, const XML_Char*) {
          XML_StopParser(static_cast<Document*>(self)->parser_, XML_FALSE);
        });
    if (XML_Parse(parser.get(), bytes.data(), static_cast<int>(bytes.size()), 1) != XML_STATUS_OK)
      throw Error(ErrorKind::corrupt,
                  name_ + ":" + std::to_string(XML_GetCurrentLineNumber(parser.get())),
                  XML_GetErrorCode(parser.get()) == XML_ERROR_ABORTED
                      ? "declares entities"
                      : XML_ErrorString(XML_GetErrorCode(parser.get())));
    if (root_ != "playlist" && root_ != "plist")
      throw Error(ErrorKind::unsupported, name_,
                  "expected an XSPF playlist or the Library.xml of iTunes");
    return std::move(tracks_);
  }

 private:
  void begin(std::string element) {
    if (elements_.empty()) root_ = element;
    if (element == "dict") keys_.emplace_back();
    const bool track =
        root_ == "playlist" ? element == "track" : element == "dict" && is_library_track();
    if (track) track_ = Record();
    text_.clear();
    elements_.push_back(std::move(element));
  }

  void end() {
    const std::string element = std::move(elements_.back());
    elements_.pop_back();
    const std::string text(trimmed(text_));
    text_.clear();
    if (root_ == "playlist") {
      if (element == "track")
        tracks_.push_back(std::move(track_));
      else if (!elements_.empty() && elements_.back() == "track")
        set_xspf(element, text);
    } else if (element == "dict") {
      if (is_library_track()) tracks_.push_back(std::move(track_));
      keys_.pop_back();
    } else if (element == "key" && !keys_.empty()) {
      keys_.back() = text;
    } else if (is_library_track()) {
      set_library(keys_.back(), element, text);
    }
  }

  // Whether the innermost dict is that of a track: the dicts are the library, its Tracks, a track.
  bool is_library_track() const { return keys_.size() == 3 && keys_.front() == "Tracks"; }

  void set_xspf(const std::string& field, const std::string& text) {
    if (field == "location" && track_.path.empty()) track_.path = address_path(text, name_);
    if (field == "title") track_.title = text;
    if (field == "creator") track_.artist = text;
    if (field == "album") track_.album = text;
    if (field == "duration") set_milliseconds(text);
  }

  void set_library(const std::string& field, const std::string& element, const std::string& text) {
    if (field == "Location") track_.path = address_path(text, name_);
    if (field == "Name") track_.title = text;
    if (field == "Artist") track_.artist = text;
    if (field == "Album") track_.album = text;
    if (field == "Genre" && !text.empty()) track_.genre = {text};
    if (field == "Year") track_.year = parse_integer(text);
    if (field == "Total Time") set_milliseconds(text);
    if (field == "Play Count") track_.play_count = parse_integer(text);
    if (field == "Play Date UTC") track_.last_played = text;
    if (element == "true" && (field == "Loved" || field == "Favorited")) track_.liked = true;
    if (element == "true" && field == "Disliked") track_.liked = false;
  }

  void set_milliseconds(const std::string& text) {
    const auto ms = parse_real(text);
    if (ms && *ms > 0.0 && *ms < 1e12) track_.duration_s = *ms / 1000.0;
  }

  std::string name_;
  XML_Parser parser_ = nullptr;
  std::string root_;
  std::vector<std::string> elements_;  // open ones
  std::vector<std::string> keys_;      // the last key in each open dict
  std::string text_;
  Record track_;
  std::vector<Record> tracks_;
};

}  // namespace

std::vector<Record> read_xml_list(const std::string& name, std::string_view bytes) {
  return Document(name).read(bytes);
}

}  // namespace melsift::record
