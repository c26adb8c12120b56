#include "feature/front_end.h"

#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "feature/parameters.h"
#include "support/support.h"

using namespace melsift;
using feature::FeatureSet;
using feature::FrontEnd;

TEST_CASE("the canonical string of the defaults") {
  CHECK(FrontEnd().text() ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean");
}

TEST_CASE("the canonical strings of the sets") {
  FrontEnd f;
  f.set = FeatureSet::gtzan57;
  f.padding = dsp::Padding::reflect;
  CHECK(f.text() ==
        "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
  f = FrontEnd();
  f.set = FeatureSet::mel;
  f.zscore = true;
  f.window_frames = 128;
  CHECK(f.text() ==
        "mel sr=22050 n_fft=2048 hop_length=512 n_mels=128 padding=constant ref=max top_db=80 "
        "zscore=1 window_frames=128");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
  f = FrontEnd();
  f.deltas = 2;
  f.stat = feature::Statistic::mean_std;
  f.segment_s = 3;
  CHECK(f.text() ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 deltas=2 padding=constant "
        "stat=mean+std segment_s=3");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
}

TEST_CASE("the aggregate of onsets is written only if the padding does not imply it") {
  using feature::OnsetAggregate;
  const std::string constant =
      "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=constant";
  const std::string reflect =
      "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect";
  // Strings of 0.1.0 mean what they meant.
  CHECK(FrontEnd::parse(constant).resolved_onset_aggregate() == OnsetAggregate::mean);
  CHECK(FrontEnd::parse(reflect).resolved_onset_aggregate() == OnsetAggregate::median);
  // Equal meanings have equal strings.
  CHECK(FrontEnd::parse(constant + " onset_aggregate=mean").text() == constant);
  CHECK(FrontEnd::parse(reflect + " onset_aggregate=median").text() == reflect);
  CHECK(FrontEnd::parse(reflect + " onset_aggregate=auto").text() == reflect);
  for (const std::string& text :
       {constant + " onset_aggregate=median", reflect + " onset_aggregate=mean"}) {
    CHECK(FrontEnd::parse(text).text() == text);
    CHECK(feature::difference(text, FrontEnd::parse(constant).text()) != std::nullopt);
  }
  CHECK(FrontEnd::parse(reflect + " onset_aggregate=mean").resolved_onset_aggregate() ==
        OnsetAggregate::mean);
  CHECK(FrontEnd::parse("mfcc padding=reflect").text() ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=reflect stat=mean");
  CHECK_THROWS_WITH_AS(FrontEnd::parse("mfcc onset_aggregate=mean"),
                       "onset_aggregate: belongs to the sets gtzan57 and full, not to mfcc", Error);
  CHECK_THROWS_WITH_AS(FrontEnd::parse("full onset_aggregate=max"),
                       "onset_aggregate: unknown aggregate \"max\", expected auto, mean or median",
                       Error);
}

TEST_CASE("canonical strings read back") {
  FrontEnd front_end;
  front_end.n_mfcc = 20;
  front_end.fmin = 27.5;
  front_end.fmax = 8000;
  front_end.padding = dsp::Padding::reflect;
  const auto back = FrontEnd::parse(front_end.text());
  CHECK(back.text() == front_end.text());
  CHECK(back.fmin == 27.5);
  CHECK(back.padding == dsp::Padding::reflect);
}

TEST_CASE("impossible parameters are named") {
  const auto message = [](auto change) {
    FrontEnd front_end;
    change(front_end);
    try {
      front_end.check();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(message([](FrontEnd& f) { f.n_mfcc = 200; }) == "n_mfcc: 200, expected 1 to n_mels (128)");
  CHECK(message([](FrontEnd& f) { f.hop_length = 0; }) == "hop_length: 0, expected 1 to 1048576");
  CHECK(message([](FrontEnd& f) { f.fmax = 20000; }) ==
        "fmax: 20000 Hz, expected at most sr / 2 (11025)");
  CHECK(message([](FrontEnd& f) { f.fmin = 12000; }) ==
        "fmin: 12000 Hz, expected 0 to less than fmax (11025)");
  CHECK(message([](FrontEnd& f) { f.set = FeatureSet::mel, f.deltas = 1; }) ==
        "deltas: belongs to the set mfcc, not to mel");
  CHECK(message([](FrontEnd& f) { f.window_frames = 128; }) ==
        "window_frames: needs the set mel, or mfcc with stat=frames");
  CHECK_THROWS_WITH_AS(FrontEnd::parse("mfcc n_mels=128 colour=red"),
                       "front end: unknown parameter \"colour\"", Error);
  CHECK_THROWS_WITH_AS(FrontEnd::parse("mfcc n_mels=many"), "n_mels: not a whole number: many",
                       Error);
}

TEST_CASE("unknown choices are refused, with the list of choices") {
  const auto message = [](const char* text) {
    try {
      FrontEnd::parse(text);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(message("mfc") == "set: unknown feature set \"mfc\", expected mfcc, mel, gtzan57 or full");
  CHECK(message("mfcc padding=wrap") ==
        "padding: unknown padding \"wrap\", expected constant or reflect");
  CHECK(message("mel ref=loudest") == "ref: unknown reference \"loudest\", expected max or 1");
  CHECK(message("mfcc stat=median") ==
        "stat: unknown statistic \"median\", expected mean, mean+var, mean+std or frames");
  CHECK(message("table columns=a,b") == "front end: unknown parameter \"columns\"");
}

TEST_CASE("the manual has each parameter with its choices") {
  const std::string page = read_file(test::data("../../man/melsift-extract.1"));
  const FrontEnd front_end;
  feature::each_parameter(
      front_end, [&]<class Value>(const feature::Parameter& parameter, const Value&) {
        std::string entry = ".It Fl \\-" + std::string(parameter.name);
        std::ranges::replace(entry, '_', '-');
        CAPTURE(entry);
        const auto begin = page.find(entry);
        REQUIRE(begin != std::string::npos);
        if constexpr (HasChoices<Value>) {
          const std::string text = page.substr(begin, page.find(".It Fl", begin + 1) - begin);
          for (const std::string_view name : Choice<Value>::kNames) {
            CAPTURE(name);
            CHECK(text.find(name) != std::string::npos);
          }
        }
      });
}

TEST_CASE("the parameter that differs is named") {
  const std::string expected = FrontEnd().text();
  CHECK_FALSE(feature::difference(expected, expected));
  FrontEnd other;
  other.n_mfcc = 20;
  CHECK(feature::difference(other.text(), expected) == "n_mfcc is 20, expected 40");
  other = FrontEnd();
  other.fmax = 8000;
  CHECK(feature::difference(other.text(), expected) == "fmax is 8000, expected none");
  CHECK(feature::difference(expected, other.text()) == "fmax is not given, expected 8000");
  CHECK(feature::difference("table columns=a,b", expected) == "set is table, expected mfcc");
}
