// A request and its answer as the handlers see them, apart from how they travel.
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

// The value of the first with this name, whatever its case; nothing where there is none.
const std::string* find_header(const std::vector<Header>& headers, std::string_view name);

struct Request {
  std::string method;  // GET, HEAD or POST
  std::string path;    // decoded, without the query
  std::multimap<std::string, std::string> parameters;
  std::vector<Header> headers;
  // What the head promises of the body; absent where it comes in chunks.
  std::optional<std::uint64_t> body_bytes = 0;
  // Calls `use` with each piece of the body until that returns false.  False where it did, and
  // where the client broke off, went away or was too slow.  Once at most.
  std::function<bool(const std::function<bool(std::string_view)>& use)> read_body;
  // Whether the client has gone away meanwhile.
  std::function<bool()> client_is_gone;

  bool writes() const { return method != "GET" && method != "HEAD"; }
  // Empty where it is absent.
  std::string parameter(const std::string& name) const;
};

// A part of an open file, closed with the last answer that has it.
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
  std::optional<FilePart> file;    // in place of the body
  bool subscribes_events = false;  // what follows is the events, see Events
};

// What ends a handler with an answer other than success: {"error": words}.
struct Refusal {
  int status = 400;
  std::string words;
  std::vector<Header> headers;
};
Refusal busy(std::string words);  // 503, to be tried again in a second
Answer answer_of(const Refusal& refusal);

// {"error": words} as text.
std::string error_text(std::string_view words);
// The headers that every answer has.
const std::vector<Header>& security_headers();
// The answer's head as it is sent, from the status line to the empty line.
std::string head_text(const Answer& answer);

}  // namespace melsift::web
