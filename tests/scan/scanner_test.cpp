// A scan of files without the tool: the result for each file.
#include "scan/scanner.h"

#include <cerrno>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <optional>

#include <doctest/doctest.h>
#include <sndfile.h>

#include "base/file.h"
#include "support/audio_bytes.h"
#include "support/failing_call.h"
#include "support/libav_audio.h"
#include "support/support.h"

using namespace melsift;

namespace {

std::string tone(const test::TemporaryFolder& folder, const std::string& name,
                 double frequency_hz) {
  std::vector<float> samples(22050);
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i] = static_cast<float>(
        0.5 * std::sin(2.0 * std::numbers::pi * frequency_hz * static_cast<double>(i) / 22050.0));
  test::write_audio(folder.path(name), samples, 1, 22050, SF_FORMAT_WAV | SF_FORMAT_PCM_16);
  return folder.path(name);
}

scan::Counts scan_files(catalogue::Store& store, const std::vector<std::string>& files,
                        bool retry = false, bool with_sound = true,
                        const std::optional<TextEncoding>& old_text = {}) {
  const analysis::TrackReader reader({}, with_sound, 1, old_text);
  scan::Settings settings;
  settings.threads = 2;
  settings.retry = retry;
  settings.no_sound = !with_sound;
  settings.any_tag_encoding = !old_text;
  long long told = 0;
  std::vector<std::string> messages;
  scan::Watcher watcher;
  watcher.done = watcher.failed_before = [&] { ++told; };
  watcher.failed = [&](const std::string& message) {
    ++told;
    messages.push_back(message);
  };
  scan::Scanner scanner(store, reader, settings, watcher);
  std::size_t next = 0;
  scanner.run([&](scan::Candidate& candidate) {
    if (next == files.size()) return false;
    candidate.path = candidate.where = files[next++];
    return true;
  });
  CHECK(told == scanner.counts().all());
  for (const std::string& message : messages) CHECK(message.find(".wav: ") != std::string::npos);
  return scanner.counts();
}

}  // namespace

TEST_CASE("new, same, changed, renamed, failed") {
  const test::TemporaryFolder folder;
  auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
  std::vector<std::string> files = {tone(folder, "a.wav", 440), tone(folder, "b.wav", 880),
                                    folder.file("bad.wav", "no sound")};
  scan::Counts counts = scan_files(store, files);
  CHECK(counts.added == 2);
  CHECK(counts.failed == 1);
  CHECK(store.track_count() == 2);
  counts = scan_files(store, files);
  CHECK(counts.same == 2);
  CHECK(counts.failed_before == 1);
  CHECK(scan_files(store, files, true).failed == 1);

  const auto id = store.find_track(files[0]);
  REQUIRE(id);
  store.set_liked(*id, true);
  std::filesystem::rename(files[0], folder.path("c.wav"));
  tone(folder, "b.wav", 1000);
  counts = scan_files(store, {folder.path("c.wav"), files[1]});
  CHECK(counts.renamed == 1);
  CHECK(counts.changed == 1);
  CHECK(store.find_track(folder.path("c.wav")) == id);
  CHECK(store.track(*id).liked == true);

  long long numbered = 0;
  store.for_each_numbered_track([&](long long number, record::Record&& record) {
    ++numbered;
    CHECK(store.find_track(record.path) == number);
    CHECK(store.has_track(number));
  });
  CHECK(numbered == 2);
  CHECK_FALSE(store.has_track(999));
}

TEST_CASE("a track that can't be opened or read for lack of descriptors is tried again") {
  for (const auto& [call, error] :
       {std::pair{"open", EMFILE}, {"open", EACCES}, {"read", ENOMEM}}) {
    for (long number = 1; number < 1000; ++number) {
      CAPTURE(number);
      const test::TemporaryFolder folder;
      auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
      const std::vector<std::string> files = {tone(folder, "a.wav", 440)};
      scan::Counts counts;
      bool has_failed = false;
      {
        const test::FailingCall failing(call, number, error, "a.wav");
        counts = scan_files(store, files);
        has_failed = failing.has_failed();
      }
      CHECK(counts.failed == (has_failed ? 1 : 0));
      CHECK(counts.added == (has_failed ? 0 : 1));
      if (!has_failed) break;
      CHECK(scan_files(store, files).added == 1);
    }
  }
}

TEST_CASE("a version that shows changes by others") {
  const test::TemporaryFolder folder;
  auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
  auto other = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
  const long long before = store.version();
  CHECK(store.version() == before);
  scan_files(other, {tone(folder, "a.wav", 440)});
  CHECK(store.version() != before);
}

