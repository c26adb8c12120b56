// An open file or standard input.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

namespace melsift {

class InputDescriptor {
 public:
  // Opens `path`, or takes standard input for "-", which is never closed.  Throws Error not_found
  // or io.
  explicit InputDescriptor(const std::string& path);
  // Takes over an open descriptor.
  InputDescriptor(std::string name, int descriptor)
      : name_(std::move(name)), descriptor_(descriptor) {}
  ~InputDescriptor();
  InputDescriptor(InputDescriptor&& other) noexcept;
  InputDescriptor& operator=(InputDescriptor&& other) = delete;

  // The path, or "standard input".
  const std::string& name() const { return name_; }
  int get() const { return descriptor_; }

  // The number of bytes read, as soon as there are some; 0 only at the end.  Throws Error io,
  // or invalid_argument for a folder.
  std::size_t read(std::span<char> bytes);

 private:
  std::string name_;
  int descriptor_;
};

}  // namespace melsift
