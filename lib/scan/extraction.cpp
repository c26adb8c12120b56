#include "scan/extraction.h"

#include <cstddef>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace melsift::scan {
namespace {

// What an extractor complains of, with the name of the track in place of "the signal".
Error named(const Error& error, const std::string& where) {
  constexpr std::string_view kSignal = "the signal: ";
  const std::string_view message = error.what();
  if (!message.starts_with(kSignal)) return error;
  return {error.kind(), where, message.substr(kSignal.size())};
}

}  // namespace

std::vector<record::Record> extract_records(const record::Record& track, audio::Stream& stream,
                                            const feature::Extractor& extractor,
                                            const std::string& where, const Tap& tap) {
  const feature::FrontEnd& front_end = extractor.front_end();
  bool is_first = true;
  const feature::Signal signal{[&](std::vector<float>& out) {
                                 const std::size_t before = out.size();
                                 const bool more = stream.read(out);
                                 if (is_first && tap) tap(std::span(out).subspan(before));
                                 return more;
                               },
                               [&] {
                                 is_first = false;
                                 stream.rewind();
                               }};
  const bool in_pieces = front_end.segment_s > 0.0 || front_end.window_frames > 0;
  record::Record begun = track;
  begun.front_end = front_end.text();
  if (in_pieces && begun.group.empty()) begun.group = begun.path;

  std::vector<record::Record> records;
  try {
    extractor(signal, [&](feature::Piece&& piece) {
      record::Record& record = records.emplace_back(begun);
      record.features = std::move(piece.vector);
      record.mel = std::move(piece.matrix);
      if (in_pieces) record.segment = {piece.index, piece.start_s, piece.duration_s};
    });
  } catch (const Error& error) {
    throw named(error, where);
  }
  for (record::Record& record : records) {
    record.duration_s = stream.source().duration_s();
    record.sample_rate = stream.source().sample_rate;
  }
  return records;
}

}  // namespace melsift::scan
