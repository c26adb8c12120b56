// Parts of audio files, byte by byte, for tests of files that no library writes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::test {

// The `count` low bytes of a number, the lowest or the highest first.
std::string little_endian(std::uint64_t value, int count);
std::string big_endian(std::uint64_t value, int count);

// Microsoft's RIFF specification: a chunk, and a WAV file of chunks.  `kind` is the format tag (1:
// PCM, 0x55: MP3); the chunk "data" gets the size `data_size`, whatever its content is.
std::string riff_chunk(std::string_view name, std::string content);
std::string wav_file(int kind, int channels, std::uint32_t rate, int bits, std::string_view data,
                     std::uint64_t data_size);

// id3.org: ID3v1, 128 bytes.  APEv2 specification: a tag of text items, with or without the header.
// Lyrics3 v2.00.
std::string id3v1_tag(std::string_view title, std::string_view year, int genre = 255);
std::string ape_tag(const std::vector<std::pair<std::string, std::string>>& items,
                    bool has_header = true);
std::string lyrics_tag(std::size_t letters);

// RFC 3533: the pages of an Ogg file; the same page in another stream or with other content, with a
// new checksum; a page of one packet (of up to 255 bytes).
std::vector<std::string> ogg_pages(std::string_view file);
std::string ogg_page_of(std::string page, std::uint32_t stream);
std::string with_checksum(std::string page);
std::string ogg_page(std::string_view packet, std::uint32_t stream, std::uint32_t number,
                     int flags);

}  // namespace melsift::test
