// Code that the tests of all modules share: the place of data, temporary folders, audio in any
// format.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::test {

// A file of tests/data.
std::string data(std::string_view name);

// A file or folder of $MELSIFT_DATA: reference and real data that the repository does not contain.
// If the variable is unset or the file is missing, returns nothing and calls skip().
std::optional<std::string> outside(std::string_view name);

// Records that a test could not run, and why.  The test program then prints the reasons, each once,
// and exits with kSkipped if nothing failed; ctest reports it as skipped.  Test cases that may call
// skip() are in the test suite "outside", which ctest runs as an entry of its own.
void skip(std::string reason);
inline constexpr int kSkipped = 77;
// Prints the reasons given to skip() to standard output; returns whether there are any.
bool print_skipped();

// A temporary folder for a test, which is removed with its content.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path(std::string_view name = "") const;
  // Writes a file into the folder and returns its path.
  std::string file(std::string_view name, std::string_view bytes) const;

 private:
  std::filesystem::path folder_;
};

// Writes interleaved samples in [-1, 1] as an audio file; `format` is a libsndfile format code
// (SF_FORMAT_WAV | SF_FORMAT_PCM_16).
void write_audio(const std::string& path, std::span<const float> samples, int channels,
                 int sample_rate, int format);

// A little-endian float32 or float64 .npy array, converted to C order, with its shape.
struct Array {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};
Array read_npy(const std::string& path);

// Largest absolute difference of two sequences of equal length (infinite if lengths differ).
double largest_difference(std::span<const float> a, std::span<const float> b);

}  // namespace melsift::test

// Skips the rest of a test case if $MELSIFT_DATA lacks the named file or folder.
#define MELSIFT_OUTSIDE_OR_SKIP(variable, name)         \
  const auto variable = ::melsift::test::outside(name); \
  if (!variable) return
