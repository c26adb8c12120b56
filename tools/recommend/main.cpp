// recommend: tracks of a catalogue to hear next.  See melsift-recommend(1).
#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/file.h"
#include "recommend/english.h"
#include "recommend/flow.h"
#include "tools/kit/command.h"
#include "tools/recommend/inputs.h"
#include "tools/recommend/options.h"
#include "tools/recommend/output.h"

using namespace melsift;

namespace {

bool has_request(const tools::RecommendOptions& options) {
  for (const std::string* text : {&options.languages, &options.years, &options.duration,
                                  &options.tempo, &options.taste, &options.crowd, &options.from}) {
    if (!text->empty()) return true;
  }
  return options.history > 0 || !options.genres.empty() || !options.artists.empty() ||
         !options.likes.empty() || !options.dislikes.empty();
}

recommend::Answer answer(tools::Command& command, const tools::RecommendOptions& options,
                         const tools::RecommendWish& wish, const std::vector<std::string>& files,
                         const recommend::Session& session) {
  auto given = tools::read_given(command, files);
  if (!files.empty() && given.empty() && !has_request(options))
    throw Error(ErrorKind::invalid_argument, files.front() == "-" ? kStandardInput : files.front(),
                "contains no records; give seed tracks, or --genres");
  if (options.catalogue.empty() && options.indexes.empty())
    return tools::recommend_from_crowd(options);
  auto answer =
      options.indexes.empty()
          ? tools::recommend_from_catalogue(command, options, wish, std::move(given), session)
          : tools::recommend_from_index(command, options, wish, std::move(given));
  if (options.order == "flow") recommend::put_in_flow(answer);
  for (const auto& warning : recommend::english(answer.warnings)) command.warning(warning);
  for (const auto& note : recommend::english(answer.notes)) command.note(note);
  if (answer.exact < options.count && answer.unknown_dropped > 0)
    command.note("left out because a requested property is unknown: " +
                 std::to_string(answer.unknown_dropped) + " (--unknown keep includes them)");
  if (answer.tracks.empty())
    throw Error(ErrorKind::not_found,
                options.indexes.empty() ? options.catalogue : options.indexes.front(),
                "has no track to recommend");
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run(
      "recommend", "Recommend tracks from a catalogue.", argc, argv, [](tools::Command& command) {
        tools::RecommendOptions options;
        tools::add_options(command, options);
        const auto& operands = command.operands(
            "records", "seed tracks: files of classified records, or - for standard input");
        const auto& output = command.output();
        const auto& seed = command.seed();
        command.parse();
        command.set_items("records");

        tools::use_default_library(options);
        tools::RecommendWish wish;
        command.check([&] {
          wish = tools::wish_of(options);
          if (options.format.empty()) tools::extension_of_output(output);
        });
        wish.request.seed = seed;
        wish.request.filters.ignored = tools::ignored_by(options);
        auto given = operands;
        const bool free = options.catalogue != "-";  // standard input
        if (wish.journey && !given.empty())
          throw tools::UsageError("records conflict with --from and --to");
        if (given.empty() && free && !wish.journey && tools::standard_input_is_given())
          given = {"-"};
        auto session = tools::session_of(options);
        wish.by_likes = given.empty() && session.played().empty() && !has_request(options);
        if (wish.by_likes && !options.indexes.empty())
          throw tools::UsageError(
              "nothing to base recommendations on: give --genres, --language, --years, --like or "
              "records");
        if (!free && std::count(given.begin(), given.end(), "-") > 0)
          throw tools::UsageError("standard input can't be both the catalogue and the records");
        OutputFile out(output);
        const auto found = answer(command, options, wish, given, session);
        out.write(tools::text_of(command, found, options, wish.paths, out));
        out.close();
        if (options.session.empty()) return;
        for (const record::Record& track : found.tracks) session.play(track);
        session.write(options.session);
      });
}
