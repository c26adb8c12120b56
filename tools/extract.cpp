// extract: one feature record per track.  See melsift-extract(1).
#include "base/parallel.h"
#include "common/command.h"
#include "common/front_end_options.h"
#include "common/inputs.h"
#include "record/writer.h"

namespace {

using namespace melsift;

void extract(tools::Command& command) {
  feature::FrontEnd front_end;
  tools::add_options(command, front_end);
  const auto& operands = command.operands(
      "input", "audio files, folders, record files; - is audio, records or paths on stdin");
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();
  command.check([&] { front_end.check(); });

  const feature::Extractor extractor(front_end);
  record::Writer out(output);
  tools::Inputs inputs(command, operands);
  tools::for_each_track(
      command, inputs, thread_count(threads),
      [&](tools::Input& input) { tools::extract_into(input, extractor); },
      [&](const record::Record& record) {
        out.write(record);
        out.flush();
      });
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("extract", "Compute the features of tracks: one record each.", argc, argv,
                    extract);
}
