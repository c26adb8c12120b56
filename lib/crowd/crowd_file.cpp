// The crowd model's file: a safetensors file whose metadata has
//   format    "melsift-crowd 1"
//   settings  Settings::text()
//   version, seed, users, listens
//   items     the items' names, a JSON array
// and whose tensors are
//   listeners      (items)           of each item
//   item_factors   (items, factors)  of als and blend
//   weights/count  (items)           entries in each row, of item-knn, ease and blend
//   weights/item   (entries)         columns, ascending within a row
//   weights/value  (entries)
// safetensors.h supports only float32, in which whole numbers are exact up to 2^24.  The file
// therefore has counts instead of offsets, and at most 2^24 items.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <set>

#include <nlohmann/json.hpp>

#include "base/disk_file.h"
#include "base/error.h"
#include "base/file.h"
#include "crowd/crowd_model.h"
#include "model/safetensors.h"

namespace melsift::crowd {
namespace {

using Json = nlohmann::json;
using model::Safetensors;
using model::Tensor;

constexpr std::string_view kFormat = "melsift-crowd 1";
constexpr std::uint64_t kLargestHeader = 100'000'000;  // bytes; as in safetensors.cpp

// The content of a safetensors file; every Error begins with the file's name.
class Content {
 public:
  Content(const Safetensors& content, const std::string& file) : content_(content), file_(file) {}

  [[noreturn]] void corrupt(const std::string& detail) const {
    throw Error(ErrorKind::corrupt, file_, detail);
  }

  const std::string& text(const std::string& key) const {
    const auto found = content_.metadata.find(key);
    if (found == content_.metadata.end())
      corrupt("is not a crowd model: its metadata lack \"" + key + "\"");
    return found->second;
  }

  std::uint64_t count(const std::string& key) const {
    const std::string& digits = text(key);
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (error != std::errc() || end != digits.data() + digits.size())
      corrupt("its \"" + key + "\" is not a count");
    return value;
  }

  // A tensor whose values must be finite.
  const Tensor& tensor(const std::string& name) const {
    for (const Tensor& tensor : content_.tensors) {
      if (tensor.name != name) continue;
      for (const float value : tensor.values)
        if (!std::isfinite(value)) corrupt("tensor \"" + name + "\" has a value that isn't finite");
      return tensor;
    }
    corrupt("lacks the tensor \"" + name + "\"");
  }

  const Tensor& tensor(const std::string& name, const std::vector<long>& shape) const {
    const Tensor& found = tensor(name);
    if (found.shape != shape) corrupt("tensor \"" + name + "\" has an unexpected shape");
    return found;
  }

  // A value that must be a whole number below `limit`.
  std::size_t whole(const Tensor& tensor, std::size_t index, std::size_t limit) const {
    const auto value = static_cast<double>(tensor.values[index]);
    if (!(value >= 0.0 && value < static_cast<double>(limit) && value == std::floor(value)))
      corrupt("tensor \"" + tensor.name + "\" has a value out of range");
    return static_cast<std::size_t>(value);
  }

