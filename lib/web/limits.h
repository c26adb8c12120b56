// How much of the server others can take up.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace melsift::web {

struct Limits {
  std::size_t connections = 512;  // open at once, listeners to events not counted
  std::size_t workers = 96;       // requests answered at once
  // Of these with a body that is not small: an upload, and the wait for what is made of it.  The
  // others are left for what is answered at once.
  std::size_t large_bodies = 64;
  std::size_t files = 16;  // of the workers those that send files
  std::size_t listeners = 64;
  std::size_t waiting_analyses = 8;
  // A connection has so long to send a head and kSmallBody bytes of a body, or all of it, counted
  // from the first byte ...
  std::chrono::milliseconds head_time = std::chrono::seconds(10);
  std::chrono::milliseconds idle_time = std::chrono::seconds(15);  // ... or until it sends one.
  // A large body comes, and an answer goes, at no less than this rate once the grace is over, and
  // never stands still for longer than the grace.
  std::chrono::milliseconds grace = std::chrono::seconds(10);
  std::size_t least_bytes_a_second = 4096;
  std::size_t requests_a_connection = 1000;
  std::uint64_t most_body_bytes = std::uint64_t{1} << 40;  // of those that say how large they are
};

// So much of a body is waited for without a worker.
inline constexpr std::uint64_t kSmallBody = 65536;

}  // namespace melsift::web
