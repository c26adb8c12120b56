#include "tools/collect/lookup.h"

#include <array>
#include <cstdlib>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/extension.h"
#include "base/number.h"
#include "lookup/http.h"
#include "lookup/musicbrainz.h"
#include "lookup/url.h"
#include "recommend/filters.h"
#include "record/writer.h"
#include "tools/collect/commands.h"

namespace melsift::tools {
namespace {

// The text of a string in a record's unknown fields, without unescaping: dates contain no escapes.
std::string extra_text(const record::Record& track, std::string_view name) {
  for (const auto& [known, json] : track.extra)
    if (known == name && json.size() >= 2 && json.front() == '"')
      return json.substr(1, json.size() - 2);
  return {};
}

// Appends cells with tabs between them; within a cell, tabs and line ends become blanks.
void append_line(std::string& out, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += '\t';
    for (const char c : cells[i]) out += c == '\t' || c == '\n' || c == '\r' ? ' ' : c;
  }
  out += '\n';
}

std::string release_of(const record::Record& track) {
  std::string date = extra_text(track, "release_date");
  if (date.empty() && track.year) date = std::to_string(*track.year);
  return date;
}

TrackLayout found_layout() {
  return {{{"name", false, true}, {"artist", false, true}, {"released"}, {"genre", false, true}},
          [](const record::Record& track) {
            return std::vector<std::string>{track.title, track.artist, release_of(track),
                                            track.genre.empty() ? "" : track.genre.front()};
          }};
}

}  // namespace

void add_result_options(OptionParser& parser, LookupOptions& options, const std::string& items) {
  parser.option("-n,--count", options.count, "number of " + items)
      .value_name("N")
      .show_default()
      .range(1, 1'000'000);
  parser.option("--db", options.database, "also import the tracks into this catalogue")
      .value_name("FILE");
  parser.option("-o,--output", options.output, "write to FILE (default: standard output)")
      .value_name("FILE");
  parser
      .option("--format", options.format,
              "output format (default: by file extension; table on a terminal, else jsonl)")
      .value_name("table|jsonl|tsv")
      .one_of({"table", "jsonl", "tsv"});
}

void add_network_options(OptionParser& parser, LookupOptions& options) {
  parser.option("--base-url", options.base_url, "address of the web service")
      .value_name("URL")
      .show_default();
  parser
      .option("--contact", options.contact,
              "your web or mail address, sent to the service (default: $MELSIFT_CONTACT)")
      .value_name("TEXT");
  parser.option("--timeout", options.timeout_s, "time limit of a request in seconds")
      .value_name("S")
      .show_default()
      .range(0.1, 3600.0);
  parser.option("--retries", options.retries, "retries if the service is busy or unreachable")
      .value_name("N")
      .show_default()
      .range(0, 10);
}

void add_credentials_option(OptionParser& parser, LookupOptions& options, std::string_view names) {
  parser
      .option("--credentials", options.credentials,
              "file of mode 600 with " + std::string(names) + " (default: the environment)")
      .value_name("FILE");
}

void add_wish_options(OptionParser& parser, WishOptions& options) {
  parser.option("--genre", options.genre, "find tracks of this genre").value_name("NAME");
  parser.option("--artist", options.artist, "find tracks by this artist").value_name("NAME");
  parser.option("--title", options.title, "find tracks with this title").value_name("NAME");
  parser
      .option("--years", options.years,
              "find tracks released in these years: 1990-2000, 1990-, -2000 or 1994")
      .value_name("RANGE");
}

lookup::Wish wish_of(const WishOptions& options) {
  lookup::Wish wish;
  wish.genre = trimmed(options.genre);
  wish.artist = trimmed(options.artist);
  wish.title = trimmed(options.title);
  if (!options.years.empty()) {
    try {
      const recommend::Years years = recommend::parse_years(options.years);
      wish.first_year = years.first;
      wish.last_year = years.last;
    } catch (const Error& mistake) {
      throw UsageError(mistake.what());
    }
  }
  if (wish.genre.empty() && wish.artist.empty() && wish.title.empty() && options.years.empty())
    throw UsageError("nothing to look up: give --genre, --artist, --title or --years");
  return wish;
}

