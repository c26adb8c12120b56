// collect spotify and collect musicbrainz.
#include <memory>

#include "lookup/musicbrainz.h"
#include "lookup/spotify.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/collect/lookup.h"

namespace melsift::tools {
namespace {

constexpr const char* kId = "SPOTIFY_CLIENT_ID";
constexpr const char* kSecret = "SPOTIFY_CLIENT_SECRET";
constexpr const char* kCredentialsHint =
    "an application's id and secret are available from developer.spotify.com";

struct SpotifyOptions {
  LookupOptions lookup;
  WishOptions wish;
  std::string accounts_url{lookup::kSpotifyAccounts};
  bool recommendations = false;
};

void run_spotify(Command& command, const SpotifyOptions& options) {
  const lookup::Wish wish = wish_of(options.wish);
  if (options.recommendations && wish.genre.empty())
    throw UsageError("--recommendations needs --genre");
  if (options.recommendations && !(wish.artist.empty() && wish.title.empty()))
    throw UsageError("--recommendations uses only --genre and --years");
  const std::string api = checked_url("--base-url", options.lookup.base_url);
  const std::string accounts = checked_url("--accounts-url", options.accounts_url);
  const lookup::Credentials credentials = credentials_of(options.lookup);
  lookup::Client client = client_of(command, options.lookup);
  const std::string id = credentials.need(kId, kCredentialsHint);
  const std::string secret = credentials.need(kSecret, kCredentialsHint);
  lookup::Spotify spotify(client, id, secret, api, accounts);
  write_found_tracks(command, options.lookup, wish, api, [&](lookup::TrackSet& into) {
    if (options.recommendations)
      spotify.recommend(wish, into);
    else
      spotify.search(wish, into);
  });
}

struct MusicBrainzOptions {
  LookupOptions lookup;
  WishOptions wish;
};

void run_musicbrainz(Command& command, const MusicBrainzOptions& options) {
  const lookup::Wish wish = wish_of(options.wish);
  const std::string base = checked_url("--base-url", options.lookup.base_url);
  lookup::Client client = client_of(command, options.lookup);
  lookup::MusicBrainz service(client, base);
  write_found_tracks(command, options.lookup, wish, base,
                     [&](lookup::TrackSet& into) { service.search(wish, into); });
}

}  // namespace

CollectCommand add_spotify(Command& command) {
  const auto options = std::make_shared<SpotifyOptions>();
  options->lookup.base_url = lookup::kSpotifyApi;
  OptionParser parser =
      command.parser().subcommand("spotify", "find tracks with Spotify's Web API");
  add_wish_options(parser, options->wish);
  parser.flag("--recommendations", options->recommendations,
              "use Spotify's recommendations (for old applications only)");
  add_result_options(parser, options->lookup, "tracks");
  add_credentials_option(parser, options->lookup, std::string(kId) + " and " + kSecret);
  add_network_options(parser, options->lookup);
  parser.option("--accounts-url", options->accounts_url, "address of the token service")
      .value_name("URL")
      .show_default();
  return {parser, [&command, options] { run_spotify(command, *options); }};
}

CollectCommand add_musicbrainz(Command& command) {
  const auto options = std::make_shared<MusicBrainzOptions>();
  options->lookup.base_url = lookup::kMusicBrainz;
  OptionParser parser = command.parser().subcommand(
      "musicbrainz", "find tracks in MusicBrainz, an open encyclopedia");
  add_wish_options(parser, options->wish);
  add_result_options(parser, options->lookup, "tracks");
  add_network_options(parser, options->lookup);
  return {parser, [&command, options] { run_musicbrainz(command, *options); }};
}

}  // namespace melsift::tools
