#include "lookup/http.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>

#include "base/error.h"
#include "base/number.h"
#include "lookup/certificates.h"
#include "lookup/curl_functions.h"

namespace melsift::lookup {
namespace {

constexpr long kMaxRedirects = 5;
// The limit for all headers of an answer together: libcurl limits the size of one header, not their
// number.
constexpr std::size_t kMaxHeaderBytes = std::size_t{1} << 18;

// Headers that are kept.
bool is_wanted(std::string_view name) {
  return name == "retry-after" || name == "x-ratelimit-reset-in";
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

// An answer while it is received.
struct Arrival {
  const HttpLimits& limits;
  Response response;
  std::size_t header_bytes = 0;
  bool too_large = false;
};

std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* arrival) {
  auto& into = *static_cast<Arrival*>(arrival);
  if (into.response.body.size() + count > into.limits.bytes) {
    into.too_large = true;
    return 0;  // ends the transfer
  }
  into.response.body.append(bytes, count);
  return count;
}

std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* arrival) {
  auto& into = *static_cast<Arrival*>(arrival);
  into.header_bytes += count;
  if (into.header_bytes > kMaxHeaderBytes) {
    into.too_large = true;
    return 0;
  }
  const std::string_view line(bytes, count);
  if (line.starts_with("HTTP/")) into.response.headers.clear();  // of the answer before a redirect
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return count;
  std::string name = lower_case(line.substr(0, colon));
  if (is_wanted(name))
    into.response.headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return count;
}

// Failures that may be temporary, and that the request did not cause.
bool is_temporary(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

// A message without the elapsed milliseconds, which libcurl's own messages contain.
std::string failure_text(CURLcode code, const Arrival& arrival, const char* details) {
  if (arrival.too_large)
    return "the answer is larger than " + std::to_string(arrival.limits.bytes >> 20) + " MiB";
  switch (code) {
    case CURLE_FILESIZE_EXCEEDED:
      return "the answer is larger than " + std::to_string(arrival.limits.bytes >> 20) + " MiB";
    case CURLE_COULDNT_RESOLVE_HOST:
      return "no such host is known, or there is no network";
    case CURLE_COULDNT_CONNECT:
      return "can't connect";
    case CURLE_OPERATION_TIMEDOUT:
      return "no answer within " + to_text(arrival.limits.total_s) + " s";
    case CURLE_PARTIAL_FILE:
      return "the answer was cut short";
    case CURLE_GOT_NOTHING:
      return "the connection was closed without an answer";
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_WEIRD_SERVER_REPLY:
      return "the server does not speak HTTP, or redirects to one that does not";
    case CURLE_TOO_MANY_REDIRECTS:
      return "too many redirects";
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return details[0] != '\0' ? details : curl_functions().easy_strerror(code);
    default:
      return curl_functions().easy_strerror(code);
  }
}

struct Handle {
  Handle() {
    if (curl == nullptr) throw Error(ErrorKind::io, "libcurl", "can't be initialised");
  }
  ~Handle() { curl_functions().easy_cleanup(curl); }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;

  CURL* const curl = curl_functions().easy_init();
};

class HeaderList {
 public:
  explicit HeaderList(const Request& request) {
    for (const std::string& header : request.headers) {
      if (has_control(header))  // the message names the header, not its value
        throw Error(ErrorKind::invalid_argument, header.substr(0, header.find(':')),
                    "the request contains control characters");
      add(header.c_str());
    }
    add("Expect:");  // no waiting for a "100 Continue" before a long body
  }
  ~HeaderList() { curl_functions().slist_free_all(list_); }
  HeaderList(const HeaderList&) = delete;
  HeaderList& operator=(const HeaderList&) = delete;

  curl_slist* get() const { return list_; }

 private:
  void add(const char* header) {
    curl_slist* longer = curl_functions().slist_append(list_, header);
    if (longer == nullptr) throw std::bad_alloc();
    list_ = longer;
  }
  curl_slist* list_ = nullptr;
};

long milliseconds(double seconds) {
  return std::max(1L, std::lround(seconds * 1000.0));
}

Reply carry(CURL* curl, const Request& request, const std::string& user_agent,
            const HttpLimits& limits) {
  const HeaderList headers(request);
  Arrival arrival{limits, {}};
  char details[CURL_ERROR_SIZE] = "";
  const auto set = [&](CURLoption option, auto value) {
    if (curl_functions().easy_setopt(curl, option, value) != CURLE_OK)
      throw Error(ErrorKind::io, "libcurl", "lacks functions that melsift needs");
  };
  curl_functions().easy_reset(curl);  // keeps its connections
  set(CURLOPT_URL, request.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, request.url.starts_with("http:") ? "http,https" : "https");
  set(CURLOPT_FOLLOWLOCATION, request.body || !request.secrets.empty() ? 0L : 1L);
  set(CURLOPT_MAXREDIRS, kMaxRedirects);
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  if (const std::string file = certificate_file(); !file.empty())
    set(CURLOPT_CAINFO, file.c_str());  // libcurl copies it
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(std::min(limits.connect_s, limits.total_s)));
  set(CURLOPT_TIMEOUT_MS, milliseconds(limits.total_s));
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(limits.bytes));
  set(CURLOPT_ACCEPT_ENCODING, "");  // any encoding that libcurl can unpack
  set(CURLOPT_USERAGENT, user_agent.c_str());
  set(CURLOPT_HTTPHEADER, headers.get());
  set(CURLOPT_ERRORBUFFER, details);
  set(CURLOPT_WRITEFUNCTION, take_body);
  set(CURLOPT_WRITEDATA, &arrival);
  set(CURLOPT_HEADERFUNCTION, take_header);
  set(CURLOPT_HEADERDATA, &arrival);
  if (request.body) {
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDS, request.body->c_str());
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body->size()));
  }
  const CURLcode code = curl_functions().easy_perform(curl);
  if (code != CURLE_OK) {
    const bool passing = is_temporary(code) && !arrival.too_large;
    return {std::nullopt, failure_text(code, arrival, details), passing};
  }
  long status = 0;
  curl_functions().easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  arrival.response.status = static_cast<int>(status);
  return {std::move(arrival.response), {}, false};
}

}  // namespace

std::string_view Response::header(std::string_view name) const {
  std::string_view value;
  for (const auto& [known, text] : headers)
    if (known == name) value = text;
  return value;
}

Transport http_transport(const std::string& user_agent, const HttpLimits& limits) {
  if (has_control(user_agent))
    throw Error(ErrorKind::invalid_argument, "contact", "control characters in it");
  const auto handle = std::make_shared<Handle>();
  return [handle, user_agent, limits](const Request& request) {
    return carry(handle->curl, request, user_agent, limits);
  };
}

}  // namespace melsift::lookup
