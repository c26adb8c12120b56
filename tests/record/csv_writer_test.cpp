#include "record/csv_writer.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "record/kaggle.h"
#include "record/source.h"
#include "record/toy_track.h"
#include "record/writer.h"
#include "support/support.h"

using namespace melsift;
using record::CsvWriter;
using record::Record;
using test::toy_track;

namespace {

using Lines = std::vector<std::string>;

Lines read(const std::string& path) {
  Lines out;
  record::Source source(path);
  for (Record r; source.next(r);) out.push_back(to_json(r));
  return out;
}

Record gtzan(std::string_view front_end) {
  Record r = toy_track("blues.00000.wav", "blues", std::vector<float>(57, 0.25F));
  r.front_end = front_end;
  r.duration_s = 661794.0 / 22050.0;
  r.sample_rate = 22050;
  return r;
}

std::string first_line(const std::string& path) {
  const std::string bytes = read_file(path);
  return bytes.substr(0, bytes.find('\n'));
}

// As in Kaggle's table.
constexpr std::string_view kHeader =
    "filename,length,chroma_stft_mean,chroma_stft_var,rms_mean,rms_var,spectral_centroid_mean,"
    "spectral_centroid_var,spectral_bandwidth_mean,spectral_bandwidth_var,rolloff_mean,rolloff_var,"
    "zero_crossing_rate_mean,zero_crossing_rate_var,harmony_mean,harmony_var,perceptr_mean,"
    "perceptr_var,tempo,mfcc1_mean,mfcc1_var,mfcc2_mean,mfcc2_var,mfcc3_mean,mfcc3_var,mfcc4_mean,"
    "mfcc4_var,mfcc5_mean,mfcc5_var,mfcc6_mean,mfcc6_var,mfcc7_mean,mfcc7_var,mfcc8_mean,mfcc8_var,"
    "mfcc9_mean,mfcc9_var,mfcc10_mean,mfcc10_var,mfcc11_mean,mfcc11_var,mfcc12_mean,mfcc12_var,"
    "mfcc13_mean,mfcc13_var,mfcc14_mean,mfcc14_var,mfcc15_mean,mfcc15_var,mfcc16_mean,mfcc16_var,"
    "mfcc17_mean,mfcc17_var,mfcc18_mean,mfcc18_var,mfcc19_mean,mfcc19_var,mfcc20_mean,mfcc20_var,"
    "label";

}  // namespace

TEST_CASE("a table has the features and the fields that training needs") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.csv");
  Record a = toy_track("a,b.wav", "rock", {0.1F, -3e-8F});
  a.group = "say \"hi\"";
  a.split = "train";
  a.fold = 0;
  a.segment = record::Segment{1, 3.0, 2.5};
  a.duration_s = 30.5;
  a.sample_rate = 44100;
  a.title = "left out";
  Record b = toy_track("c.wav", "", {1.0F, 2.0F});
  CsvWriter writer(path, {});
  writer.write(a);
  writer.write(b);
  Record c = toy_track("c.wav", "", {1.0F, 2.0F, 3.0F});
  CHECK_THROWS_AS(writer.write(c), Error);
  writer.close();
  CHECK(read_file(path) ==
        "path,group,split,fold,segment_index,segment_start_s,segment_duration_s,duration_s,"
        "sample_rate,front_end,f0,f1,label\n"
        "\"a,b.wav\",\"say \"\"hi\"\"\",train,0,1,3,2.5,30.5,44100,toy n=2,0.1,-3e-08,rock\n"
        "c.wav,,,,,,,,,toy n=2,1,2,\n");
  a.title.clear();
  CHECK(read(path) == Lines{to_json(a), to_json(b)});
}

