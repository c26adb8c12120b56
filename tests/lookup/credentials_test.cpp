#include "lookup/credentials.h"

#include <cstdlib>

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lookup/scripted.h"
#include "support/support.h"

using namespace melsift;
using lookup::Credentials;
using test::complaint_of;

namespace {

std::string secret_file(const test::TemporaryFolder& folder, const std::string& text,
                        mode_t mode = 0600) {
  std::string path = folder.file("secrets", text);
  REQUIRE(::chmod(path.c_str(), mode) == 0);
  return path;
}

}  // namespace

TEST_CASE("Secrets come from lines of a file") {
  const test::TemporaryFolder folder;
  const auto credentials = Credentials::from_file(secret_file(folder,
                                                              "# mine\n\n ID = abc \r\n"
                                                              "SECRET=\"d=e\"\nEMPTY=\nBAD=a b\n"
                                                              "KEY='\xC3\xA4'"));
  CHECK(credentials.need("ID", "") == "abc");
  CHECK(credentials.need("SECRET", "") == "d=e");
  CHECK(credentials.need("KEY", "") == "\xC3\xA4");
  CHECK_FALSE(credentials.find("EMPTY"));
  CHECK_FALSE(credentials.find("NONE"));
  CHECK(complaint_of([&] { credentials.need("NONE", "see there"); }).find("; see there") !=
        std::string::npos);
  CHECK(complaint_of([&] { credentials.need("BAD", ""); }).starts_with("BAD: contains blanks"));
}

TEST_CASE("A file that others can read is refused") {
  const test::TemporaryFolder folder;
  for (const mode_t mode : {0640, 0604, 0620, 0602, 0610, 0644, 0666, 0677}) {
    const std::string path = secret_file(folder, "ID=hunter2\n", mode);
    const std::string complaint = complaint_of([&] { Credentials::from_file(path); });
    CAPTURE(complaint);
    CHECK(complaint.starts_with(path + ": other users can access it"));
    CHECK(complaint.find("hunter2") == std::string::npos);
  }
  for (const mode_t mode : {0600, 0400, 0700})
    CHECK(complaint_of([&] { Credentials::from_file(secret_file(folder, "ID=x\n", mode)); }) == "");
}

TEST_CASE("Invalid files of secrets are refused without quoting them") {
  const test::TemporaryFolder folder;
  const std::string path = secret_file(folder, "ID=x\nhunter2\n");
  CHECK(complaint_of([&] { Credentials::from_file(path); }) ==
        path + ":2: expected NAME=VALUE or a comment");
  secret_file(folder, std::string(70'000, '='));
  CHECK(complaint_of([&] { Credentials::from_file(path); }).starts_with(path + ": is too large"));
  CHECK(complaint_of([&] { Credentials::from_file(folder.path()); }) ==
        folder.path() + ": is not a regular file");
  CHECK(complaint_of([&] { Credentials::from_file(folder.path("none")); }) != "");
  const std::string pipe = folder.path("pipe");
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(complaint_of([&] { Credentials::from_file(pipe); }) == pipe + ": is not a regular file");
}

TEST_CASE("Without a file the environment is read") {
  ::setenv("MELSIFT_TEST_SECRET", " abc\n", 1);
  CHECK(Credentials().find("MELSIFT_TEST_SECRET") == "abc");
  ::setenv("MELSIFT_TEST_SECRET", "", 1);
  CHECK_FALSE(Credentials().find("MELSIFT_TEST_SECRET"));
  ::unsetenv("MELSIFT_TEST_SECRET");
  CHECK(complaint_of([] { Credentials().need("MELSIFT_TEST_SECRET", "see there"); }) ==
        "MELSIFT_TEST_SECRET: not set in the environment, and no --credentials; see there");
}
