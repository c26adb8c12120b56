#include "model/feature_count.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;

TEST_CASE("a record has as many features as its front end makes") {
  model::FeatureCounts counts;
  record::Record record;
  record.path = "a.wav";
  const auto check = [&](const std::string& front_end, std::size_t features) {
    record.front_end = front_end;
    record.features.assign(features, 0.5F);
    counts.check(record);
  };
  // melsift-extract(1): 57, 224 and n_mfcc features, twice as many with mean and variance.
  check("gtzan57 sr=22050 n_fft=2048 hop_length=512 padding=constant", 57);
  check("full sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant", 224);
  CHECK_THROWS_WITH_AS(
      check("full sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant", 226),
      "a.wav: has 226 features, full has 224: another version of melsift made them (run melsift "
      "extract again)",
      Error);
  const std::string mfcc =
      "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=13 padding=constant stat=";
  check(mfcc + "mean", 13);
  check(mfcc + "mean+var", 26);
  CHECK_THROWS_AS(check(mfcc + "mean", 40), Error);
  for (const std::size_t any : {1, 2, 3}) {
    check("", any);
    check("table columns=a,b", any);
    check("toy", any);
  }
  check("full sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant", 0);
}
