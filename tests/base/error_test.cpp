#include "base/error.h"

#include <cerrno>

#include <doctest/doctest.h>

using namespace melsift;

TEST_CASE("an error's message begins with the culprit") {
  const Error error(ErrorKind::unsupported, "clip07.wav", "3 channels, expected 1 or 2");
  CHECK(std::string(error.what()) == "clip07.wav: 3 channels, expected 1 or 2");
  CHECK(error.kind() == ErrorKind::unsupported);
}

TEST_CASE("culprit and detail are the parts of the message") {
  // A path may contain the separator of the two.
  const Error error(ErrorKind::corrupt, "live: 1969.mp3", "ends early: at 3 s");
  CHECK(error.culprit() == "live: 1969.mp3");
  CHECK(error.detail() == "ends early: at 3 s");
  const Error copy = error;
  CHECK(copy.culprit() == error.culprit());
  CHECK(Error(ErrorKind::io, "", "").detail() == "");
}

TEST_CASE("a message beside a name leaves that name out") {
  const Error error(ErrorKind::corrupt, "a.wav", "is empty");
  CHECK(message_beside(error, {"list:3", "a.wav"}) == "is empty");
  CHECK(message_beside(error, {"a"}) == "a.wav: is empty");
  CHECK(message_beside(error, {}) == "a.wav: is empty");
}

TEST_CASE("a system error distinguishes a missing file from a failing disk") {
  CHECK(system_error("a.wav", "can't open", ENOENT).kind() == ErrorKind::not_found);
  CHECK(system_error("a.wav", "can't write", ENOSPC).kind() == ErrorKind::io);
  CHECK(std::string(system_error("a.wav", "can't open", ENOENT).what()) ==
        "a.wav: can't open: No such file or directory");
}