TEST_CASE("named columns, tabs, and no records") {
  const test::TemporaryFolder folder;
  CsvWriter tabs(folder.path("x.tsv"), {"a,b", "c\td"});
  tabs.write(toy_track("p", "l", {1.0F, 2.0F}));
  tabs.close();
  CHECK(read_file(folder.path("x.tsv")) ==
        "path\tfront_end\ta,b\tc d\tlabel\np\ttoy n=2\t1\t2\tl\n");
  CHECK(read(folder.path("x.tsv")) == Lines{to_json(toy_track("p", "l", {1.0F, 2.0F}))});

  CsvWriter empty(folder.path("e.csv"), {"a"});
  empty.close();
  CHECK(read_file(folder.path("e.csv")) == "path,front_end,a,label\n");
  CHECK(read(folder.path("e.csv")).empty());
}

TEST_CASE("Kaggle's table is written byte by byte and read back") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("k.csv");
  CsvWriter writer(path, record::kaggle_columns());
  Record r = gtzan(record::kKaggleFrontEnd);
  writer.write(r);
  writer.close();
  CHECK(first_line(path) == kHeader);
  const std::string row = read_file(path).substr(kHeader.size() + 1);
  CHECK(row.starts_with("blues.00000.wav,661794,0.25,0.25,"));
  CHECK(row.ends_with(",0.25,blues\n"));
  r.duration_s.reset();
  r.sample_rate.reset();
  CHECK(read(path) == Lines{to_json(r)});
}

TEST_CASE("the same columns from another front end are marked") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("k.csv");
  const std::string constant =
      "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=constant";
  CsvWriter writer(path, record::kaggle_columns());
  Record r = gtzan(constant);
  r.split = "test";
  writer.write(r);
  writer.close();
  CHECK(first_line(path).starts_with("filename,length,split,front_end,chroma_stft_mean,"));
  r.duration_s.reset();
  r.sample_rate.reset();
  CHECK(read(path) == Lines{to_json(r)});
}

TEST_CASE("length counts samples at the front end's rate") {
  const auto length = [](double duration_s, const char* front_end) {
    Record r;
    r.duration_s = duration_s;
    r.front_end = front_end;
    return record::kaggle_length(r);
  };
  CHECK(length(661794.0 / 22050, "gtzan57 sr=22050 n_fft=2048") == 661794);
  CHECK(length(661504.0 / 22050, "gtzan57 sr=22050") == 661504);
  CHECK(length(1323001.0 / 44100, "gtzan57 sr=22050") == 661501);  // of 661500.5
  CHECK(length(1.0 / 3.0, "mfcc sr=16000") == 5334);               // of 5333.3
  CHECK_FALSE(length(1.0, "toy"));
  Record piece;
  piece.duration_s = 30.0;
  piece.segment = record::Segment{2, 6.0, 3.0};
  piece.front_end = "gtzan57 sr=22050";
  CHECK(record::kaggle_length(piece) == 66150);
  piece.segment.reset();
  piece.duration_s.reset();
  CHECK_FALSE(record::kaggle_length(piece));
}

TEST_CASE("a matrix is refused by name") {
  const test::TemporaryFolder folder;
  CsvWriter writer(folder.path("x.csv"), {});
  Record r = toy_track("m.wav", "", {});
  r.mel = Matrix::Ones(2, 2);
  CHECK_THROWS_WITH_AS(writer.write(r),
                       "m.wav: CSV can't contain a matrix (use --format npz or jsonl)", Error);
}

TEST_CASE("the real Kaggle table survives a copy" * doctest::test_suite("outside")) {
  MELSIFT_OUTSIDE_OR_SKIP(real, "data/gtzan-features/features_30_sec.dev.csv");
  CHECK(trimmed(first_line(*real)) == kHeader);  // its lines end with CRLF
  const Lines records = read(*real);
  CHECK(records.size() == 710);
  const test::TemporaryFolder folder;
  CsvWriter writer(folder.path("k.csv"), record::kaggle_columns());
  record::Source source(*real);
  for (Record r; source.next(r);) {
    CHECK(r.front_end == record::kKaggleFrontEnd);
    writer.write(r);
  }
  writer.close();
  CHECK(read(folder.path("k.csv")) == records);
}