std::string checked_url(std::string_view option, const std::string& url) {
  try {
    return lookup::base_url(option, url);
  } catch (const Error& mistake) {
    throw UsageError(mistake.what());
  }
}

lookup::Credentials credentials_of(const LookupOptions& options) {
  return options.credentials.empty() ? lookup::Credentials()
                                     : lookup::Credentials::from_file(options.credentials);
}

lookup::Client client_of(const Command& command, const LookupOptions& options) {
  std::string contact = options.contact;
  if (const char* given = std::getenv("MELSIFT_CONTACT"); contact.empty() && given != nullptr)
    contact = given;
  lookup::HttpLimits limits;
  limits.total_s = options.timeout_s;
  lookup::Patience patience;
  patience.retries = options.retries;
  return {lookup::http_transport(lookup::user_agent(trimmed(contact)), limits),
          lookup::system_clock(), patience,
          [&command](std::string_view message) { command.note(message); }};
}

TrackOutput::TrackOutput(Command& command, const LookupOptions& options, TrackLayout table,
                         TrackLayout tsv)
    : command_(command),
      options_(options),
      table_(std::move(table)),
      tsv_(std::move(tsv)),
      file_(options.output),
      format_(options.format) {
  constexpr std::array<std::string_view, 2> kSupported = {"jsonl", "tsv"};
  if (format_.empty())
    command.check([&] { format_ = supported_extension(options.output, kSupported); });
  if (format_.empty()) format_ = file_.is_terminal() ? "table" : "jsonl";
}

std::string TrackOutput::text_of(const std::vector<record::Record>& tracks) const {
  if (format_ == "table") {
    std::vector<std::vector<std::string>> rows;
    for (const record::Record& track : tracks) rows.push_back(table_.row(track));
    return table_text(table_.columns, rows, file_.is_terminal() ? terminal_width() : 0);
  }
  std::string text;
  if (format_ == "tsv") {
    std::vector<std::string> names;
    for (const TableColumn& column : tsv_.columns) names.push_back(column.heading);
    append_line(text, names);
    for (const record::Record& track : tracks) append_line(text, tsv_.row(track));
    return text;
  }
  for (const record::Record& track : tracks) {
    record::append_json(text, track);
    text += '\n';
  }
  return text;
}

void TrackOutput::take(const std::vector<record::Record>& tracks) {
  // The database first: writing to a pipe without a reader ends the process.
  if (!options_.database.empty()) {
    try {
      import_records(command_, options_.database, tracks);
    } catch (const Error& failure) {
      command_.count_failed(failure.what());
    }
  } else {
    for (std::size_t i = 0; i < tracks.size(); ++i) command_.count_done();
  }
  file_.write(text_of(tracks));
  file_.close();
}

void write_found_tracks(Command& command, const LookupOptions& options, const lookup::Wish& wish,
                        std::string_view where,
                        const std::function<void(lookup::TrackSet&)>& search) {
  command.set_items("tracks");
  TrackOutput output(command, options, found_layout(), found_layout());
  lookup::TrackSet found(wish, options.count);
  std::string failure;
  try {
    search(found);
  } catch (const Error& error) {
    failure = error.what();
  }
  for (const std::string& complaint : found.complaints()) command.count_failed(complaint);
  if (!failure.empty()) command.count_failed(failure);
  if (found.out_of_years() > 0)
    command.info("left out because of their year: " + std::to_string(found.out_of_years()));
  if (!found.tracks().empty())
    output.take(found.tracks());
  else if (failure.empty())
    throw Error(ErrorKind::not_found, where, "has no such track");
}

}  // namespace melsift::tools
