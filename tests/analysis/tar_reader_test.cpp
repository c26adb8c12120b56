// Tar archives, built here by the format's description; tests/tools/archive_test.sh reads those of
// GNU tar and Python.
#include "analysis/tar_reader.h"

#include <algorithm>
#include <cstdio>
#include <vector>

#include <doctest/doctest.h>

#include "analysis/tar_tracks.h"
#include "base/error.h"

using namespace melsift;
using analysis::TarMember;
using analysis::TarReader;
using Kind = analysis::TarMember::Kind;

namespace {

std::string octal(std::size_t value, std::size_t width) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*zo", static_cast<int>(width - 1), value);
  return std::string(text, width - 1) + '\0';
}

struct HeaderOptions {
  char type = '0';
  std::string prefix{};
  bool ustar = true;
  std::string size_field{};  // instead of the octal size
};

std::string header(const std::string& name, std::size_t size, const HeaderOptions& options = {}) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 8, octal(0644, 8));
  block.replace(124, 12, options.size_field.empty() ? octal(size, 12) : options.size_field);
  block.replace(148, 8, "        ");
  block[156] = options.type;
  if (options.ustar)
    block.replace(257, 8,
                  std::string("ustar\0"
                              "00",
                              8));
  block.replace(345, options.prefix.size(), options.prefix);
  std::size_t sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  block.replace(148, 8, octal(sum, 7) + ' ');
  return block;
}

std::string padded(std::string bytes) {
  bytes.resize((bytes.size() + 511) / 512 * 512, '\0');
  return bytes;
}

std::string member(const std::string& name, const std::string& bytes,
                   const HeaderOptions& options = {}) {
  return header(name, bytes.size(), options) + padded(bytes);
}

std::string pax(const std::string& key, const std::string& value) {
  std::size_t length = 0;
  std::string record;
  do {  // the length counts its own digits
    length = record.size();
    record = std::to_string(length) + " " + key + "=" + value + "\n";
  } while (record.size() != length);
  return record;
}

std::string pax_header(const std::string& records) {
  return member("./PaxHeaders/x", records, {.type = 'x'});
}

const std::string kEnd(1024, '\0');

// Gives the bytes in pieces of `step`, as a pipe may.
TarReader reader_of(std::string bytes, std::size_t step = 1 << 20) {
  return {"a.tar",
          [bytes = std::move(bytes), step, at = std::size_t{0}](std::span<char> out) mutable {
            const std::size_t size = std::min({out.size(), step, bytes.size() - at});
            std::copy_n(bytes.data() + at, size, out.data());
            at += size;
            return size;
          }};
}

struct Read {
  std::vector<TarMember> members;
  std::vector<std::string> bytes;
  std::string error;
};

Read read_all(std::string archive, std::size_t step = 1 << 20) {
  Read read;
  TarReader reader = reader_of(std::move(archive), step);
  try {
    while (const auto member = reader.next()) {
      read.members.push_back(*member);
      const std::uint64_t size = std::min<std::uint64_t>(member->size, 1 << 22);
      std::string bytes(static_cast<std::size_t>(size), '\0');
      reader.read(bytes);
      read.bytes.push_back(bytes);
    }
  } catch (const Error& error) {
    read.error = error.what();
    CHECK_FALSE(reader.next());
  }
  return read;
}

}  // namespace

TEST_CASE("members have names, sizes and bytes, however the bytes come") {
  const std::string archive = member("./a.wav", "abc") + member("b/", "", {.type = '5'}) +
                              member("b/c.wav", std::string(1025, 'x')) + member("empty.wav", "") +
                              kEnd;
  for (const std::size_t step : {1, 7, 512, 100000}) {
    const Read read = read_all(archive, step);
    CHECK(read.error == "");
    REQUIRE(read.members.size() == 4);
    CHECK(read.members[0].name == "a.wav");
    CHECK(read.members[1].kind == Kind::other);
    CHECK(read.members[2].name == "b/c.wav");
    CHECK(read.bytes == std::vector<std::string>{"abc", "", std::string(1025, 'x'), ""});
  }
}

TEST_CASE("bytes that nobody reads are passed over") {
  TarReader reader =
      reader_of(member("a", std::string(70000, 'a')) + member("b", "b") + kEnd, 1000);
  CHECK(reader.next()->name == "a");
  std::string some(10, '\0');
  CHECK(reader.read(some) == 10);
  CHECK(reader.next()->name == "b");
  some.resize(5);
  CHECK(reader.read(some) == 1);
  CHECK(reader.read(some) == 0);
  CHECK_FALSE(reader.next());
}

