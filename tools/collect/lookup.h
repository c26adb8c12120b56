// Code that the look-ups of collect share: options, the client, and the output of the found tracks.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "lookup/client.h"
#include "lookup/credentials.h"
#include "lookup/track_set.h"
#include "tools/kit/command.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {

struct LookupOptions {
  std::size_t count = 10;
  std::string database;  // empty: none
  std::string output = "-";
  std::string format;  // empty: by the extension of the output
  std::string base_url;
  std::string contact;      // empty: that of MELSIFT_CONTACT
  std::string credentials;  // empty: the environment
  double timeout_s = 30.0;
  int retries = 3;
};

// The search terms, as typed.
struct WishOptions {
  std::string genre, artist, title, years;
};

// -n, the number of `items`, whose default is the present value; --db, -o and --format.
void add_result_options(OptionParser& parser, LookupOptions& options, const std::string& items);
// --base-url, whose default is the present value; --contact, --timeout and --retries.
void add_network_options(OptionParser& parser, LookupOptions& options);
// --credentials; `names` are the variables that the file sets.
void add_credentials_option(OptionParser& parser, LookupOptions& options, std::string_view names);
// --genre, --artist, --title and --years.
void add_wish_options(OptionParser& parser, WishOptions& options);

// Throws UsageError for an invalid range of years, for blank names, and if no term is given.
lookup::Wish wish_of(const WishOptions& options);
// Throws UsageError for an invalid address.
std::string checked_url(std::string_view option, const std::string& url);

// Throws Error.
lookup::Credentials credentials_of(const LookupOptions& options);
lookup::Client client_of(const Command& command, const LookupOptions& options);

// A table of tracks: its columns, and the cells of a track.
struct TrackLayout {
  std::vector<TableColumn> columns;
  std::function<std::vector<std::string>(const record::Record&)> row;
};

// The output of found tracks, opened before any work.
class TrackOutput {
 public:
  // Throws Error io.
  TrackOutput(Command& command, const LookupOptions& options, TrackLayout table, TrackLayout tsv);
  // Imports the tracks into the database, if one is given, and writes them as a table on a
  // terminal, TSV or JSON Lines.  Counts each.  Throws Error io.
  void take(const std::vector<record::Record>& tracks);

 private:
  std::string text_of(const std::vector<record::Record>& tracks) const;

  Command& command_;
  const LookupOptions& options_;
  TrackLayout table_, tsv_;
  OutputFile file_;
  std::string format_;
};

// Calls `search`, which fills its set, and writes the tracks of the set; after a failure, the
// tracks that were found before it.  `where` is the name of the service in the message that no
// track was found.
void write_found_tracks(Command& command, const LookupOptions& options, const lookup::Wish& wish,
                        std::string_view where,
                        const std::function<void(lookup::TrackSet&)>& search);

}  // namespace melsift::tools
