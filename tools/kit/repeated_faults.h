// Reports the same fault of many records a few times, and then counts it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace melsift::tools {

class RepeatedFaults {
 public:
  // How often a fault is reported in full.
  static constexpr std::size_t kReported = 5;

  // Whether to report a message in full.  Messages about the records of a file, which begin
  // "tracks.jsonl:17: " or "x.npz[17]: ", are of the same fault if they differ only in the record's
  // number and in numbers and quoted texts after it.  All others are reported.
  bool report(std::string_view message);

  // Faults that were not reported, one line for each kind: "tracks.jsonl: 1996 more records: the
  // record has no features (run melsift extract first)", with the text of the first.  Resets the
  // counts.
  std::vector<std::string> take_rest();

 private:
  struct Fault {
    std::string file;
    std::string words;
    std::size_t count = 0;
  };
  std::vector<Fault> faults_;
  std::unordered_map<std::string, std::size_t> by_form_;
};

}  // namespace melsift::tools