TEST_CASE("long names and sizes are those of ustar, pax and GNU tar") {
  const std::string folder(150, 'f'), name(90, 'n'), whole = folder + "/" + name;
  CHECK(read_all(member(name, "x", {.prefix = folder}) + kEnd).members[0].name == whole);
  const Read extended =
      read_all(pax_header(pax("mtime", "1.5") + pax("path", whole) + pax("size", "3")) +
               header("cut", 0) + padded("abc") + member("next", "y") + kEnd);
  REQUIRE(extended.members.size() == 2);
  CHECK(extended.members[0].name == whole);
  CHECK(extended.bytes == std::vector<std::string>{"abc", "y"});
  CHECK(extended.members[1].name == "next");
  const Read gnu = read_all(member("././@LongLink", whole + '\0', {.type = 'L', .ustar = false}) +
                            member("cut", "z", {.ustar = false}) + kEnd);
  CHECK(gnu.members[0].name == whole);
  // GNU's binary sizes, from 8 GiB on in practice.
  std::string binary(12, '\0');
  binary[0] = static_cast<char>(0x80);
  binary[11] = 3;
  const Read large = read_all(header("a", 0, {.size_field = binary}) + padded("abc") + kEnd);
  CHECK(large.bytes == std::vector<std::string>{"abc"});
  // A header for all members names none.
  CHECK(read_all(member("g", pax("path", "no"), {.type = 'g'}) + member("a", "") + kEnd)
            .members[0]
            .name == "a");
}

TEST_CASE("several archives, one after the other, are read as one") {
  const std::string one = member("a", "1") + kEnd + std::string(8192, '\0');
  const Read read = read_all(one + member("b", "2") + kEnd);
  CHECK(read.error == "");
  CHECK(read.bytes == std::vector<std::string>{"1", "2"});
}

TEST_CASE("what is not a plain file says so") {
  const Read read =
      read_all(header("hard.wav", 3, {.type = '1'}) + header("soft.wav", 0, {.type = '2'}) +
               pax_header(pax("GNU.sparse.major", "1")) + member("holes.wav", "m") +
               member("fifo", "", {.type = '6'}) + member("a.wav", "a", {.type = '7'}) + kEnd);
  REQUIRE(read.members.size() == 5);
  CHECK(read.members[0].kind == Kind::link);
  CHECK(read.members[0].size == 0);
  CHECK(read.members[1].kind == Kind::link);
  CHECK(read.members[2].kind == Kind::sparse);
  CHECK(read.members[3].kind == Kind::other);
  CHECK(read.members[4].kind == Kind::file);
  // GNU's older sparse files have blocks of places before the data.
  std::string sparse = header("old.wav", 1, {.type = 'S', .ustar = false});
  sparse[482] = 1;
  std::size_t sum = 0;
  for (std::size_t i = 0; i < 512; ++i)
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(sparse[i]);
  sparse.replace(148, 8, octal(sum, 7) + ' ');
  std::string more(512, '\0');
  more[504] = 1;
  const Read old =
      read_all(sparse + more + std::string(512, '\0') + padded("d") + member("b", "b") + kEnd);
  REQUIRE(old.members.size() == 2);
  CHECK(old.members[0].kind == Kind::sparse);
  CHECK(old.members[1].name == "b");
}

TEST_CASE("damaged and cut archives are errors, never the end") {
  const std::string archive = member("a", "abc") + member("b", "def") + kEnd;
  for (const std::size_t size : {100UL, 512UL, 514UL, 1024UL, 1200UL, 2048UL}) {
    const Read read = read_all(archive.substr(0, size));
    CHECK(read.error == "a.tar: the archive is cut off");
  }
  std::string damaged = archive;
  damaged[1024] = 'x';  // the name of b
  CHECK(read_all(damaged).error == "a.tar: the header of a member is damaged");
  CHECK(read_all(member("a", "") + std::string(512, 'x') + kEnd).error ==
        "a.tar: the header of a member is damaged");
  CHECK(read_all(pax_header("12 path") + member("a", "") + kEnd).error ==
        "a.tar: an extended header is damaged");
  CHECK(read_all(pax_header(pax("size", "-1")) + member("a", "") + kEnd).error ==
        "a.tar: an extended header is damaged");
  CHECK(read_all(pax_header("99999999999999999999 a=b\n") + member("a", "") + kEnd).error ==
        "a.tar: an extended header is damaged");
  CHECK(read_all(member("x", std::string(2 << 20, 'x'), {.type = 'L'}) + member("a", "") + kEnd)
            .error == "a.tar: the header of a member is longer than 1 MiB");
  CHECK(read_all(header("a", 0, {.size_field = "7777777777z "}) + kEnd).error ==
        "a.tar: the header of a member is damaged");
  CHECK(read_all(header("a", 0, {.size_field = "77777777777 "}) + kEnd).error ==
        "a.tar: the archive is cut off");
}

