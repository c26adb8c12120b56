// ListenBrainz, an open record of what people listen to: listenbrainz.readthedocs.io, its API's
// core (listens) and the radio made from them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/client.h"
#include "lookup/listens.h"
#include "lookup/track_set.h"

namespace melsift::lookup {

inline constexpr std::string_view kListenBrainz = "https://api.listenbrainz.org";

// The maximum number of listens in a request, in both directions (MAX_ITEMS_PER_GET,
// MAX_LISTENS_PER_REQUEST).
inline constexpr std::size_t kListensPerRequest = 1000;

class ListenBrainz {
 public:
  // `token` is a user's token; if it is empty, nothing can be submitted.  `client` must outlive it.
  ListenBrainz(Client& client, std::string token, std::string base);

  // Adds the tracks of a radio: `prompt` as troi.readthedocs.io has it ("tag:(rock)", "artist:(Nick
  // Cave)"), `mode` easy, medium or hard.  `wish` has the genre that the tracks get.  Returns the
  // messages of the service.  Throws Error io, corrupt, not_found or unsupported, beginning with
  // the URL.
  std::vector<std::string> radio(const std::string& prompt, const std::string& mode,
                                 const Wish& wish, TrackSet& into);

  // Adds up to `count` listens of a user, the latest first, also those before an Error.
  // `complaints` names listens that can't be read.  Returns whether there may be more.
  bool listens(const std::string& user, std::size_t count, History& into,
               std::vector<std::string>& complaints);

  // Submits listens in the form of listen_json, at most kListensPerRequest.  The service keeps each
  // listen once, however often it is submitted.
  void submit(std::span<const std::string> listens);

 private:
  Request request(std::string url) const;

  Client& client_;
  std::string token_, base_;
};

// Adds the tracks of a radio's answer, payload.jspf.playlist.track; a track without a title or a
// creator causes a complaint.  Returns payload.feedback.  Throws Error corrupt.
std::vector<std::string> read_radio(std::string_view where, std::string_view body, const Wish& wish,
                                    TrackSet& into);

// The listens of an answer, payload.listens, in its order.  Throws Error corrupt.
struct ListensPage {
  std::vector<Listen> listens;
  std::vector<std::string> complaints;  // about listens that can't be read
  std::size_t items = 0;                // including unreadable listens
  std::optional<long long> oldest;      // the earliest moment among them
};
ListensPage read_listens(std::string_view where, std::string_view body);

}  // namespace melsift::lookup
