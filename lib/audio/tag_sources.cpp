#include "audio/tag_sources.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>

#include <taglib/aifffile.h>
#include <taglib/apefile.h>
#include <taglib/apetag.h>
#include <taglib/asffile.h>
#include <taglib/fileref.h>
#include <taglib/flacfile.h>
#include <taglib/id3v1tag.h>
#include <taglib/id3v2framefactory.h>
#include <taglib/id3v2tag.h>
#include <taglib/infotag.h>
#include <taglib/mp4file.h>
#include <taglib/mp4tag.h>
#include <taglib/mpcfile.h>
#include <taglib/mpegfile.h>
#include <taglib/oggflacfile.h>
#include <taglib/opusfile.h>
#include <taglib/speexfile.h>
#include <taglib/tbytevectorstream.h>
#include <taglib/tdebuglistener.h>
#include <taglib/vorbisfile.h>
#include <taglib/wavfile.h>
#include <taglib/wavpackfile.h>
#include <taglib/xiphcomment.h>

#include "audio/ogg_pages.h"
#include "audio/tag_stream.h"
#include "audio/trailer.h"
#include "base/legacy_text.h"

namespace melsift::audio {
namespace {

// The encoding of the call of open_tags() that this thread is in: TagLib's handlers are for all.
thread_local const TextEncoding* old_encoding = nullptr;

struct OldEncoding {
  explicit OldEncoding(const std::optional<TextEncoding>& encoding) {
    old_encoding = encoding ? &*encoding : nullptr;
  }
  ~OldEncoding() { old_encoding = nullptr; }
  OldEncoding(const OldEncoding&) = delete;
  OldEncoding& operator=(const OldEncoding&) = delete;
};

TagLib::String decoded(const TagLib::ByteVector& data) {
  std::string bytes(data.data(), data.size());
  bytes = bytes.substr(0, bytes.find('\0'));  // fields of fixed length end in zeros
  return {old_encoding != nullptr ? old_encoding->decode(bytes) : legacy_text(bytes),
          TagLib::String::UTF8};
}

// Base has a virtual parse(), with which TagLib decodes text of unknown encoding.
template <class Base>
class Handler final : public Base {
 public:
  TagLib::String parse(const TagLib::ByteVector& data) const override { return decoded(data); }
};

// Some builds of TagLib print messages about damaged files.
class Silence final : public TagLib::DebugListener {
 public:
  void printMessage(const TagLib::String& /*message*/) override {}
};

// Whether a tag is of ID3v2.3 or older, whose fields hold several values only as "A/B".
bool has_slashes(const TagLib::Tag* tag) {
  const auto* id3 = dynamic_cast<const TagLib::ID3v2::Tag*>(tag);
  return id3 != nullptr && id3->header() != nullptr && id3->header()->majorVersion() < 4;
}

// Collects the tags of a file, if it has them.
class Collection {
 public:
  explicit Collection(TagSources& sources) : sources_(sources) {}

  // In TagLib 1, properties() is not virtual: the type of the tag decides.
  template <class Tag>
  void add(const Tag* tag) {
    if (tag != nullptr) sources_.tags.push_back({tag->properties(), has_slashes(tag)});
  }
  void add(const TagLib::PropertyMap& properties) { sources_.tags.push_back({properties}); }
  void add_properties(const TagLib::File& file) {
    // TagLib 1 reads the tag of an MP4 file without a "moov" box through a null pointer.
    if (file.tag() != nullptr)
      sources_.tags.push_back({file.properties(), has_slashes(file.tag())});
    const TagLib::AudioProperties* sound = file.audioProperties();
    if (sound == nullptr) return;
    sources_.duration_s = sound->lengthInMilliseconds() / 1000.0;
    sources_.sample_rate = sound->sampleRate();
  }

