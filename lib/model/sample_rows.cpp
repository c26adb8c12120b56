#include "model/sample_rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/error.h"

namespace melsift::model {
namespace {

using nn::Index;

constexpr std::size_t kMostMapped = std::size_t{32} << 20;  // bytes in memory at a time
constexpr Index kReserved = Index{1} << 24;                 // values at a time: 64 MB

std::string_view bytes_of(const float* values, Index count) {
  return {reinterpret_cast<const char*>(values), static_cast<std::size_t>(count) * sizeof(float)};
}

void read_values(TemporaryFile& file, Index first, std::span<float> values) {
  file.read(static_cast<std::uint64_t>(first) * sizeof(float),
            {reinterpret_cast<char*>(values.data()), values.size_bytes()});
}

}  // namespace

SampleRows::SampleRows(Matrix values)
    : values_(std::move(values)), rows_(values_.rows()), cols_(values_.cols()) {}

SampleRows::SampleRows(MappedFile file, Index rows, Index cols)
    : mapping_(std::make_shared<Mapping>(std::move(file))), rows_(rows), cols_(cols) {}

// Rows that other threads still read may be unloaded, too: they are mapped again.
Eigen::Map<const RowVector> SampleRows::row(Index number) const {
  if (!mapping_) return {values_.data() + number * cols_, cols_};
  const std::size_t bytes = static_cast<std::size_t>(cols_) * sizeof(float);
  if (mapping_->bytes_in_use.fetch_add(bytes) + bytes > kMostMapped) {
    mapping_->bytes_in_use = bytes;
    mapping_->file.unload();
  }
  return {reinterpret_cast<const float*>(mapping_->file.data()) + number * cols_, cols_};
}

SampleCollector::SampleCollector(std::string beside, std::size_t most_in_memory)
    : beside_(std::move(beside)), most_in_memory_(most_in_memory) {}

void SampleCollector::append(const float* values, Index count) {
  const std::size_t bytes = static_cast<std::size_t>(size_ + count) * sizeof(float);
  if (!file_ && !beside_.empty() && bytes > most_in_memory_ && !begin_file()) beside_.clear();
  if (file_ && !reserve(count)) return_to_memory();
  if (file_)
    file_->append(bytes_of(values, count));
  else
    append_in_memory(values, count);
  size_ += count;
  counts_.push_back(count);
}

// A matrix of one column grows by realloc, which moves large blocks through their page tables:
// nothing is copied, and unused capacity takes no memory.
void SampleCollector::append_in_memory(const float* values, Index count) {
  if (size_ + count > values_.rows())
    values_.conservativeResize(std::max(2 * values_.rows(), size_ + count), 1);
  std::copy_n(values, count, values_.data() + size_);
}

bool SampleCollector::begin_file() {
  try {
    file_.emplace(beside_);
  } catch (const Error&) {
    return false;
  }
  if (!reserve(size_)) {
    file_.reset();
    return false;
  }
  file_->append(bytes_of(values_.data(), size_));
  values_ = Matrix(0, 1);
  return true;
}

bool SampleCollector::reserve(Index count) {
  if (size_ + count <= reserved_) return true;
  const Index more = std::max(size_ + count - reserved_, kReserved);
  const std::uint64_t end = static_cast<std::uint64_t>(reserved_ + more) * sizeof(float);
  if (!file_->reserve(end - file_->size())) return false;
  reserved_ += more;
  return true;
}

void SampleCollector::return_to_memory() {
  values_.resize(size_, 1);
  read_values(*file_, 0, {values_.data(), static_cast<std::size_t>(size_)});
  file_.reset();
  reserved_ = 0;
  beside_.clear();
}

SampleRows SampleCollector::build(Index height, Index width) {
  std::optional<SampleRows> rows;
  if (file_ && !(rows = build_mapped(height, width))) return_to_memory();
  if (!rows) rows = build_in_memory(height, width);
  *this = SampleCollector(beside_, most_in_memory_);
  return std::move(*rows);
}

// Cuts in place: each line of a sample moves towards the front.
SampleRows SampleCollector::build_in_memory(Index height, Index width) {
  const float* from = values_.data();
  float* to = values_.data();
  for (const Index count : counts_) {
    const Index own_width = count / height;
    for (Index line = 0; line < height; ++line, from += own_width, to += width)
      if (to != from) std::copy(from, from + width, to);
  }
  values_.conservativeResize(to - values_.data(), 1);
  values_.resize(static_cast<Index>(size()), height * width);  // as many values: none moves
  return std::move(values_);
}

// Nothing if a file for the cut samples can't be created or mapped.
std::optional<SampleRows> SampleCollector::build_mapped(Index height, Index width) {
  const auto is_whole = [&](Index count) { return count == height * width; };
  try {
    if (!std::ranges::all_of(counts_, is_whole)) {
      TemporaryFile cut(beside_);
      if (!cut.reserve(counts_.size() * static_cast<std::size_t>(height * width) * sizeof(float)))
        return std::nullopt;
      std::vector<float> sample;
      Index first = 0;
      for (const Index count : counts_) {
        sample.resize(static_cast<std::size_t>(count));
        read_values(*file_, first, sample);
        for (Index line = 0; line < height; ++line)
          cut.append(bytes_of(sample.data() + line * (count / height), width));
        first += count;
      }
      return SampleRows(MappedFile(cut.path()), static_cast<Index>(size()), height * width);
    }
    return SampleRows(MappedFile(file_->path()), static_cast<Index>(size()), height * width);
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace melsift::model
