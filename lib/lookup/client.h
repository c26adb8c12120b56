// Requests with retries, pauses between requests, and explanations of final failures.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lookup/http.h"

namespace melsift::lookup {

// The client's clock, so that tests don't have to wait.
struct Clock {
  std::function<double()> now_s;              // seconds since 1970
  std::function<void(double seconds)> sleep;  // returns after this time
};
Clock system_clock();

struct Patience {
  int retries = 3;            // further attempts after the first one
  double first_wait_s = 1.0;  // before the second attempt; doubled before each further one
  // If a server requests a longer pause, the run ends and says so.
  double longest_wait_s = 60.0;
};

class Client {
 public:
  // `say` receives a message about each pause before another attempt.
  Client(Transport transport, Clock clock, const Patience& patience,
         std::function<void(std::string_view)> say = {});

  // From now on, a request begins at least this long after the answer to the previous request.
  void keep_interval(double seconds) { interval_s_ = seconds; }

  // Tries again, after 1, 2, 4, ... s, if there was no answer or the status was 429, 500, 502, 503
  // or 504.  Waits longer if the answer's Retry-After (seconds or a date) or ListenBrainz's
  // X-RateLimit-Reset-In (seconds) requests it.  No jitter: melsift makes one request at a time.
  // Returns an answer with any other status.  Throws Error io, beginning with the URL, if all
  // attempts failed or a pause would be too long; invalid_argument if a secret would go to another
  // machine without https.
  Response send(const Request& request);

 private:
  void wait_for_turn();

  Transport transport_;
  Clock clock_;
  Patience patience_;
  std::function<void(std::string_view)> say_;
  double interval_s_ = 0.0;
  std::optional<double> last_s_;  // time of the last answer
};

// The seconds to wait from `now_s` on, at least 0, according to "120" or an HTTP date (see
// parse_http_date); nothing for any other text.
std::optional<double> parse_retry_after(std::string_view text, double now_s);

// Throws "https://api.example.org/v1/search: HTTP 403: " and the message of the answer, if it is
// JSON with an error message in a usual place (error.message, error_description, error, message);
// `hint` comes last.  The kind is not_found for 404, otherwise unsupported.  Secrets are removed.
[[noreturn]] void refuse(const Request& request, const Response& response,
                         std::string_view hint = {});

// A server's message for a terminal: one line, no control characters, at most 200 characters, and
// without the secrets that were sent to the server.
std::string printable_excerpt(std::string text, const std::vector<std::string>& secrets = {});

}  // namespace melsift::lookup
