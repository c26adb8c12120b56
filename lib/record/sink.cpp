#include "record/sink.h"

#include <utility>

#include "base/error.h"
#include "base/number.h"
#include "record/arff_writer.h"
#include "record/csv_writer.h"
#include "record/npz_writer.h"
#include "record/writer.h"

namespace melsift::record {

Format output_format(std::string_view name, std::string_view path) {
  constexpr std::pair<std::string_view, Format> kFormats[] = {
      {"jsonl", Format::jsonl}, {"csv", Format::csv}, {"npz", Format::npz}, {"arff", Format::arff}};
  const std::string ending = lower_case(path);
  for (const auto& [known, format] : kFormats) {
    if (name.empty() ? ending.ends_with("." + std::string(known)) : name == known) return format;
  }
  if (!name.empty())
    throw Error(ErrorKind::invalid_argument, "format",
                "unknown format \"" + std::string(name) + "\", expected jsonl, csv, npz or arff");
  return ending.ends_with(".tsv") ? Format::csv : Format::jsonl;
}

std::unique_ptr<Sink> open_sink(const std::string& path, Format format,
                                std::vector<std::string> columns) {
  switch (format) {
    case Format::csv:
      return std::make_unique<CsvWriter>(path, std::move(columns));
    case Format::npz:
      return std::make_unique<NpzWriter>(path, std::move(columns));
    case Format::arff:
      return std::make_unique<ArffWriter>(path, std::move(columns));
    case Format::jsonl:
      break;
  }
  return std::make_unique<Writer>(path);
}

}  // namespace melsift::record
