// extract: one feature record per track, or per piece of it.  See melsift-extract(1).
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/extraction.h"
#include "analysis/input_kind.h"
#include "base/error.h"
#include "base/number.h"
#include "base/parallel.h"
#include "feature/columns.h"
#include "model/left_out.h"
#include "record/sink.h"
#include "record/source.h"
#include "tools/extract/front_end_options.h"
#include "tools/kit/command.h"
#include "tools/tracks/collection.h"
#include "tools/tracks/inputs.h"

namespace {

using namespace melsift;

// Everything that a record depends on, except its track.
std::string settings(const feature::FrontEnd& front_end, const audio::ReadOptions& part,
                     bool wants_key) {
  return front_end.text() + " offset_s=" + to_text(part.offset_s) +
         " duration_s=" + to_text(part.duration_s) + (wants_key ? " key" : "") + " format=jsonl";
}

// Whether the record already has the requested features: those of this front end, or any if no
// option names a front end.
bool is_extracted(const record::Record& record, const feature::FrontEnd& front_end,
                  const audio::ReadOptions& part, bool any_features) {
  if (record.features.empty() && record.mel.size() == 0) return false;
  return any_features ||
         (record.front_end == front_end.text() && part.offset_s == 0.0 && part.duration_s == 0.0);
}

// The names of the features that the output has: those of the first record if it has some.
std::vector<std::string> columns_of(const std::vector<std::string>& operands,
                                    const feature::FrontEnd& front_end) {
  if (!operands.empty() &&
      analysis::kind_of_input(operands.front()) == analysis::InputKind::records) {
    try {
      record::Source source(operands.front());
      record::Record first;
      if (source.next(first) && !first.features.empty()) {
        auto names = model::feature_names(first.front_end);
        if (names.size() != first.features.size()) names.clear();
        return names;
      }
    } catch (const Error&) {  // the reader of all records reports it
    }
  }
  return feature::column_names(front_end);
}

void extract(tools::Command& command) {
  feature::FrontEnd front_end;
  tools::CollectionOptions collection;
  audio::ReadOptions part;
  const std::size_t before = command.parser().options().size();
  tools::add_options(command, front_end);
  tools::add_options(command, part);
  bool wants_key = false;
  command.parser().flag("--key-and-tempo", wants_key, "also estimate the key and the tempo");
  const std::size_t after = command.parser().options().size();
  tools::add_options(command, collection);
  tools::InputOptions selection;
  tools::add_options(command.parser(), selection);
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
  const std::optional<analysis::KeyAndTempo> estimator =
      wants_key ? std::optional<analysis::KeyAndTempo>(std::in_place) : std::nullopt;
  const analysis::KeyAndTempo* key_and_tempo = estimator ? &*estimator : nullptr;
  const auto all = command.parser().options();
  // If records have features, a table or an archive of them is a conversion, which needs no sound.
  const bool converts = format != record::Format::jsonl;
  const bool any_features =
      converts && std::none_of(all.begin() + static_cast<std::ptrdiff_t>(before),
                               all.begin() + static_cast<std::ptrdiff_t>(after),
                               [](const tools::Option& option) { return option.count() > 0; });
  const auto work = [&](tools::Input& input) {
    if (converts && is_extracted(input.record, front_end, part, any_features))
      return std::vector{std::move(input.record)};
    return analysis::extract_records(input, extractor, part, key_and_tempo);
  };
  tools::Inputs inputs = tools::open_inputs(command, operands, selection);
  if (collection.resume)
    return tools::resume_tracks(command, inputs, thread_count(threads), output,
                                settings(front_end, part, wants_key), collection, work);

  const auto out = record::open_sink(
      output, format,
      any_features ? columns_of(operands, front_end) : feature::column_names(front_end));
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
  return tools::run("extract", "Compute features of tracks, one record each.", argc, argv, extract);
}
