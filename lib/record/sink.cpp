#include "record/sink.h"

#include <array>
#include <utility>

#include "base/error.h"
#include "base/extension.h"
#include "record/arff_writer.h"
#include "record/csv_writer.h"
#include "record/npz_writer.h"
#include "record/writer.h"

namespace melsift::record {

Format output_format(std::string_view name, std::string_view path) {
  constexpr std::pair<std::string_view, Format> kFormats[] = {
      {"jsonl", Format::jsonl}, {"csv", Format::csv}, {"npz", Format::npz}, {"arff", Format::arff}};
  constexpr std::array<std::string_view, 5> kExtensions = {"jsonl", "csv", "tsv", "npz", "arff"};
  const std::string wanted =
      name.empty() ? supported_extension(path, kExtensions) : std::string(name);
  for (const auto& [known, format] : kFormats)
    if (wanted == known) return format;
  if (!name.empty())
    throw Error(ErrorKind::invalid_argument, "format",
                "unknown format \"" + std::string(name) + "\", expected jsonl, csv, npz or arff");
  return wanted == "tsv" ? Format::csv : Format::jsonl;
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
