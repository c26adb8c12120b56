#include "feature/front_end.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace melsift;
using feature::FrontEnd;

TEST_CASE("the canonical string of the defaults") {
  CHECK(FrontEnd().text() ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 padding=constant stat=mean");
}

TEST_CASE("the canonical strings of the sets") {
  FrontEnd f;
  f.set = "gtzan57";
  f.padding = "reflect";
  CHECK(f.text() ==
        "gtzan57 sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=20 padding=reflect");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
  f = FrontEnd();
  f.set = "mel";
  f.zscore = true;
  f.window_frames = 128;
  CHECK(f.text() ==
        "mel sr=22050 n_fft=2048 hop_length=512 n_mels=128 padding=constant ref=max top_db=80 "
        "zscore=1 window_frames=128");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
  f = FrontEnd();
  f.deltas = 2;
  f.stat = "mean+std";
  f.segment_s = 3;
  CHECK(f.text() ==
        "mfcc sr=22050 n_fft=2048 hop_length=512 n_mels=128 n_mfcc=40 deltas=2 padding=constant "
        "stat=mean+std segment_s=3");
  CHECK(FrontEnd::parse(f.text()).text() == f.text());
}

TEST_CASE("canonical strings read back") {
  FrontEnd front_end;
  front_end.n_mfcc = 20;
  front_end.fmin = 27.5;
  front_end.fmax = 8000;
  front_end.padding = "reflect";
  const auto back = FrontEnd::parse(front_end.text());
  CHECK(back.text() == front_end.text());
  CHECK(back.fmin == 27.5);
  CHECK(back.padding == "reflect");
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
  CHECK(message([](FrontEnd& f) { f.padding = "wrap"; }) ==
        "padding: unknown padding \"wrap\", expected constant or reflect");
  CHECK(message([](FrontEnd& f) { f.set = "mfc"; }) ==
        "set: unknown feature set \"mfc\", expected mfcc, mel, gtzan57 or full");
  CHECK(message([](FrontEnd& f) { f.set = "mel", f.deltas = 1; }) ==
        "deltas: belongs to the set mfcc, not to mel");
  CHECK(message([](FrontEnd& f) { f.window_frames = 128; }) ==
        "window_frames: goes with the set mel, or with mfcc and stat frames");
  CHECK_THROWS_WITH_AS(FrontEnd::parse("mfcc n_mels=128 colour=red"),
                       "front end: unknown parameter \"colour\"", Error);
  CHECK_THROWS_WITH_AS(FrontEnd::parse("mfcc n_mels=many"), "n_mels: not a whole number: many",
                       Error);
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
