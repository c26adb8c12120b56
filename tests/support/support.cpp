#include "support/support.h"

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <limits>
#include <set>
#include <stdexcept>

#include <sndfile.h>

#include "base/file.h"

namespace melsift::test {

namespace {

std::set<std::string>& skipped() {
  static std::set<std::string> reasons;
  return reasons;
}

}  // namespace

std::string data(std::string_view name) {
  return std::string(MELSIFT_TEST_DATA "/").append(name);
}

std::optional<std::string> outside(std::string_view name) {
  const char* folder = std::getenv("MELSIFT_DATA");
  if (folder == nullptr || *folder == '\0') {
    skip("MELSIFT_DATA is not set (needs " + std::string(name) + ")");
    return std::nullopt;
  }
  std::string path = std::string(folder).append("/").append(name);
  if (!std::filesystem::exists(path)) {
    skip("MELSIFT_DATA has no " + std::string(name));
    return std::nullopt;
  }
  return path;
}

void skip(std::string reason) {
  skipped().insert(std::move(reason));
}

bool print_skipped() {
  for (const std::string& reason : skipped()) std::cout << "skipped: " << reason << '\n';
  return !skipped().empty();
}

TemporaryFolder::TemporaryFolder() {
  std::string name = std::filesystem::temp_directory_path() / "melsift-test-XXXXXX";
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

std::string TemporaryFolder::path(std::string_view name) const {
  return folder_ / name;
}

std::string TemporaryFolder::file(std::string_view name, std::string_view bytes) const {
  const auto full = folder_ / name;
  std::filesystem::create_directories(full.parent_path());
  std::ofstream(full, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return full;
}

void write_audio(const std::string& path, std::span<const float> samples, int channels,
                 int sample_rate, int format) {
  SF_INFO info{};
  info.channels = channels;
  info.samplerate = sample_rate;
  info.format = format;
  SNDFILE* file = sf_open(path.c_str(), SFM_WRITE, &info);
  if (file == nullptr) throw std::runtime_error(path + ": " + sf_strerror(nullptr));
  // libvorbis' encoder overruns its stack on very large single writes.
  const auto frames = static_cast<sf_count_t>(samples.size()) / channels;
  for (sf_count_t at = 0; at < frames; at += 4096)
    sf_writef_float(file, samples.data() + at * channels, std::min<sf_count_t>(4096, frames - at));
  sf_close(file);
}

Array read_npy(const std::string& path) {
  const std::string bytes = read_file(path);
  if (bytes.size() < 10 || bytes.compare(0, 6, "\x93NUMPY") != 0)
    throw std::runtime_error(path + ": not .npy");
  const std::size_t header =
      static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  const std::string text = bytes.substr(10, header);
  const bool is_double = text.find("'<f8'") != std::string::npos;
  if ((!is_double && text.find("'<f4'") == std::string::npos))
    throw std::runtime_error(path + ": expected float32 or float64");
  Array array;
  std::size_t count = 1;
  const char* at = text.c_str() + text.find('(') + 1;
  while (*at != ')') {
    char* end = nullptr;
    const std::size_t extent = std::strtoul(at, &end, 10);
    if (end == at) {
      ++at;
      continue;
    }
    array.shape.push_back(extent);
    count *= extent;
    at = end;
  }
  array.values.resize(count);
  const char* data = bytes.data() + 10 + header;
  if (bytes.size() - 10 - header != count * (is_double ? sizeof(double) : sizeof(float)))
    throw std::runtime_error(path + ": wrong size");
  for (std::size_t i = 0; i < count; ++i) {
    double wide = 0.0;
    if (is_double) std::memcpy(&wide, data + i * sizeof wide, sizeof wide);
    if (is_double) array.values[i] = static_cast<float>(wide);
    if (!is_double) std::memcpy(&array.values[i], data + i * sizeof(float), sizeof(float));
  }
  if (text.find("'fortran_order': True") != std::string::npos && array.shape.size() == 2) {
    const std::vector<float> columns = array.values;
    const std::size_t rows = array.shape[0], width = array.shape[1];
    for (std::size_t i = 0; i < count; ++i) array.values[i] = columns[i % width * rows + i / width];
  }
  return array;
}

double largest_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double largest = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(static_cast<double>(a[i]) - b[i]);
    if (!(difference <= largest)) largest = difference;  // keeps a NaN
  }
  return largest;
}

}  // namespace melsift::test