TEST_CASE("an archive is recognised by its header's checksum") {
  CHECK(analysis::begins_as_tar(member("a", "abc")));
  CHECK(analysis::begins_as_tar(member("a", "", {.ustar = false})));
  CHECK_FALSE(analysis::begins_as_tar(member("a", "abc").substr(0, 511)));
  CHECK_FALSE(analysis::begins_as_tar(std::string(1024, '\0')));
  CHECK_FALSE(analysis::begins_as_tar(std::string(1024, 'a')));
  std::string damaged = member("a", "abc");
  damaged[0] = 'b';
  CHECK_FALSE(analysis::begins_as_tar(damaged));
}

TEST_CASE("tracks of an archive have the fields of their sample") {
  const std::string wav("RIFF\x24\0\0\0WAVEfmt ", 16);
  const std::string archive =
      member("d/1.cls", "rock\n") + member("d/1.FLAC", "fLaC") +
      member("d/1.json", "{\"path\": \"no\", \"artist\": \"Ann\",\n \"mine\": [1]}\n") +
      member("d/2.wav", "no sound, but the name of some") + member("d/3.bin", wav + wav) +
      member("d/3.txt", "words") + member("d/4.json", "{}") + member("d/5.json", "{\"a\"") +
      member("d/5.wav", "") + member("d/._6.wav", "mac") + member("d/7.left.wav", "l") +
      member("d/7.right.wav", "r") + member("d/7.cls", "3") + header("d/8.wav", 0, {.type = '2'}) +
      kEnd;
  analysis::TarTracks tracks(reader_of(archive, 1000));
  std::vector<analysis::Track> found;
  std::vector<std::string> failures;
  for (bool more = true; more;) {
    try {
      analysis::Track track;
      more = tracks.next(track);
      if (more) found.push_back(track);
    } catch (const Error& error) {
      failures.emplace_back(error.what());
    }
  }
  std::vector<std::string> paths, labels;
  for (const analysis::Track& track : found) {
    paths.push_back(track.record.path);
    labels.push_back(track.record.label);
    CHECK(track.where == track.record.path);
    REQUIRE(track.audio);
    CHECK(track.audio->name() == track.record.path);
  }
  CHECK(paths == std::vector<std::string>{"d/1.FLAC", "d/2.wav", "d/3.bin", "d/5.wav",
                                          "d/7.left.wav", "d/7.right.wav"});
  CHECK(labels == std::vector<std::string>{"rock", "", "", "", "3", "3"});
  CHECK(found[0].record.artist == "Ann");
  CHECK(found[0].record.extra.size() == 1);
  CHECK(found[4].audio->bytes().peek(0, 9) == "l");
  REQUIRE(failures.size() == 2);
  CHECK(failures[0].starts_with("a.tar: d/5.json"));
  CHECK(failures[1] == "d/8.wav: is a link in the archive, which has no sound");
}

TEST_CASE("an archive without tracks, and the end of a cut one, are errors after the tracks") {
  analysis::Track track;
  analysis::TarTracks none(reader_of(member("a.txt", "a") + kEnd));
  CHECK_THROWS_WITH(none.next(track), "a.tar: no audio files in this archive");
  CHECK_FALSE(none.next(track));
  analysis::TarTracks cut(reader_of(member("a.wav", "a") + header("b.wav", 1)));
  CHECK(cut.next(track));
  CHECK(track.record.path == "a.wav");
  CHECK_THROWS_WITH(cut.next(track), "a.tar: the archive is cut off");
  CHECK_FALSE(cut.next(track));
}

TEST_CASE("a long member is kept in a file, not in memory") {
  const std::size_t size = static_cast<std::size_t>(audio::TrackFile::kMaxInMemory) + 10;
  const std::string begun = header("long.wav", size);
  std::size_t at = 0;
  analysis::TarTracks tracks(TarReader("a.tar", [&](std::span<char> out) {
    const std::size_t end = 512 + (size + 511) / 512 * 512 + 1024;
    const std::size_t count = std::min(out.size(), end - at);
    for (std::size_t i = 0; i < count; ++i, ++at)
      out[i] = at < 512 ? begun[at] : at < 512 + size ? static_cast<char>(at % 251) : '\0';
    return count;
  }));
  analysis::Track track;
  REQUIRE(tracks.next(track));
  CHECK(track.audio->bytes().size() == static_cast<std::int64_t>(size));
  CHECK(track.audio->bytes().peek(static_cast<std::int64_t>(size) - 1, 2) ==
        std::string(1, static_cast<char>((512 + size - 1) % 251)));
  CHECK_FALSE(tracks.next(track));
}