 private:
  TagSources& sources_;
};

// From TagLib 2.0 on, the factory of frames is the last parameter.
template <class File>
std::unique_ptr<File> open_with_id3(TagLib::IOStream* stream, bool has_properties) {
  if constexpr (std::is_constructible_v<File, TagLib::IOStream*, bool>) {
    return std::make_unique<File>(stream, has_properties);
  } else {
    return std::make_unique<File>(stream, TagLib::ID3v2::FrameFactory::instance(), has_properties);
  }
}

void read_mpeg(TagLib::IOStream* stream, Collection& tags) {
  const auto file = open_with_id3<TagLib::MPEG::File>(stream, false);
  tags.add(file->ID3v2Tag());
  tags.add(file->APETag());
  tags.add(file->ID3v1Tag());
}

void read_corrected_id3(const Bytes& bytes, Collection& tags) {
  const std::string id3 = corrected_id3(bytes);
  if (id3.empty()) return;
  TagLib::ByteVectorStream stream({id3.data(), static_cast<unsigned>(id3.size())});
  read_mpeg(&stream, tags);
}

void read_flac(TagLib::IOStream* stream, Collection& tags) {
  const auto file = open_with_id3<TagLib::FLAC::File>(stream, true);
  tags.add_properties(*file);
  tags.add(file->xiphComment());
  tags.add(file->ID3v2Tag());
  tags.add(file->ID3v1Tag());
}

void read_wav(TagLib::IOStream* stream, Collection& tags) {
  const TagLib::RIFF::WAV::File file(stream);
  tags.add(file.ID3v2Tag());
  tags.add(file.InfoTag());
  tags.add_properties(file);
}

// TagLib gives fields of names that are not Apple's own only for some of these names.
void read_mpeg4(TagLib::IOStream* stream, Collection& tags) {
  const TagLib::MP4::File file(stream);
  tags.add_properties(file);
  if (file.tag() == nullptr) return;
  const TagLib::String before = "----:COM.APPLE.ITUNES:";
  TagLib::PropertyMap fields;
  for (const auto& [name, item] : file.tag()->itemMap())
    if (name.upper().startsWith(before))
      fields.insert(name.upper().substr(before.size()), item.toStringList());
  tags.add(fields);
}

// One kind of tag, and TagLib's reading of the others.
template <class File>
void read_file(TagLib::IOStream* stream, Collection& tags) {
  const File file(stream);
  tags.add_properties(file);
}

template <class File>
void read_with_ape(TagLib::IOStream* stream, Collection& tags) {
  File file(stream);
  tags.add_properties(file);
  tags.add(file.APETag());
  tags.add(file.ID3v1Tag());
}

// The start of the audio stream, which TagLib does not find among picture streams.
TagLib::ByteVector ogg_header(const Bytes& bytes, const Link& link) {
  constexpr std::int64_t kMaxBytes = 1 << 24;  // with a cover picture
  Cursor cursor(bytes, link.pieces);
  std::string header(static_cast<std::size_t>(std::min(cursor.size(), kMaxBytes)), '\0');
  header.resize(static_cast<std::size_t>(std::max<std::int64_t>(
      0, cursor.read(header.data(), static_cast<std::int64_t>(header.size())))));
  cursor.check();
  return {header.data(), static_cast<unsigned>(header.size())};
}

void read_ogg(const Bytes& bytes, const Extent& extent, TagLib::IOStream* stream,
              Collection& tags) {
  const auto links = ogg_links(bytes, extent);
  const Link& link = links.front();
  std::optional<TagLib::ByteVectorStream> header;
  if (link.pieces.size() > 1 && link.container == Container::ogg)
    stream = &header.emplace(ogg_header(bytes, link));
  if (link.container == Container::flac) return read_file<TagLib::Ogg::FLAC::File>(stream, tags);
  const std::int64_t begin = link.pieces.empty() ? 0 : link.pieces.front().begin;
  const std::string first = bytes.peek(begin, 64);
  if (first.find("OpusHead") != std::string::npos)
    return read_file<TagLib::Ogg::Opus::File>(stream, tags);
  if (first.find("Speex   ") != std::string::npos)
    return read_file<TagLib::Ogg::Speex::File>(stream, tags);
  read_file<TagLib::Ogg::Vorbis::File>(stream, tags);
}

void read_by_name(TagLib::IOStream* stream, Collection& tags) {
  const TagLib::FileRef file(stream, true, TagLib::AudioProperties::Average);
  if (!file.isNull()) tags.add_properties(*file.file());
}

}  // namespace

void prepare_taglib() {
  static Silence nobody;
  static const Handler<TagLib::ID3v1::StringHandler> id3v1{};
  static const Handler<TagLib::ID3v2::Latin1StringHandler> id3v2{};
  static const Handler<TagLib::RIFF::Info::StringHandler> info{};
  static const bool done = [] {
    TagLib::setDebugListener(&nobody);
    TagLib::ID3v1::Tag::setStringHandler(&id3v1);
    TagLib::ID3v2::Tag::setLatin1StringHandler(&id3v2);
    TagLib::RIFF::Info::Tag::setStringHandler(&info);
    return true;
  }();
  static_cast<void>(done);
}

TagSources open_tags(const Bytes& bytes, const Extent& extent,
                     const std::optional<TextEncoding>& old_text) {
  const OldEncoding scope(old_text);
  TagSources sources;
  Collection tags(sources);
  TagStream stream(bytes);
  switch (extent.wrapper ? extent.wrapper->container : extent.container) {
    case Container::mp3:
    case Container::aac:
      read_corrected_id3(bytes, tags);
      read_mpeg(&stream, tags);
      break;
    case Container::flac:
      read_flac(&stream, tags);
      read_corrected_id3(bytes, tags);
      break;
    case Container::wav:
      read_wav(&stream, tags);
      break;
    case Container::aiff:
      read_file<TagLib::RIFF::AIFF::File>(&stream, tags);
      break;
    case Container::ogg:
      read_ogg(bytes, extent, &stream, tags);
      break;
    case Container::mpeg4:
      read_mpeg4(&stream, tags);
      break;
    case Container::asf:
      read_file<TagLib::ASF::File>(&stream, tags);
      break;
    case Container::monkeys:
      read_with_ape<TagLib::APE::File>(&stream, tags);
      break;
    case Container::musepack:
      read_with_ape<TagLib::MPC::File>(&stream, tags);
      break;
    case Container::wavpack:
      read_with_ape<TagLib::WavPack::File>(&stream, tags);
      break;
    default:
      if (id3_bytes(bytes.peek(0, 10)) > 0) read_mpeg(&stream, tags);
      read_by_name(&stream, tags);
  }
  stream.check();
  return sources;
}

}  // namespace melsift::audio
