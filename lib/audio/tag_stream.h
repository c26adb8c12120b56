// Bytes as TagLib reads them.  For TagLib's own streams, a file that can't be opened or a failed
// read is the end of the file: tags would be lost silently.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string>
#include <type_traits>

#include <taglib/tiostream.h>

#include "audio/bytes.h"

namespace melsift::audio {

class TagStream final : public TagLib::IOStream {
  // TagLib 1 and 2 differ in the types of some parameters.
  using Size = std::size_t;
  using Offset = std::conditional_t < TAGLIB_MAJOR_VERSION<2, unsigned long, long>;

 public:
  // `bytes` must outlive the stream.
  explicit TagStream(const Bytes& bytes) : bytes_(bytes) {}

  // Throws the error that reading met, if any.  No exception passes through TagLib: after the first
  // error the stream is empty, so that TagLib ends.
  void check() const;

  TagLib::FileName name() const override { return bytes_.name().c_str(); }
  TagLib::ByteVector readBlock(Size length) override;
  bool readOnly() const override { return true; }
  bool isOpen() const override { return true; }
  void seek(long offset, Position from = Beginning) override;
  long tell() const override { return position_; }
  long length() override;

  // TagLib only reads here.
  void writeBlock(const TagLib::ByteVector& /*data*/) override {}
  void insert(const TagLib::ByteVector& /*data*/, Offset /*start*/, Size /*replace*/) override {}
  void removeBlock(Offset /*start*/, Size /*length*/) override {}
  void truncate(long /*length*/) override {}

 private:
  TagLib::ByteVector read_at(std::int64_t offset, std::size_t count);

  const Bytes& bytes_;
  long position_ = 0;
  std::string block_;  // bytes from block_begin_ on: most reads are of a few bytes
  std::int64_t block_begin_ = 0;
  std::exception_ptr failure_;
};

}  // namespace melsift::audio