namespace {

// With a title in RIFF INFO.
std::string titled(const test::TemporaryFolder& folder, const std::string& name,
                   const std::string& title, double frequency_hz) {
  const std::string bytes = read_file(tone(folder, name, frequency_hz));
  return folder.file(name, bytes.substr(0, 12) +
                               test::riff_chunk("LIST", "INFO" + test::riff_chunk("INAM", title)) +
                               bytes.substr(12));
}

}  // namespace

TEST_CASE("a file that was moved, renamed and retagged keeps its likes") {
  for (const bool with_sound : {true, false}) {
    CAPTURE(with_sound);
    const test::TemporaryFolder folder;
    auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
    const auto scan = [&](const std::vector<std::string>& files) {
      return scan_files(store, files, false, with_sound);
    };
    const std::string a = titled(folder, "a.wav", "One", 440);
    const std::string b = titled(folder, "b.wav", "Two", 880);
    CHECK(scan({a, b}).added == 2);
    const long long liked = *store.find_track(a);
    store.set_liked(liked, true);
    // A copy under other tags, while the file is there, is a track of its own.
    const std::string copy = titled(folder, "copy.wav", "Copy", 440);
    CHECK(scan({copy}).added == 1);
    CHECK_FALSE(store.track(*store.find_track(copy)).liked);
    std::filesystem::remove(a);
    const std::string moved = titled(folder, "moved.wav", "Another title", 440);
    CHECK(scan({moved}).renamed == 1);
    REQUIRE(store.find_track(moved));
    CHECK(*store.find_track(moved) == liked);
    CHECK(store.track(liked).liked == true);
    CHECK(store.track(liked).title == "Another title");
    CHECK(store.track_count() == 3);
    // Of two lost files with the same sound neither is guessed.
    std::filesystem::remove(moved);
    std::filesystem::remove(copy);
    const std::string third = titled(folder, "third.wav", "Third", 440);
    scan({third});
    CHECK(store.track_count() == 4);
    CHECK_FALSE(store.track(*store.find_track(third)).liked);
  }
}

TEST_CASE("tags are read again in another encoding, the sound is not") {
  const test::TemporaryFolder folder;
  auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
  // Python's "Да".encode("cp1251"), which is too short for a guess.
  const std::string file = titled(folder, "a.wav", "\xC4\xE0", 440);
  scan_files(store, {file});
  const long long id = *store.find_track(file);
  CHECK(store.track(id).title == "Äà");
  const auto features = store.track(id).features;
  CHECK_FALSE(features.empty());
  const TextEncoding russian("windows-1251");
  CHECK(scan_files(store, {file}, false, false, russian).changed == 1);
  CHECK(store.track(id).title == "Да");
  CHECK(store.track(id).features == features);
  CHECK(scan_files(store, {file}, false, true, russian).same == 1);
  // Without a word about the encoding, what was read stays.
  CHECK(scan_files(store, {file}).same == 1);
  CHECK(store.track(id).title == "Да");
}

TEST_CASE("tags of a file whose sound can't be decoded are kept" * doctest::test_suite("outside")) {
  if (!test::has_libav_encoder("wmav2")) return test::skip("this build has no libav encoder wmav2");
  const test::TemporaryFolder folder;
  test::write_libav_audio(folder.path("a.wma"), std::vector<float>(44100, 0.1F), 1, 22050, "wmav2");
  // The number of a codec that nobody knows, in one channel.
  std::string bytes = read_file(folder.path("a.wma"));
  const std::size_t codec = bytes.find(std::string("\x61\x01\x01\x00", 4));
  REQUIRE(codec != std::string::npos);
  bytes.replace(codec, 2, "xx");
  const std::string odd = folder.file("odd.wav", bytes);
  auto store = catalogue::Store::open(folder.path("library.db"), catalogue::Mode::write);
  CHECK(scan_files(store, {odd}).failed == 1);
  const auto id = store.find_track(odd);
  REQUIRE(id);
  CHECK(store.track(*id).duration_estimated);
  CHECK(store.track(*id).front_end.empty());
  store.set_liked(*id, true);
  CHECK(scan_files(store, {odd}).failed_before == 1);
  std::filesystem::rename(odd, folder.path("moved.wav"));
  CHECK(scan_files(store, {folder.path("moved.wav")}).failed == 1);
  CHECK(store.track_count() == 1);
  CHECK(store.find_track(folder.path("moved.wav")) == id);
  // Other files that are called music are not.
  const std::string text = folder.file("text.wav", "no sound");
  CHECK(scan_files(store, {text}).failed == 1);
  CHECK(store.track_count() == 1);
}