 private:
  const Safetensors& content_;
  const std::string& file_;
};

std::vector<std::string> read_items(const Content& content) {
  const Json json = Json::parse(content.text("items"), nullptr, false);
  if (!json.is_array() || json.empty()) content.corrupt("its \"items\" is not a list of names");
  std::vector<std::string> items;
  std::set<std::string_view> seen;
  for (const Json& name : json) {
    if (!name.is_string()) content.corrupt("its \"items\" is not a list of names");
    if (!seen.insert(name.get_ref<const std::string&>()).second)
      content.corrupt("its item \"" + name.get<std::string>() + "\" occurs twice");
    items.push_back(name.get<std::string>());
  }
  return items;
}

SparseRows read_weights(const Content& content, std::size_t items) {
  const Tensor& counts = content.tensor("weights/count", {static_cast<long>(items)});
  const Tensor& columns = content.tensor("weights/item");
  const Tensor& values =
      content.tensor("weights/value", {static_cast<long>(columns.values.size())});
  SparseRows rows(items);
  std::vector<SparseRows::Entry> row;
  std::size_t at = 0;
  for (std::size_t item = 0; item < items; ++item) {
    const std::size_t count = content.whole(counts, item, items + 1);
    if (count > columns.values.size() - at)
      content.corrupt("tensor \"weights/item\" is shorter than \"weights/count\" says");
    row.clear();
    for (const std::size_t end = at + count; at < end; ++at) {
      const std::size_t column = content.whole(columns, at, items);
      if (!row.empty() && column <= row.back().column)
        content.corrupt("tensor \"weights/item\" is not in ascending order");
      row.push_back({static_cast<std::uint32_t>(column), values.values[at]});
    }
    rows.add_row(row);
  }
  if (at != columns.values.size())
    content.corrupt("tensor \"weights/item\" is longer than \"weights/count\" says");
  return rows;
}

void append_weights(std::vector<Tensor>& tensors, const SparseRows& weights) {
  const auto rows = static_cast<long>(weights.rows());
  const auto entries = static_cast<long>(weights.entries().size());
  Tensor counts{"weights/count", {rows}, {}};
  Tensor columns{"weights/item", {entries}, {}};
  Tensor values{"weights/value", {entries}, {}};
  for (std::size_t row = 0; row < weights.rows(); ++row)
    counts.values.push_back(static_cast<float>(weights.row(row).size()));
  for (const auto& [column, value] : weights.entries()) {
    columns.values.push_back(static_cast<float>(column));
    values.values.push_back(value);
  }
  tensors.push_back(std::move(counts));
  tensors.push_back(std::move(columns));
  tensors.push_back(std::move(values));
}

std::string items_text(const std::vector<std::string>& items) {
  try {
    return Json(items).dump();
  } catch (const Json::exception&) {
    throw Error(ErrorKind::invalid_argument, "listens", "the name of an item is not UTF-8");
  }
}

}  // namespace

std::string encode_crowd(const CrowdParts& parts) {
  Safetensors content;
  content.metadata = {{"format", std::string(kFormat)},
                      {"settings", parts.settings.text()},
                      {"version", parts.version},
                      {"seed", std::to_string(parts.seed)},
                      {"users", std::to_string(parts.users)},
                      {"listens", std::to_string(parts.listens)},
                      {"items", items_text(parts.items)}};
  const auto items = static_cast<long>(parts.items.size());
  content.tensors.push_back({"listeners", {items}, parts.listeners});
  if (parts.settings.has_als())
    content.tensors.push_back(
        {"item_factors",
         {items, static_cast<long>(parts.factors.cols())},
         {parts.factors.data(), parts.factors.data() + parts.factors.size()}});
  if (parts.settings.has_weights()) append_weights(content.tensors, parts.weights);
  std::string bytes = model::write_safetensors(content);
  std::uint64_t header = 0;
  std::memcpy(&header, bytes.data(), sizeof header);
  if (header > kLargestHeader)
    throw Error(ErrorKind::unsupported, "listens",
                "the names of the items are too long for a model file");
  return bytes;
}

CrowdParts decode_crowd(std::string_view bytes, const std::string& name) {
  const Safetensors safetensors = model::read_safetensors(bytes, name);
  const Content content(safetensors, name);
  if (const std::string& format = content.text("format"); format != kFormat)
    throw Error(format.starts_with("melsift-crowd") ? ErrorKind::unsupported : ErrorKind::corrupt,
                name, "its format is \"" + format + "\", expected " + std::string(kFormat));
  model::require_all(safetensors.left_out, name);
  CrowdParts parts;
  try {
    parts.settings = Settings::parse(content.text("settings"));
  } catch (const Error& error) {
    content.corrupt(std::string("its settings are damaged: ") + error.what());
  }
  parts.version = content.text("version");
  parts.seed = content.count("seed");
  parts.users = content.count("users");
  parts.listens = content.count("listens");
  parts.items = read_items(content);
  const auto items = static_cast<long>(parts.items.size());
  parts.listeners = content.tensor("listeners", {items}).values;
  if (parts.settings.has_als()) {
    const long factors = parts.settings.als.factors;
    const Tensor& tensor = content.tensor("item_factors", {items, factors});
    parts.factors = Eigen::Map<const Matrix>(tensor.values.data(), items, factors);
  }
  if (parts.settings.has_weights()) parts.weights = read_weights(content, parts.items.size());
  return parts;
}

CrowdModel load_crowd(const std::string& path) {
  return CrowdModel(decode_crowd(read_file(path), path));
}

bool is_crowd_model(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;  // a pipe can't be read twice
  const DiskFile file = DiskFile::open(path);
  std::uint64_t length = 0;
  if (file.size() < sizeof length) return false;
  std::memcpy(&length, file.read(0, sizeof length).data(), sizeof length);
  if (length > std::min(kLargestHeader, file.size() - sizeof length)) return false;
  const Json json = Json::parse(file.read(sizeof length, length), nullptr, false);
  if (!json.is_object() || !json.contains("__metadata__")) return false;
  const Json& metadata = json["__metadata__"];
  return metadata.is_object() && metadata.contains("format") && metadata["format"].is_string() &&
         metadata["format"].get_ref<const std::string&>().starts_with("melsift-crowd");
}

}  // namespace melsift::crowd
