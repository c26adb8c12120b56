// How fast records are read and written, one thread, as MB/s and as a ratio to a floor measured in
// the same run: reading the same file in blocks and counting its newlines.  Mel records also into
// the Dataset that a training begins with, from JSON Lines and from NumPy's .npz.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/random.h"
#include "bench/stopwatch.h"
#include "model/dataset.h"
#include "record/npz_writer.h"
#include "record/reader.h"
#include "record/record.h"
#include "record/source.h"
#include "record/writer.h"

namespace {

using melsift::Random;
using melsift::record::Record;

constexpr double kMegabytes = 100.0;

Record described_track(int index) {
  Record record;
  record.path = "genres/blues/blues." + std::to_string(index) + ".wav";
  record.label = "blues";
  record.split = "train";
  record.duration_s = 30.0;
  record.sample_rate = 22050;
  return record;
}

// 57 numbers per track, as in the Kaggle GTZAN table, with the digits of computed floats.
std::vector<Record> feature_records(std::size_t count) {
  Random random(1);
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    Record record = described_track(static_cast<int>(i));
    record.front_end = "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=57";
    for (int k = 0; k < 57; ++k)
      record.features.push_back(static_cast<float>(100.0 * random.normal()));
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> mel_records(std::size_t count) {
  Random random(2);
  std::vector<Record> records;
  for (std::size_t i = 0; i < count; ++i) {
    Record record = described_track(static_cast<int>(i));
    record.mel =
        melsift::Matrix::NullaryExpr(128, 128, [&] { return static_cast<float>(random.normal()); });
    records.push_back(std::move(record));
  }
  return records;
}

void write_all(const std::string& path, const std::vector<Record>& records, std::size_t repeats) {
  melsift::record::Writer writer(path);
  for (std::size_t repeat = 0; repeat < repeats; ++repeat)
    for (const Record& record : records) writer.write(record);
  writer.close();
}

std::size_t read_all(const std::string& path) {
  melsift::record::Reader reader(path);
  std::size_t count = 0;
  for (Record record; reader.next(record);) ++count;
  return count;
}

std::size_t count_lines(const std::string& path) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  std::vector<char> block(std::size_t{1} << 18);
  std::size_t lines = 0;
  while (const std::size_t got = std::fread(block.data(), 1, block.size(), file))
    lines += static_cast<std::size_t>(std::count(block.data(), block.data() + got, '\n'));
  std::fclose(file);
  return lines;
}

bool measure(const char* what, const std::string& path, const std::vector<Record>& records) {
  write_all(path, records, 1);
  const double once = static_cast<double>(std::filesystem::file_size(path)) / 1e6;
  const auto repeats = static_cast<std::size_t>(kMegabytes / once) + 1;
  const double megabytes = once * static_cast<double>(repeats);
  write_all(path, records, repeats);

  std::size_t lines = 0;
  std::size_t read = 0;
  const auto ms = melsift::bench::in_turns(
      3, {[&] { lines = count_lines(path); }, [&] { read = read_all(path); },
          [&] { write_all("/dev/null", records, repeats); }});
  std::printf(
      "%-10s %4.0f MB: read %5.0f MB/s (%.1f x the floor, %5.2f us a record), write %5.0f MB/s\n",
      what, megabytes, 1e3 * megabytes / ms[1], ms[1] / ms[0],
      1e3 * ms[1] / static_cast<double>(lines), 1e3 * megabytes / ms[2]);
  return read == lines && lines == repeats * records.size();
}

melsift::model::Dataset read_dataset(const std::string& path) {
  melsift::record::Source source(path);
  melsift::model::DatasetBuilder builder;
  for (melsift::record::Record record; source.next(record);) builder.add(record, "record");
  return builder.build();
}

// The number of records in the development set of GTZAN's mel matrices, with 128 bands and 130
// frames.
bool measure_dataset(const std::string& path) {
  constexpr std::size_t kTracks = 710;
  const std::string npz = path + ".npz";
  Record record = mel_records(1).front();
  record.mel = melsift::Matrix::Random(128, 130);
  write_all(path, {record}, kTracks);
  melsift::record::NpzWriter writer(npz, {});
  for (std::size_t i = 0; i < kTracks; ++i) writer.write(record);
  writer.close();

  std::size_t rows = 0;
  const auto ms = melsift::bench::in_turns(
      5, {[&] { count_lines(path); }, [&] { rows = read_dataset(path).rows(); },
          [&] { count_lines(npz); }, [&] { rows += read_dataset(npz).rows(); }});
  const auto print = [](const char* form, const std::string& file, double floor_ms,
                        double read_ms) {
    const double megabytes = static_cast<double>(std::filesystem::file_size(file)) / 1e6;
    std::printf("dataset of %zu mel, %s %3.0f MB: %5.0f MB/s (%.1f x the floor)\n", kTracks, form,
                megabytes, 1e3 * megabytes / read_ms, read_ms / floor_ms);
  };
  print("jsonl", path, ms[0], ms[1]);
  print("npz  ", npz, ms[2], ms[3]);
  std::filesystem::remove(npz);
  return rows == 2 * kTracks;
}

}  // namespace

int main() {
  const std::string path = std::filesystem::temp_directory_path() /
                           ("melsift-record-bench." + std::to_string(::getpid()));
  const bool right = measure("features", path, feature_records(20000)) &&
                     measure("mel", path, mel_records(200)) && measure_dataset(path);
  std::filesystem::remove(path);
  if (!right) std::fputs("record_bench: records were lost\n", stderr);
  return right ? 0 : 1;
}
