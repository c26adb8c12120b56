#include "model/left_out.h"

#include <limits>

#include <doctest/doctest.h>

#include "base/error.h"
#include "feature/front_end.h"
#include "model/all_rows.h"
#include "model/scaler.h"

using namespace melsift;
using namespace melsift::model;

TEST_CASE("columns are found by name, of an extractor's features and of a table's") {
  const std::string table = "table columns=a,b,c";
  CHECK(columns_named(std::vector<std::string>{"c", "a"}, table) ==
        std::vector<Eigen::Index>{2, 0});
  // Names are those of the table's header; as the front end encodes them, they are known, too.
  const std::string encoded = "table columns=rms,tempo%20(bpm),a%2Cb";
  for (const char* name : {"tempo (bpm)", "tempo%20(bpm)"})
    CHECK(columns_named(std::vector<std::string>{name}, encoded) == std::vector<Eigen::Index>{1});
  CHECK(columns_named(std::vector<std::string>{"a,b"}, encoded) == std::vector<Eigen::Index>{2});
  CHECK(feature_names(encoded) == std::vector<std::string>{"rms", "tempo (bpm)", "a,b"});
  CHECK(feature_names("array shape=3").empty());
  CHECK(feature_names("").empty());
  feature::FrontEnd front_end;
  front_end.set = feature::FeatureSet::gtzan57;
  CHECK(columns_named(std::vector<std::string>{"chroma_stft_mean", "mfcc20_var"},
                      front_end.text()) == std::vector<Eigen::Index>{0, 56});
  CHECK(columns_named({}, "array shape=128x130").empty());
  const std::vector<std::string> unknown{"a", "loudness"};
  CHECK_THROWS_WITH_AS(columns_named(unknown, table),
                       "leave-out: no feature of the records is called \"loudness\"", Error);
  CHECK_THROWS_AS(columns_named(unknown, "array shape=128x130"), Error);
}

TEST_CASE("a column that is left out is zero, whatever its value") {
  Matrix x(3, 2);
  x << 1.0F, 10.0F, 2.0F, 20.0F, 3.0F, 30.0F;
  for (const bool logarithms : {false, true}) {
    Scaler scaler = Scaler::fit(x, test::all_rows(x), {1, 1, 2}, logarithms);
    const Matrix before = scaler(x);
    scaler.leave_out(1);
    Matrix wild = x;
    wild.col(1) << -1e6F, 0.0F, 1e12F;
    const Matrix after = scaler(wild);
    CHECK(after.col(0) == before.col(0));
    CHECK(after.col(1).cwiseAbs().maxCoeff() < 1e-25F);
  }
}
