#include "support/audio_bytes.h"

#include <algorithm>

namespace melsift::test {

std::string little_endian(std::uint64_t value, int count) {
  std::string out;
  for (int i = 0; i < count; ++i) out += static_cast<char>(value >> 8 * i & 0xFF);
  return out;
}

std::string big_endian(std::uint64_t value, int count) {
  std::string out = little_endian(value, count);
  std::ranges::reverse(out);
  return out;
}

std::string riff_chunk(std::string_view name, std::string content) {
  const std::size_t size = content.size();
  if (size % 2 != 0) content += '\0';
  return std::string(name) + little_endian(size, 4) + content;
}

std::string wav_file(int kind, int channels, std::uint32_t rate, int bits, std::string_view data,
                     std::uint64_t data_size) {
  const auto frame_bytes = static_cast<unsigned>(std::max(channels * bits / 8, 1));
  const std::string format = little_endian(static_cast<unsigned>(kind), 2) +
                             little_endian(static_cast<unsigned>(channels), 2) +
                             little_endian(rate, 4) + little_endian(rate * frame_bytes, 4) +
                             little_endian(frame_bytes, 2) +
                             little_endian(static_cast<unsigned>(bits), 2);
  return "RIFF" + little_endian(36 + data.size(), 4) + "WAVE" + riff_chunk("fmt ", format) +
         "data" + little_endian(data_size, 4) + std::string(data);
}

namespace {

std::string field(std::string_view text, std::size_t size) {
  std::string out(text.substr(0, size));
  out.resize(size);
  return out;
}

}  // namespace

std::string id3v1_tag(std::string_view title, std::string_view year, int genre) {
  return "TAG" + field(title, 30) + std::string(60, '\0') + field(year, 4) + std::string(30, '\0') +
         static_cast<char>(genre);
}

std::string ape_tag(const std::vector<std::pair<std::string, std::string>>& items,
                    bool has_header) {
  std::string body;
  for (const auto& [key, value] : items)
    body += little_endian(value.size(), 4) + little_endian(0, 4) + key + '\0' + value;
  const auto block = [&](std::uint64_t flags) {
    return "APETAGEX" + little_endian(2000, 4) + little_endian(body.size() + 32, 4) +
           little_endian(items.size(), 4) + little_endian(flags, 4) + std::string(8, '\0');
  };
  const std::uint64_t has = has_header ? 0x80000000U : 0;
  return (has_header ? block(has | 0x20000000U) : "") + body + block(has);
}

std::string lyrics_tag(std::size_t letters) {
  const auto digits = [](std::size_t value, std::size_t count) {
    const std::string text = std::to_string(value);
    return std::string(count - text.size(), '0') + text;
  };
  const std::string body =
      "LYRICSBEGININD0000210LYR" + digits(letters, 5) + std::string(letters, 'a');
  return body + digits(body.size(), 6) + "LYRICS200";
}

std::vector<std::string> ogg_pages(std::string_view file) {
  std::vector<std::string> pages;
  while (!file.empty()) {
    const std::size_t next = std::min(file.find("OggS", 4), file.size());
    pages.emplace_back(file.substr(0, next));
    file.remove_prefix(next);
  }
  return pages;
}

std::string with_checksum(std::string page) {
  page.replace(22, 4, 4, '\0');
  std::uint32_t sum = 0;
  for (const char byte : page) {
    sum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(byte)) << 24;
    for (int bit = 0; bit < 8; ++bit)
      sum = sum << 1 ^ ((sum & 0x80000000U) != 0 ? 0x04C11DB7U : 0U);
  }
  page.replace(22, 4, little_endian(sum, 4));
  return page;
}

std::string ogg_page_of(std::string page, std::uint32_t stream) {
  page.replace(14, 4, little_endian(stream, 4));
  return with_checksum(std::move(page));
}

std::string ogg_page(std::string_view packet, std::uint32_t stream, std::uint32_t number,
                     int flags) {
  return with_checksum("OggS" + std::string(1, '\0') + static_cast<char>(flags) +
                       std::string(8, '\0') + little_endian(stream, 4) + little_endian(number, 4) +
                       std::string(4, '\0') + '\1' + static_cast<char>(packet.size()) +
                       std::string(packet));
}

}  // namespace melsift::test
