// collect listenbrainz: radio, listens, submit.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/error.h"
#include "lookup/listenbrainz.h"
#include "tools/collect/commands.h"
#include "tools/collect/database.h"
#include "tools/collect/lookup.h"
#include "tools/records/read_records.h"

namespace melsift::tools {
namespace {

constexpr const char* kToken = "LISTENBRAINZ_TOKEN";
constexpr const char* kTokenHint = "a user's token is available from listenbrainz.org/settings";

struct RadioOptions {
  LookupOptions lookup;
  std::string genre, prompt, mode = "easy";
};

struct ListensOptions {
  LookupOptions lookup;
  std::string user;
};

struct SubmitOptions {
  LookupOptions lookup;
  std::vector<std::string> files;
};

lookup::ListenBrainz service_of(lookup::Client& client, const LookupOptions& options,
                                bool needs_token) {
  const std::string base = checked_url("--base-url", options.base_url);
  const lookup::Credentials credentials = credentials_of(options);
  const bool sends_token = needs_token || credentials.find(kToken).has_value();
  return {client, sends_token ? credentials.need(kToken, kTokenHint) : "", base};
}

TrackLayout listens_layout() {
  return {{{"name", false, true}, {"artist", false, true}, {"plays", true}, {"last played"}},
          [](const record::Record& track) {
            return std::vector<std::string>{track.title, track.artist,
                                            std::to_string(track.play_count.value_or(0)),
                                            track.last_played};
          }};
}

// The columns for collaborative recommendation.
TrackLayout plays_layout(const std::string& user) {
  return {{{"user"}, {"item"}, {"plays"}}, [user](const record::Record& track) {
            return std::vector<std::string>{user, track.artist + " - " + track.title,
                                            std::to_string(track.play_count.value_or(0))};
          }};
}

void run_radio(Command& command, const RadioOptions& options) {
  if (options.genre.empty() == options.prompt.empty())
    throw UsageError("give either --genre or --prompt");
  // Parentheses would end the tag.
  if (options.genre.find_first_of("()") != std::string::npos)
    throw UsageError("--genre: parentheses in it; use --prompt");
  lookup::Wish wish;
  wish.genre = options.genre;
  const std::string prompt = options.prompt.empty() ? "tag:(" + wish.genre + ')' : options.prompt;
  lookup::Client client = client_of(command, options.lookup);
  lookup::ListenBrainz service = service_of(client, options.lookup, false);
  write_found_tracks(
      command, options.lookup, wish, options.lookup.base_url, [&](lookup::TrackSet& into) {
        for (const std::string& word : service.radio(prompt, options.mode, wish, into))
          command.info(lookup::printable_excerpt(word));
      });
}

void run_listens(Command& command, const ListensOptions& options) {
  command.set_items("tracks");
  lookup::Client client = client_of(command, options.lookup);
  lookup::ListenBrainz service = service_of(client, options.lookup, false);
  TrackOutput output(command, options.lookup, listens_layout(), plays_layout(options.user));
  lookup::History history;
  std::vector<std::string> complaints;
  std::string failure;
  try {
    if (service.listens(options.user, options.lookup.count, history, complaints))
      command.note("there may be more listens than the " + std::to_string(history.listens()) +
                   " that -n asks for");
  } catch (const Error& error) {
    failure = error.what();
  }
  for (const std::string& complaint : complaints) command.count_failed(complaint);
  if (!failure.empty()) command.count_failed(failure);
  if (history.listens() > 0)
    output.take(history.tracks());
  else if (failure.empty())
    throw Error(ErrorKind::not_found, options.lookup.base_url, "has no listens of that user");
}

// Collects listens and sends them in thousands.  After a failure nothing more is sent.
class Submission {
 public:
  explicit Submission(lookup::ListenBrainz& service) : service_(service) {}

  void add(std::string listen) {
    batch_.push_back(std::move(listen));
    ++read_;
    if (batch_.size() == lookup::kListensPerRequest) send();
  }
  void send() {
    if (!batch_.empty() && failure_.empty()) {
      try {
        service_.submit(batch_);
        sent_ += batch_.size();
      } catch (const Error& error) {
        failure_ = error.what();
      }
    }
    batch_.clear();
  }
  const std::string& failure() const { return failure_; }
  // "1000 of 2500 listens submitted"
  std::string summary() const {
    return std::to_string(sent_) + (sent_ < read_ ? " of " + std::to_string(read_) : "") +
           (sent_ == 1 && read_ == 1 ? " listen" : " listens") + " submitted";
  }

 private:
  lookup::ListenBrainz& service_;
  std::vector<std::string> batch_;
  std::string failure_;
  std::size_t read_ = 0, sent_ = 0;
};

void run_submit(Command& command, const SubmitOptions& options) {
  command.set_items("records");
  lookup::Client client = client_of(command, options.lookup);
  lookup::ListenBrainz service = service_of(client, options.lookup, true);
  Submission submission(service);
  for_each_record(command, options.files,
                  [&](const record::Record& record, const std::string& where) {
                    std::vector<std::string> listens;  // all of the record's, or none
                    for (const lookup::Listen& listen : lookup::listens_of(record, where))
                      listens.push_back(lookup::listen_json(listen, where));
                    for (std::string& listen : listens) submission.add(std::move(listen));
                  });
  submission.send();
  if (submission.failure().empty())
    command.note(submission.summary());
  else
    command.count_failed(submission.failure() + "; " + submission.summary() +
                         "; all may be submitted again: each is kept once");
}

}  // namespace

CollectCommand add_listenbrainz(Command& command) {
  OptionParser parser = command.parser().subcommand(
      "listenbrainz", "find tracks, fetch and submit listens with ListenBrainz");
  parser.require_subcommand();
  const auto add = [&](const char* name, const char* purpose, LookupOptions& options) {
    options.base_url = lookup::kListenBrainz;
    OptionParser verb = parser.subcommand(name, purpose);
    add_credentials_option(verb, options, kToken);
    add_network_options(verb, options);
    return verb;
  };

  const auto radio = std::make_shared<RadioOptions>();
  OptionParser verb = add("radio", "find tracks that fit a genre, an artist, ...", radio->lookup);
  verb.option("--genre", radio->genre, "find tracks of this genre").value_name("NAME");
  verb.option("--prompt", radio->prompt,
              "prompt of the radio: tag:(rock), artist:(NAME), ... (instead of --genre)")
      .value_name("TEXT");
  verb.option("--mode", radio->mode, "how far the radio strays from the prompt")
      .value_name("easy|medium|hard")
      .show_default()
      .one_of({"easy", "medium", "hard"});
  add_result_options(verb, radio->lookup, "tracks");

  const auto listens = std::make_shared<ListensOptions>();
  listens->lookup.count = lookup::kListensPerRequest;
  OptionParser fetch =
      add("listens", "fetch the listens of a user, the latest first", listens->lookup);
  fetch.option("--user", listens->user, "user whose listens to fetch")
      .value_name("NAME")
      .required();
  add_result_options(fetch, listens->lookup, "listens");

  const auto submit = std::make_shared<SubmitOptions>();
  add("submit", "submit listens: records with listened_at or last_played", submit->lookup)
      .operand("records", submit->files, "files of records, or - for standard input");

  return {parser, [&command, verb, fetch, radio, listens, submit] {
            if (verb.parsed())
              run_radio(command, *radio);
            else if (fetch.parsed())
              run_listens(command, *listens);
            else
              run_submit(command, *submit);
          }};
}

}  // namespace melsift::tools
