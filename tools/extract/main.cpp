// extract: one feature record per track, or per piece of it.  See melsift-extract(1).
#include "analysis/extraction.h"
#include "base/number.h"
#include "base/parallel.h"
#include "feature/columns.h"
#include "record/sink.h"
#include "tools/tracks/collection.h"
#include "tools/kit/command.h"
#include "tools/kit/front_end_options.h"
#include "tools/tracks/inputs.h"

namespace {

using namespace melsift;

// All that a record depends on besides its track.
std::string settings(const feature::FrontEnd& front_end, const audio::ReadOptions& part) {
  return front_end.text() + " offset_s=" + to_text(part.offset_s) +
         " duration_s=" + to_text(part.duration_s) + " format=jsonl";
}

void extract(tools::Command& command) {
  feature::FrontEnd front_end;
  tools::CollectionOptions collection;
  audio::ReadOptions part;
  tools::add_options(command, front_end);
  tools::add_options(command, part);
  tools::add_options(command, collection);
  std::string shard;
  tools::add_shard(command.parser(), shard);
  std::string format_name;
  command.parser()
      .option("--format", format_name, "output format (default: by file extension)")
      .value_name("jsonl|csv|npz|arff");
  const auto& operands = tools::track_operands(command);
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();
  record::Format format{};
  command.check([&] {
    front_end.check();
    format = record::output_format(format_name, output);
  });
  tools::check(collection, output, format);

  const feature::Extractor extractor(front_end);
  const auto work = [&](tools::Input& input) {
    return analysis::extract_records(input, extractor, part);
  };
  tools::Inputs inputs = tools::open_inputs(command, operands, shard);
  if (collection.resume)
    return tools::resume_tracks(command, inputs, thread_count(threads), output,
                                settings(front_end, part), collection, work);

  const auto out = record::open_sink(output, format, feature::column_names(front_end));
  tools::FailureList failures(collection.errors);
  tools::for_each_track(
      command, inputs, thread_count(threads), work,
      [&](const record::Record& record) {
        out->write(record);
        out->flush();
      },
      [&](const resume::JournalEntry& failure) { failures.write(failure); });
  out->close();
  failures.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("extract", "Compute the features of tracks: one record each.", argc, argv,
                    extract);
}
