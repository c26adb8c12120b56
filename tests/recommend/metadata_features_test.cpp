#include "recommend/metadata_features.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "recommend/catalogue.h"

using namespace melsift;
using namespace melsift::recommend;
using test::track;

TEST_CASE("genre, language and year as numbers, by hand") {
  const std::vector<record::Record> tracks{track("a", {"Rock", "Hip-Hop"}, 1990, "English"),
                                           track("b", {"jazz"}, 2010, "fr"),
                                           track("c", {}, {}, "")};
  const auto metadata = MetadataFeatures::of(tracks);
  CHECK(metadata.text() == "metadata genres=hiphop,jazz,rock languages=en,fr years=1990-2010");
  CHECK(metadata.size() == 7);
  using Values = std::vector<float>;
  CHECK(metadata(tracks[0]) == Values{0.5F, 0, 0.5F, 1, 0, 0, 1});
  CHECK(metadata(tracks[1]) == Values{0, 1, 0, 0, 1, 1, 1});
  CHECK(metadata(tracks[2]) == Values{0, 0, 0, 0, 0, 0.5F, 0});
  CHECK(metadata(track("d", {"polka"}, 1995, "de")) == Values{0, 0, 0, 0, 0, 0.25F, 1});
  CHECK(metadata(track("e", {"hip hop"}, 1800, "eng")) == Values{1, 0, 0, 1, 0, 0, 1});
}

TEST_CASE("its text reads back; other front ends are ignored, malformed ones are reported") {
  const auto metadata = MetadataFeatures::of(std::vector{track("a", {"Rock"}, 1990, "en")});
  CHECK(metadata.text() == "metadata genres=rock languages=en years=1990-1990");
  CHECK(MetadataFeatures::parse(metadata.text())->text() == metadata.text());
  const auto nothing = MetadataFeatures::of({});
  CHECK(MetadataFeatures::parse(nothing.text())->text() == nothing.text());
  CHECK_FALSE(MetadataFeatures::parse("mfcc sr=22050"));
  CHECK_THROWS_AS(MetadataFeatures::parse("metadata genres=rock"), Error);
  CHECK_THROWS_AS(MetadataFeatures::parse("metadata genres=a,a b languages= years=1-2"), Error);
}
