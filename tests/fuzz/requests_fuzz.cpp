// Reads any bytes as requests of a connection: each is complete, incomplete or refused, with the
// same result whether the bytes come at once or one by one.  Except: a request that is refused at
// once may be incomplete byte by byte, until the end of its head.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "web/request_parser.h"

namespace {

using namespace melsift::web;

enum class End { complete, incomplete, refused };

// The result of a server for `bytes`, as text.
std::string result_of(const std::string& bytes, std::size_t piece, End& end) {
  std::string result, received;
  RequestParser parser;
  std::size_t at = 0;
  try {
    for (;;) {
      const std::size_t used =
          parser.put(received, [&](std::string_view body) { result.append(body); });
      if (used > received.size()) std::abort();
      received.erase(0, used);
      if (parser.is_done()) {
        const RequestHead& head = *parser.head();
        result += "\n" + head.method + head.target;
        for (const Header& header : head.headers) result += header.name + header.value;
        for (const auto& [name, value] : parse_target(head.target).parameters)
          result += name + value;
        parser = RequestParser();
        if (!received.empty()) continue;
      }
      if (at >= bytes.size()) {
        end = parser.has_begun() ? End::incomplete : End::complete;
        return result;
      }
      received += bytes.substr(at, piece);
      at += piece;
    }
  } catch (const Refusal& refusal) {
    end = End::refused;
    return result + std::to_string(refusal.status);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // A head or a chunk's line beyond the limit is refused when it is noticed, which may be later.
  if (size > kLongestHead) return 0;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  End whole_end{}, piecewise_end{};
  const std::string whole = result_of(bytes, size + 1, whole_end);
  const std::string piecewise = result_of(bytes, 1, piecewise_end);
  if (whole_end == piecewise_end) {
    if (whole != piecewise) std::abort();
  } else if (whole_end == End::complete || piecewise_end == End::complete) {
    std::abort();
  }
  return 0;
}
