// demo_music: composes and renders ten styles of music from a seed, in the layout of GTZAN, so that
// melsift can be tried without own music.  The same seed gives the same bytes.
//
// A track is made by: catalogue (who plays) -> styles (the score, with composer and harmony) ->
// mixer (notes of the synthesiser, effects, balance) -> wav.
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "base/parallel.h"
#include "base/random.h"
#include "catalogue.h"
#include "mixer.h"
#include "styles.h"
#include "wav.h"

namespace {

namespace demo = melsift::demo;

struct Options {
  std::string folder;
  std::uint64_t seed = 1;
  std::size_t tracks = 12;
  double seconds = 10.0;
  std::string scores;
  unsigned threads = 0;
};

// A separate stream of random numbers for every track (from 1) and for each style's catalogue (0):
// a track doesn't depend on the number of other tracks.
melsift::Random stream(const Options& options, std::size_t style, std::size_t track) {
  return melsift::Random::stream(options.seed, (std::uint64_t{style} << 32) + track);
}

void make_folder(const std::filesystem::path& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw melsift::system_error(folder.string(), "can't create", error.value());
}

void generate(const Options& options) {
  std::vector<demo::Track> tracks;
  for (std::size_t style = 0; style < demo::kStyles.size(); ++style) {
    const auto& name = demo::kStyles[style].name;
    make_folder(std::filesystem::path(options.folder) / name);
    for (demo::Track& track : demo::catalogue(demo::kStyles[style], options.tracks, options.folder,
                                              stream(options, style, 0)))
      tracks.push_back(std::move(track));
  }
  std::vector<std::string> scores(tracks.size());
  melsift::parallel_for(tracks.size(), melsift::thread_count(options.threads), [&](std::size_t i) {
    const std::size_t style = i / options.tracks;
    melsift::Random random = stream(options, style, 1 + i % options.tracks);
    const demo::Take take{tracks[i].sound, options.seconds, random};
    const demo::Score score = demo::kStyles[style].compose(take);
    scores[i] = tracks[i].path + "," + melsift::to_text(score.key) + "," +
                melsift::to_fixed(score.tempo, 2) + "\n";
    demo::write_wav(tracks[i], demo::mix(score, options.seconds, random));
  });
  melsift::OutputFile list(options.folder + "/tracks.csv");
  list.write(demo::csv(tracks, options.seconds));
  list.close();
  if (!options.scores.empty()) {
    melsift::OutputFile table(options.scores);
    table.write("path,key,tempo_bpm\n");
    for (const std::string& row : scores) table.write(row);
    table.close();
  }
  std::fprintf(stderr, "demo_music: %zu tracks of %zu styles, listed in %s\n", tracks.size(),
               demo::kStyles.size(), list.path().c_str());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Compose and render ten styles of demo music, laid out as GTZAN", "demo_music");
  app.add_option("folder", options.folder,
                 "where to write <style>/<style>.00000.wav and tracks.csv")
      ->required();
  app.add_option("--seed", options.seed, "of every random choice (default: 1)");
  app.add_option("--tracks", options.tracks, "tracks a style (default: 12)")
      ->check(CLI::Range(1, 99999));
  app.add_option("--seconds", options.seconds, "length of a track (default: 10)")
      ->check(CLI::Range(1.0, 600.0));
  app.add_option("--scores", options.scores,
                 "also write each track's key and tempo to this CSV file");
  app.add_option("-j,--threads", options.threads, "threads; 0 is all cores (default: 0)")
      ->check(CLI::Range(0, 1024));
  try {
    app.parse(argc, argv);
    while (options.folder.size() > 1 && options.folder.ends_with('/')) options.folder.pop_back();
    generate(options);
    return 0;
  } catch (const CLI::ParseError& mistake) {
    if (mistake.get_exit_code() == 0) return app.exit(mistake);  // --help
    std::fprintf(stderr, "demo_music: %s (see demo_music --help)\n", mistake.what());
    return 2;
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "demo_music: %s\n", failure.what());
    return 1;
  }
}
