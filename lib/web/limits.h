// Limits for clients of the server.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace melsift::web {

struct Limits {
  std::size_t connections = 512;  // open at the same time, without listeners to events
  std::size_t workers = 96;       // handlers and file reads that run at the same time
  // Requests with a large body at the same time: an upload and the wait for its analysis.  The
  // other workers stay free for requests that are answered at once.
  std::size_t large_bodies = 64;
  std::size_t files = 16;  // sent at the same time
  std::size_t listeners = 64;
  std::size_t waiting_analyses = 8;
  // Time for a head and kSmallBody bytes of its body, or all of a smaller one, from the first byte.
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds idle_time = std::chrono::seconds(15);  // until that first byte
  // The minimum rate of a large body and of an answer after the grace period; they must also not
  // pause for longer than the grace period.
  std::chrono::milliseconds grace = std::chrono::seconds(10);
  std::size_t least_bytes_a_second = 4096;
  std::size_t requests_a_connection = 1000;
  std::uint64_t most_body_bytes = std::uint64_t{1} << 40;  // if Content-Length gives the size
};

// The server receives this much of a body before a worker gets the request.
inline constexpr std::uint64_t kSmallBody = 65536;

}  // namespace melsift::web
