// Requests that are tried again, spaced out, and explained where they fail in the end.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/http.h"

namespace melsift::lookup {

// Time as the client lives in it, so that tests don't have to wait.
struct Clock {
  std::function<double()> now_s;              // seconds since 1970
  std::function<void(double seconds)> sleep;  // returns after that time
};
Clock system_clock();

struct Patience {
  int retries = 3;            // further attempts after the first one
  double first_wait_s = 1.0;  // before the second attempt; doubled before each further one
  // A server that asks for a longer pause is taken at its word: the run ends and says so.
  double longest_wait_s = 60.0;
};

class Client {
 public:
  // `say` is told of each pause before another attempt.
  Client(Transport transport, Clock clock, const Patience& patience,
         std::function<void(std::string_view)> say = {});

  // From now on requests begin at least that long after the answer to the one before.
  void keep_interval(double seconds) { interval_s_ = seconds; }

  // Tries again, after 1, 2, 4, ... s, where there was no answer or the status was 429, 500, 502,
  // 503 or 504; after longer where the answer's Retry-After (seconds or a date) or ListenBrainz's
  // X-RateLimit-Reset-In (seconds) asks for that.  No jitter: melsift makes one request at a time.
  // Returns the answer with any other status.  Throws Error io, beginning
  // with the address, when the attempts are used up or a pause would be too long; and
  // invalid_argument for a secret on its way to another machine by anything but https.
  Response send(const Request& request);

 private:
  void wait_for_turn();

  Transport transport_;
  Clock clock_;
  Patience patience_;
  std::function<void(std::string_view)> say_;
  double interval_s_ = 0.0;
  std::optional<double> last_s_;  // when the last answer came
};

// The seconds that "120" or an HTTP date (see parse_http_date) asks to wait from `now_s` on, not
// below 0; nothing for any other text.
std::optional<double> parse_retry_after(std::string_view text, double now_s);

// "https://api.example.org/v1/search: HTTP 403: " and the words in the answer, where it is JSON
// with an error message in one of the usual places (error.message, error_description, error,
// message); `hint` comes last.  Kind not_found for 404, else unsupported.  Secrets are taken out.
[[noreturn]] void refuse(const Request& request, const Response& response,
                         std::string_view hint = {});

// A server's words for a person's terminal: no control characters, one line, up to 200 characters,
// and without what it may have repeated of the secrets that it was sent.
std::string printable_excerpt(std::string text, const std::vector<std::string>& secrets = {});

}  // namespace melsift::lookup
