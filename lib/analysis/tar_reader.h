// The members of a tar archive, one after another, as they come through a pipe: POSIX ustar and
// pax, GNU tar, and the older format of Unix V7. Format: POSIX.1-2017, pax, "ustar Interchange
// Format"; GNU tar manual, "Basic Tar Format".
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace melsift::analysis {

// Whether these first bytes begin a tar archive: a header with the right checksum, in 512 bytes.
bool begins_as_tar(std::string_view first_bytes);

struct TarMember {
  enum class Kind {
    file,
    link,    // to another member or file, without bytes
    sparse,  // a file with holes, whose bytes are no plain copy
    other,   // a folder, a device, a comment
  };
  std::string name;  // the whole path, without "./" before it
  Kind kind = Kind::file;
  std::uint64_t size = 0;  // bytes
};

// Memory is that of a header.
class TarReader {
 public:
  // Fills the bytes with the next ones; returns their number, 0 only at the end.
  using Read = std::function<std::size_t(std::span<char>)>;

  // Messages call the archive `name`.
  TarReader(std::string name, Read read);

  // The next member, after the bytes of the last one, which need not have been read; nothing at the
  // end.  Several archives may follow one another.  Throws Error corrupt for a damaged header and
  // for an archive that is cut off, and what `read` throws; the end is then reached.
  std::optional<TarMember> next();

  // The next bytes of the member, fewer than asked for only at its end.  Throws the same.
  std::size_t read(std::span<char> bytes);

  const std::string& name() const { return name_; }

 private:
  struct Header;
  // What extended headers say of the next member.
  struct Extensions {
    std::optional<std::string> name;
    std::optional<std::uint64_t> size;
    bool is_sparse = false;
  };

  std::optional<Header> next_header();
  void skip_sparse_maps(const Header& header);
  std::string take_text(const Header& header);
  void apply_pax(std::string_view records, Extensions& extensions) const;
  std::uint64_t number(std::string_view field) const;
  // Returns fewer only at the end of the archive.
  std::size_t read_bytes(std::span<char> bytes);
  void skip_member();
  [[noreturn]] void refuse(const std::string& detail) const;

  std::string name_;
  Read read_;
  std::uint64_t left_ = 0;     // bytes of the member that were not read
  std::uint64_t padding_ = 0;  // bytes after it
  bool at_end_ = false;        // in the zeros after an archive
  bool ended_ = false;
};

}  // namespace melsift::analysis
