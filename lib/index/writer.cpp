#include "index/writer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "index/codes.h"
#include "index/file_format.h"

namespace melsift::index {
namespace {

constexpr std::size_t kBlock = 4096;  // rows in memory at a time

template <class Number>
std::string_view bytes_of(std::span<const Number> numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()};
}
template <class Number>
std::string_view bytes_of(const std::vector<Number>& numbers) {
  return bytes_of(std::span<const Number>(numbers));
}

// Sections one after another: first their offsets, then, in the same order, their bytes.
class Layout {
 public:
  Section place(std::uint64_t bytes) {
    const Section section{end_, bytes};
    end_ += (bytes + kAlignment - 1) / kAlignment * kAlignment;
    return section;
  }
  std::uint64_t end() const { return end_; }

 private:
  std::uint64_t end_ = sizeof(Header);
};
static_assert(sizeof(Header) % kAlignment == 0);

class Sections {
 public:
  explicit Sections(OutputFile& out) : out_(out) {}
  void write(std::string_view bytes) {
    out_.write(bytes);
    written_ += bytes.size();
  }
  // The zeros after a section.
  void end() {
    const std::string zeros((kAlignment - written_ % kAlignment) % kAlignment, '\0');
    write(zeros);
  }
  void section(std::string_view bytes) {
    write(bytes);
    end();
  }

 private:
  OutputFile& out_;
  std::uint64_t written_ = 0;
};

// The rows' codes, in two passes: the file has all scales before the codes.
class CodesWriter {
 public:
  CodesWriter(std::size_t rows, std::size_t stride) : stride_(stride) { scales_.reserve(rows); }

  // The rows of a block, block after block.
  void measure(std::span<const float> vectors) {
    codes_of(vectors,
             [&](std::span<const float> vector, std::span<const std::int8_t> code, float scale) {
               scales_.push_back(scale);
               residual_[0] = std::max(residual_[0], residual_ratio(vector, code, scale));
             });
  }
  std::span<const double> residual() const { return residual_; }
  const std::vector<float>& scales() const { return scales_; }
  std::span<const std::int8_t> codes_of(std::span<const float> vectors) {
    return codes_of(vectors, [](const auto&...) {});
  }

 private:
  template <class Use>
  std::span<const std::int8_t> codes_of(std::span<const float> vectors, const Use& use) {
    codes_.resize(vectors.size());
    for (std::size_t at = 0; at < vectors.size(); at += stride_) {
      const auto vector = vectors.subspan(at, stride_);
      const auto code = std::span(codes_).subspan(at, stride_);
      const float scale = encode(vector, code);
      use(vector, code, scale);
    }
    return codes_;
  }

  std::size_t stride_;
  std::array<double, 1> residual_{};
  std::vector<float> scales_;
  std::vector<std::int8_t> codes_;
};

Header header_of(std::size_t rows, std::size_t dimension, std::string_view description,
                 std::uint64_t payload_bytes, const Graph& graph, const GraphOptions* options) {
  Header header;
  Layout layout;
  header.header_bytes = sizeof(Header);
  header.rows = rows;
  header.dimension = static_cast<std::uint32_t>(dimension);
  header.stride = static_cast<std::uint32_t>(stride_of(dimension));
  header.description = layout.place(description.size());
  header.mean = layout.place(dimension * sizeof(double));
  header.scale = layout.place(dimension * sizeof(double));
  header.vectors = layout.place(rows * header.stride * sizeof(float));
  header.payload_ends = layout.place(rows * sizeof(std::uint64_t));
  header.payloads = layout.place(payload_bytes);
  if (rows > 0) header.codes = layout.place(code_bytes(rows, header.stride));
  if (options) {
    header.twins = layout.place(bytes_of(graph.twins).size());
    header.links = layout.place(bytes_of(graph.links).size());
    for (const Graph::Layer& layer : graph.layers)
      header.layers[header.layer_count++] =
          layout.place(2 * bytes_of(layer.rows).size() + bytes_of(layer.links).size());
    header.degree = static_cast<std::uint32_t>(options->degree);
    header.ef_construction = static_cast<std::uint32_t>(options->ef_construction);
    header.entry = graph.entry;
  }
  header.file_bytes = layout.end();
  header.checksum = checksum_of(header);
  return header;
}

}  // namespace

Writer::Writer(const std::string& path, std::string description)
    : out_(path), description_(std::move(description)), vectors_(path), payloads_(path) {}

void Writer::add(std::span<const float> raw, std::string_view payload) {
  const std::size_t expected = size() == 0 ? raw.size() : dimension_;
  if (raw.size() != expected || raw.empty())
    throw Error(ErrorKind::invalid_argument, "vector",
                std::to_string(raw.size()) + " values, expected " +
                    (expected == 0 ? "some" : std::to_string(expected)));
  if (raw.size() > kMaxDimension)
    throw Error(ErrorKind::unsupported, "vector",
                std::to_string(raw.size()) + " values, at most " + std::to_string(kMaxDimension) +
                    " can be indexed");
  if (!std::ranges::all_of(raw, [](float value) { return std::isfinite(value); }))
    throw Error(ErrorKind::invalid_argument, "vector", "contains a number that is not finite");
  if (size() + 1 >= kMaxRows)
    throw Error(ErrorKind::unsupported, out_.path(), "an index can't have so many rows");
  dimension_ = raw.size();
  vectors_.append(bytes_of(raw));
  payloads_.append(payload);
  payload_ends_.push_back(payloads_.size());
}

