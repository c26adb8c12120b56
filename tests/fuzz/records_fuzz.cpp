// Reads any bytes as a stream of records: the result must be records or Errors.  A record that was
// read can be written, and then reads back as the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/error.h"
#include "record/lines.h"
#include "record/reader.h"
#include "record/source.h"
#include "record/writer.h"

namespace {

using namespace melsift;

void check_round_trip(const record::Record& record) {
  std::string text;
  try {
    text = record::to_json(record);
  } catch (const Error&) {
    return;  // a table's cell that is not UTF-8
  }
  record::Reader reader = record::Reader::over("written", text + "\n");
  record::Record again;
  if (!reader.next(again) || record::to_json(again) != text) std::abort();
}

void read(const std::string& name, const std::string& bytes) {
  try {
    record::Source source(record::LineSource::over(name, bytes));
    // A bad line is an Error, and the next call continues after it: there are at most as many
    // Errors as bytes.
    for (std::size_t calls = 0; calls <= bytes.size(); ++calls) {
      try {
        record::Record record;
        if (!source.next(record)) return;
        check_round_trip(record);
      } catch (const Error&) {
      }
    }
    std::abort();
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  read("x", bytes);
  read("x.tsv", bytes);
  read("x.m3u8", bytes);
  return 0;
}
