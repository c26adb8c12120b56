// doctor: whether this melsift works, one line for each part.  See melsift-doctor(1).
#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/default_library.h"
#include "base/error.h"
#include "base/file.h"
#include "base/version.h"
#include "tools/doctor/checks.h"
#include "tools/kit/command.h"

namespace {

using namespace melsift;

void examine(tools::Command& command) {
  std::string library = default_library();
  command.parser()
      .option("--db", library, "catalogue to check (default: $XDG_DATA_HOME/melsift/library.db)")
      .value_name("FILE");
  const auto& output = command.output();
  command.parse();

  OutputFile out(output);
  std::vector<tools::Finding> findings = {{tools::Health::ok, "version", std::string(version())}};
  std::ranges::move(tools::check_formats(), std::back_inserter(findings));
  std::ranges::move(tools::check_models(), std::back_inserter(findings));
  findings.push_back(tools::check_library(library));
  findings.push_back(tools::check_threads());
  findings.push_back(tools::check_processor());
  out.write(tools::text_of(findings));
  out.close();
  const auto broken = std::ranges::count(findings, tools::Health::broken, &tools::Finding::health);
  if (broken > 0)
    throw Error(ErrorKind::corrupt, std::to_string(broken) + (broken == 1 ? " part" : " parts"),
                "broken");
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("doctor", "Check formats, models, library and machine.", argc, argv, examine);
}