template <class Use>
void Writer::for_each(std::size_t first, std::size_t count, const Use& use) {
  const std::size_t row_bytes = dimension_ * sizeof(float);
  std::vector<float> block;
  for (const std::size_t end = first + count; first < end;) {
    const std::size_t rows = std::min(kBlock, end - first);
    block.resize(rows * dimension_);
    vectors_.read(first * row_bytes, {reinterpret_cast<char*>(block.data()), rows * row_bytes});
    for (std::size_t i = 0; i < rows; ++i)
      use(first + i, std::span<const float>(block).subspan(i * dimension_, dimension_));
    first += rows;
  }
}

// In two passes: in a single pass, the squares of a large mean would hide a small deviation.
Standardisation Writer::statistics() {
  Standardisation result{std::vector<double>(dimension_), std::vector<double>(dimension_)};
  std::vector<double>& mean = result.mean;
  const auto count = static_cast<double>(size());
  for_each(0, size(), [&](std::size_t, std::span<const float> raw) {
    for (std::size_t i = 0; i < raw.size(); ++i) mean[i] += static_cast<double>(raw[i]);
  });
  for (double& value : mean) value /= count;
  std::vector<double> squares(dimension_);
  for_each(0, size(), [&](std::size_t, std::span<const float> raw) {
    for (std::size_t i = 0; i < raw.size(); ++i) {
      const double difference = static_cast<double>(raw[i]) - mean[i];
      squares[i] += difference * difference;
    }
  });
  for (std::size_t i = 0; i < dimension_; ++i) {
    // Differences below a float's resolution of the mean are rounding.
    const double deviation = std::sqrt(squares[i] / count);
    result.scale[i] = deviation > 1e-7 * std::abs(mean[i]) ? 1.0 / deviation : 0.0;
  }
  return result;
}

void Writer::fill(const Standardisation& standardisation, std::size_t first, std::span<float> out) {
  const std::size_t stride = stride_of(dimension_);
  std::ranges::fill(out, 0.0F);
  for_each(first, out.size() / stride, [&](std::size_t row, std::span<const float> raw) {
    standardisation.unit(raw, out.subspan((row - first) * stride, dimension_));
  });
}

void Writer::close(const std::optional<GraphOptions>& options,
                   const std::optional<Standardisation>& standardisation) {
  if (standardisation && size() == 0) dimension_ = standardisation->mean.size();
  if (standardisation && standardisation->mean.size() != dimension_)
    throw Error(ErrorKind::invalid_argument, "standardisation",
                "of " + std::to_string(standardisation->mean.size()) + " values, expected " +
                    std::to_string(dimension_));
  write(standardisation ? *standardisation : statistics(), size(), options);
}

void Writer::close_statistics() {
  write(statistics(), 0, std::nullopt);
}

template <class Use>
void Writer::for_each_block(const Standardisation& standardisation, std::size_t rows,
                            const Use& use) {
  const std::size_t stride = stride_of(dimension_);
  std::vector<float> block;
  for (std::size_t first = 0; first < rows; first += kBlock) {
    block.resize(std::min(kBlock, rows - first) * stride);
    fill(standardisation, first, block);
    use(std::span<const float>(block));
  }
}

// Writes the first `rows` rows: all or none.
void Writer::write(const Standardisation& standard, std::size_t rows,
                   const std::optional<GraphOptions>& options) {
  const std::size_t stride = stride_of(dimension_);
  const std::uint64_t payload_bytes = rows == 0 ? 0 : payloads_.size();
  const bool has_graph = options && rows > 0;
  Graph graph;
  if (has_graph)
    graph = build_graph(
        rows, stride, [&](std::size_t first, std::span<float> out) { fill(standard, first, out); },
        *options);

  const Header header = header_of(rows, dimension_, description_, payload_bytes, graph,
                                  has_graph ? &*options : nullptr);
  Sections sections(out_);
  sections.section({reinterpret_cast<const char*>(&header), sizeof(Header)});
  sections.section(description_);
  sections.section(bytes_of(standard.mean));
  sections.section(bytes_of(standard.scale));
  CodesWriter codes(rows, stride);
  for_each_block(standard, rows, [&](std::span<const float> vectors) {
    sections.write(bytes_of(vectors));
    codes.measure(vectors);
  });
  sections.end();
  sections.section(bytes_of(std::span<const std::uint64_t>(payload_ends_).first(rows)));
  std::vector<char> bytes;
  for (std::uint64_t at = 0; at < payload_bytes; at += bytes.size()) {
    bytes.resize(std::min<std::uint64_t>(std::uint64_t{1} << 20, payload_bytes - at));
    payloads_.read(at, bytes);
    sections.write({bytes.data(), bytes.size()});
  }
  sections.end();
  if (rows > 0) {
    sections.section(bytes_of(codes.residual()));
    sections.section(bytes_of(codes.scales()));
    for_each_block(standard, rows, [&](std::span<const float> vectors) {
      sections.write(bytes_of(codes.codes_of(vectors)));
    });
    sections.end();
  }
  if (has_graph) {
    sections.section(bytes_of(graph.twins));
    sections.section(bytes_of(graph.links));
    for (const Graph::Layer& layer : graph.layers) {
      sections.write(bytes_of(layer.rows));
      sections.write(bytes_of(layer.below));
      sections.section(bytes_of(layer.links));
    }
  }
  out_.close();
}

}  // namespace melsift::index
