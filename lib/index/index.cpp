#include "index/index.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "index/file_format.h"
#include "index/scan.h"

namespace melsift::index {
namespace {

template <class Number>
std::span<const Number> section(const MappedFile& file, const Section& place) {
  if (place.bytes == 0) return {};
  return {reinterpret_cast<const Number*>(file.data() + place.offset),
          place.bytes / sizeof(Number)};
}

std::string_view text(const MappedFile& file, const Section& place) {
  const auto bytes = section<char>(file, place);
  return {bytes.data(), bytes.size()};
}

GraphView graph_of(const MappedFile& file, const Header& header) {
  GraphView graph;
  graph.rows = header.rows;
  graph.stride = header.stride;
  graph.vectors = section<float>(file, header.vectors).data();
  graph.degree = header.degree;
  if (header.degree == 0) return graph;
  graph.twins = section<std::uint32_t>(file, header.twins).data();
  graph.links = section<std::uint32_t>(file, header.links).data();
  graph.entry = header.entry;
  for (std::size_t i = 0; i < header.layer_count; ++i) {
    const std::size_t nodes = layer_nodes(header.layers[i], header.degree);
    const auto* numbers = section<std::uint32_t>(file, header.layers[i]).data();
    graph.layers.push_back({nodes, numbers, numbers + nodes, numbers + 2 * nodes});
  }
  return graph;
}

CodesView codes_of(const MappedFile& file, const Header& header) {
  CodesView view;
  if (header.codes.bytes == 0) return view;
  const char* begin = file.data() + header.codes.offset;
  std::memcpy(&view.residual, begin, sizeof view.residual);
  view.scales = reinterpret_cast<const float*>(begin + kAlignment);
  view.codes = reinterpret_cast<const std::int8_t*>(begin + kAlignment + scale_bytes(header.rows));
  return view;
}

}  // namespace

Index Index::open(const std::string& path) {
  return Index(path);
}

Index::Index(const std::string& path) : path_(path), file_(path) {
  const Header header = checked_header(path, file_.data(), file_.size());
  description_ = text(file_, header.description);
  const auto mean = section<double>(file_, header.mean);
  const auto scale = section<double>(file_, header.scale);
  standardisation_ = {{mean.begin(), mean.end()}, {scale.begin(), scale.end()}};
  const auto is_finite = [](double value) { return std::isfinite(value); };
  if (!std::ranges::all_of(mean, is_finite) || !std::ranges::all_of(scale, is_finite))
    throw Error(ErrorKind::corrupt, path, "is a damaged index: a mean or scale is not finite");
  payload_ends_ = section<std::uint64_t>(file_, header.payload_ends);
  payloads_ = text(file_, header.payloads);
  graph_ = graph_of(file_, header);
  codes_ = codes_of(file_, header);
}

std::string_view Index::payload(std::size_t row) const {
  const std::uint64_t begin = row == 0 ? 0 : payload_ends_[row - 1];
  const std::uint64_t end = payload_ends_[row];
  if (begin > end || end > payloads_.size())
    throw Error(ErrorKind::corrupt, path_,
                "is a damaged index: the record of row " + std::to_string(row) + " is not in it");
  return payloads_.substr(begin, end - begin);
}

std::vector<float> Index::standardise(std::span<const float> raw) const {
  if (raw.size() != dimension())
    throw Error(ErrorKind::invalid_argument, "query",
                std::to_string(raw.size()) + " values, expected " + std::to_string(dimension()));
  std::vector<float> unit(dimension());
  standardisation_.unit(raw, unit);
  return unit;
}

std::vector<float> Index::padded(std::span<const float> query) const {
  if (query.size() != dimension())
    throw Error(ErrorKind::invalid_argument, "query",
                std::to_string(query.size()) + " values, expected " + std::to_string(dimension()));
  std::vector<float> whole(query.begin(), query.end());
  whole.resize(graph_.stride);
  return whole;
}

std::vector<Hit> Index::exact(std::span<const float> query, std::size_t count, unsigned threads,
                              const Filter& passes) const {
  return scan({graph_.rows, graph_.stride, graph_.vectors, codes_}, padded(query),
              std::min(count, size()), threads, passes);
}

std::vector<Hit> Index::exact_by_vectors(std::span<const float> query, std::size_t count,
                                         unsigned threads) const {
  return scan({graph_.rows, graph_.stride, graph_.vectors, {}}, padded(query),
              std::min(count, size()), threads, {});
}

std::vector<Hit> Index::approximate(std::span<const float> query, std::size_t count,
                                    std::size_t ef) const {
  const std::vector<float> whole = padded(query);
  if (size() == 0) return {};
  if (!has_graph()) throw Error(ErrorKind::invalid_argument, path_, "has no graph");
  count = std::min(count, size());
  return search_graph(graph_, whole.data(), count, std::min(ef, size()), path_);
}

std::vector<Hit> Index::nearest(std::span<const float> query, std::size_t count,
                                unsigned threads) const {
  return has_graph() ? approximate(query, count) : exact(query, count, threads);
}

}  // namespace melsift::index
