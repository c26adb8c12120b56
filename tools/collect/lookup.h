// What the look-ups of collect have in common: their options, the client, and what becomes of the
// tracks that they find.
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
  std::string format;  // empty: as the output's name ends
  std::string base_url;
  std::string contact;      // empty: MELSIFT_CONTACT's
  std::string credentials;  // empty: the environment
  double timeout_s = 30.0;
  int retries = 3;
};

// What is looked for, as typed.
struct WishOptions {
  std::string genre, artist, title, years;
};

// -n, whose default is the value that it has, of `items`; --db, -o and --format.
void add_result_options(OptionParser& parser, LookupOptions& options, const std::string& items);
// --base-url (whose default is the value that it has), --contact, --timeout and --retries.
void add_network_options(OptionParser& parser, LookupOptions& options);
// --credentials; `names` are those of the variables.
void add_credentials_option(OptionParser& parser, LookupOptions& options, std::string_view names);
// --genre, --artist, --title and --years.
void add_wish_options(OptionParser& parser, WishOptions& options);

// Throw UsageError: for an invalid range of years, blank names, and a request without a wish;
// ...
lookup::Wish wish_of(const WishOptions& options);
// ... for an invalid address.
std::string checked_url(std::string_view option, const std::string& url);

// Throws Error.
lookup::Credentials credentials_of(const LookupOptions& options);
lookup::Client client_of(const Command& command, const LookupOptions& options);

// What tracks are shown with: columns, and a track's cells in them.
struct TrackLayout {
  std::vector<TableColumn> columns;
  std::function<std::vector<std::string>(const record::Record&)> row;
};

// Where tracks go, opened before any work.
class TrackOutput {
 public:
  // Throws Error io.
  TrackOutput(Command& command, const LookupOptions& options, TrackLayout table, TrackLayout tsv);
  // Imports the tracks into the database, where one is given, and writes them: a table on a
  // terminal, TSV, or JSON Lines.  Each is counted.  Throws Error io.
  void take(const std::vector<record::Record>& tracks);

 private:
  std::string text_of(const std::vector<record::Record>& tracks) const;

  Command& command_;
  const LookupOptions& options_;
  TrackLayout table_, tsv_;
  OutputFile file_;
  std::string format_;
};

// Looks up by `search`, which fills the set that it is given, and puts out what is found; after a
// failure, that which came before it.  `where` is the service, for saying that it has no such
// track.
void put_out(Command& command, const LookupOptions& options, const lookup::Wish& wish,
             std::string_view where, const std::function<void(lookup::TrackSet&)>& search);

}  // namespace melsift::tools
