// A request and its answer for the handlers, independent of their transport.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift::web {

struct Header {
  std::string name;
  std::string value;
};

// The value of the first header with this name, in any case; nothing if there is none.
const std::string* find_header(const std::vector<Header>& headers, std::string_view name);

struct Request {
  std::string method;  // GET, HEAD or POST
  std::string path;    // decoded, without the query
  std::multimap<std::string, std::string> parameters;
  std::vector<Header> headers;
  // The size of the body according to the head; absent if it comes in chunks.
  std::optional<std::uint64_t> body_bytes = 0;
  // Calls `use` with each piece of the body until `use` returns false.  Returns false in this case,
  // and if the client stopped, disconnected or was too slow.  Call it at most once.
  std::function<bool(const std::function<bool(std::string_view)>& use)> read_body;
  // Whether the client has disconnected.
  std::function<bool()> client_left;

  bool writes() const { return method != "GET" && method != "HEAD"; }
  // Empty if it is absent.
  std::string parameter(const std::string& name) const;
};

// A part of an open file, which is closed with its last answer.
struct FilePart {
  std::shared_ptr<const int> descriptor;
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct Answer {
  int status = 200;
  std::string type = "application/json";
  std::string body;
  std::vector<Header> headers;
  std::optional<FilePart> file;    // replaces the body
  bool subscribes_events = false;  // events follow, see Events
};

// Ends a handler with an answer other than success: {"error": words}.
struct Refusal {
  int status = 400;
  std::string words;
  std::vector<Header> headers;
};
Refusal busy(std::string words);  // 503; the client may try again in a second
Answer answer_of(const Refusal& refusal);

// {"error": words} as text.
std::string error_text(std::string_view words);
// The headers of every answer.
const std::vector<Header>& security_headers();
// The head of the answer, from the status line to the empty line.
std::string head_text(const Answer& answer);

}  // namespace melsift::web
