#include "model/model.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <span>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/number.h"
#include "model/membership_file.h"
#include "model/safetensors.h"
#include "nn/architecture.h"
#include "record/base64.h"
#include "record/identity.h"

namespace melsift::model {
namespace {

using Json = nlohmann::ordered_json;

static_assert(std::endian::native == std::endian::little, "hashes are written little-endian");

constexpr std::string_view kFormat = "melsift-model 1";
constexpr const char* kHash = "hash";
constexpr const char* kWideHash = "wide";
constexpr const char* kBandMeans = "band_means";
constexpr const char* kScalerMean = "scaler/mean";
constexpr const char* kScalerScale = "scaler/scale";
constexpr const char* kScalerLogFloor = "scaler/log_floor";

// The prefix of the tensor names of a network: empty for the first network, "member_2/" for the
// next.  A model with a single network therefore looks like that of any other program.
std::string prefix(std::size_t network) {
  return network == 0 ? "" : "member_" + std::to_string(network + 1) + "/";
}

std::string fingerprint_of(std::string_view bytes, bool wide) {
  return to_hex(wide ? wide_hash(bytes) : hash(bytes));
}

// JSON has no NaN: null.
Json number_or_null(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}
double number_or_nan(const Json& json) {
  return json.is_null() ? std::numeric_limits<double>::quiet_NaN() : json.get<double>();
}

std::string history_text(const std::vector<Epoch>& history) {
  Json json = Json::array();
  for (const Epoch& epoch : history)
    json.push_back({{"loss", number_or_null(epoch.loss)},
                    {"accuracy", number_or_null(epoch.accuracy)},
                    {"valid_loss", number_or_null(epoch.valid_loss)},
                    {"valid_accuracy", number_or_null(epoch.valid_accuracy)}});
  return json.dump();
}

std::vector<Epoch> parse_history(const std::string& text) {
  std::vector<Epoch> history;
  for (const Json& epoch : Json::parse(text))
    history.push_back({number_or_nan(epoch.at("loss")), number_or_nan(epoch.at("accuracy")),
                       number_or_nan(epoch.at("valid_loss")),
                       number_or_nan(epoch.at("valid_accuracy"))});
  return history;
}

// The hashes' bytes in base64.
std::string groups_text(const std::vector<std::uint64_t>& groups) {
  std::string text;
  record::append_base64(text, std::as_bytes(std::span(groups)));
  return text;
}

Tensor row_tensor(const char* name, const RowVector& row) {
  return {name, {static_cast<long>(row.size())}, {row.data(), row.data() + row.size()}};
}

// Metadata by name; the Error about a missing entry has the file's name.
class Metadata {
 public:
  Metadata(const SafetensorsView& content, const std::string& file)
      : content_(content), file_(file) {}

  bool has(const std::string& key) const { return content_.metadata.contains(key); }
  const std::string& operator[](const std::string& key) const {
    const auto found = content_.metadata.find(key);
    if (found == content_.metadata.end())
      throw Error(ErrorKind::corrupt, file_,
                  "is not a melsift model: its metadata lack \"" + key + "\"");
    return found->second;
  }
  std::uint64_t integer(const std::string& key) const {
    const std::string& text = (*this)[key];
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      throw Error(ErrorKind::corrupt, file_, "its \"" + key + "\" is not a number");
    return value;
  }
  // The default for a key that older files lack.
  std::uint64_t integer(const std::string& key, std::uint64_t fallback) const {
    return has(key) ? integer(key) : fallback;
  }

  // 1 where the file lacks the key.
  double positive(const std::string& key) const {
    if (!has(key)) return 1.0;
    const auto value = parse_real((*this)[key]);
    if (!value || !std::isfinite(*value) || *value <= 0.0)
      throw Error(ErrorKind::corrupt, file_, "its \"" + key + "\" is not a positive number");
    return *value;
  }

  // 0 if the file lacks the key.
  int frames(const std::string& key) const {
    const std::uint64_t value = integer(key, 0);
    if (value > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
      throw Error(ErrorKind::corrupt, file_, "its \"" + key + "\" is not a number of frames");
    return static_cast<int>(value);
  }

  std::vector<std::uint64_t> training_groups() const {
    if (!has("training_groups")) return {};
    const std::string& text = (*this)["training_groups"];
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    const std::size_t bytes = text.size() / 4 * 3 - std::min(padding, text.size() / 4 * 3);
    std::vector<std::uint64_t> groups(bytes / sizeof(std::uint64_t));
    if (bytes % sizeof(std::uint64_t) != 0 ||
        !record::decode_base64(text, std::as_writable_bytes(std::span(groups))) ||
        std::adjacent_find(groups.begin(), groups.end(), std::greater_equal<>()) != groups.end())
      throw Error(ErrorKind::corrupt, file_,
                  "its \"training_groups\" is not an ascending list of hashes");
    return groups;
  }

 private:
  const SafetensorsView& content_;
  const std::string& file_;
};

// The file must contain all tensors of the architecture before memory is reserved for them.
void check_size(const nn::Architecture& architecture, std::uint64_t networks,
                const SafetensorsView& content, const std::string& name) {
  std::size_t have = 0;
  for (const TensorView& tensor : content.tensors) have += tensor.size();
  const nn::Index promised = nn::Network::parameter_count(architecture);
  if (networks < 1 || networks > have || static_cast<std::size_t>(promised) > have / networks)
    throw Error(ErrorKind::corrupt, name,
                "its architecture has " + std::to_string(promised) +
                    " parameters (networks: " + std::to_string(networks) + "), its tensors " +
                    std::to_string(have) + " values");
}

// One value per column, or, for mel matrices, one for all values.
RowVector scaler_row(const TensorView& tensor, const nn::Shape& input, const std::string& name) {
  const auto size = static_cast<Eigen::Index>(tensor.size());
  if (size != (input.is_vector() ? input.size() : 1))
    throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " does not fit its network");
  RowVector row(size);
  tensor.copy_to(row.data());
  if (!row.allFinite())
    throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " is not finite");
  return row;
}

// Copies a tensor to the network that its name belongs to.
void set_parameter(Model& model, const TensorView& tensor, const std::string& name) {
  std::string_view own_name = tensor.name;
  std::size_t network = 0;
  for (std::size_t k = 1; k < model.networks.size() && network == 0; ++k) {
    if (!own_name.starts_with(prefix(k))) continue;
    own_name.remove_prefix(prefix(k).size());
    network = k;
  }
  const std::vector<nn::Index> shape(tensor.shape.begin(), tensor.shape.end());
  const std::span<float> values = model.networks[network].parameter_values(own_name, shape);
  tensor.copy_to(values.data());
  if (!Eigen::Map<const RowVector>(values.data(), static_cast<Eigen::Index>(values.size()))
           .allFinite())
    throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " is not finite");
}

void fill_parameters(Model& model, const std::vector<TensorView>& tensors,
                     const std::string& name) {
  std::size_t missing = 0;
  for (const nn::Network& network : model.networks) missing += network.parameters().size();
  for (const TensorView& tensor : tensors) {
    if (tensor.name == kScalerMean) {
      model.scaler.mean = scaler_row(tensor, model.input_shape(), name);
    } else if (tensor.name == kScalerScale) {
      model.scaler.scale = scaler_row(tensor, model.input_shape(), name);
    } else if (tensor.name == kScalerLogFloor) {
      model.scaler.log_floor = scaler_row(tensor, model.input_shape(), name);
    } else if (!(model.membership && is_of_membership(tensor.name))) {
      set_parameter(model, tensor, name);
      --missing;
    }
  }
  if (model.scaler.mean.size() == 0 || model.scaler.scale.size() == 0)
    throw Error(ErrorKind::corrupt, name, "has no scaler");
  if (missing != 0) throw Error(ErrorKind::corrupt, name, "lacks some of its network's parameters");
}

Provenance read_provenance(const Metadata& metadata, std::size_t networks) {
  Provenance p;
  p.version = metadata["melsift"];
  p.target = metadata["target"];
  if (metadata.has("description")) p.description = metadata["description"];
  p.training = metadata["training"];
  p.seed = metadata.integer("seed");
  p.train_rows = metadata.integer("train_rows");
  p.valid_rows = metadata.integer("valid_rows");
  for (std::size_t k = 0; k < networks; ++k)
    p.networks.push_back({parse_history(metadata[prefix(k) + "history"]),
                          metadata.integer(prefix(k) + "best_epoch", 0)});
  return p;
}

}  // namespace

std::uint64_t group_hash(const record::Record& record) {
  return hash(record::group_identity(record));
}

std::vector<std::uint64_t> group_hashes(const std::vector<record::Record>& records,
                                        std::span<const std::size_t> numbers) {
  std::vector<std::uint64_t> hashes;
  hashes.reserve(numbers.size());
  for (const std::size_t number : numbers)
    if (!record::group_identity(records[number]).empty())
      hashes.push_back(group_hash(records[number]));
  std::sort(hashes.begin(), hashes.end());
  hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
  return hashes;
}

std::string encode(const Model& model) {
  const Provenance& p = model.provenance;
  Safetensors content;
  content.metadata = {{"format", std::string(kFormat)},
                      {"architecture", model.networks.front().architecture().text()},
                      {"networks", std::to_string(model.networks.size())},
                      {"temperature", to_text(model.temperature)},
                      {"front_end", model.front_end},
                      {"labels", Json(model.labels).dump()},
                      {"melsift", p.version},
                      {"target", p.target},
                      {"training", p.training},
                      {"training_groups", groups_text(model.training_groups)},
                      {"seed", std::to_string(p.seed)},
                      {"train_rows", std::to_string(p.train_rows)},
                      {"valid_rows", std::to_string(p.valid_rows)}};
  if (model.has_wide_hash) content.metadata[kHash] = kWideHash;
  if (model.calibrated_on_tracks) content.metadata["calibrated_on"] = "tracks";
  if (model.scaler.band_means != BandMeans::keep)
    content.metadata[kBandMeans] = choice_name(model.scaler.band_means);
  if (model.window_hop > 0) content.metadata["window_hop"] = std::to_string(model.window_hop);
  if (model.weight != 1.0) content.metadata["weight"] = to_text(model.weight);
  if (!p.description.empty()) content.metadata["description"] = p.description;
  content.tensors.push_back(row_tensor(kScalerMean, model.scaler.mean));
  content.tensors.push_back(row_tensor(kScalerScale, model.scaler.scale));
  if (model.scaler.log_floor.size() > 0)
    content.tensors.push_back(row_tensor(kScalerLogFloor, model.scaler.log_floor));
  for (std::size_t k = 0; k < model.networks.size(); ++k) {
    const Training training = k < p.networks.size() ? p.networks[k] : Training();
    content.metadata[prefix(k) + "history"] = history_text(training.history);
    content.metadata[prefix(k) + "best_epoch"] = std::to_string(training.best_epoch);
    for (const nn::Parameter& parameter : model.networks[k].parameters()) {
      const auto values = parameter.values();
      content.tensors.push_back({prefix(k) + parameter.name,
                                 {parameter.shape.begin(), parameter.shape.end()},
                                 {values.begin(), values.end()}});
    }
  }
  if (model.membership) write_membership(content, *model.membership);
  return write_safetensors(content);
}

std::string fingerprint(const Model& model) {
  if (!model.file_fingerprint.empty()) return model.file_fingerprint;
  return fingerprint_of(encode(model), model.has_wide_hash);
}

Model decode(std::string_view bytes, const std::string& name) {
  const SafetensorsView content = view_safetensors(bytes, name);
  const Metadata metadata(content, name);
  if (metadata["format"] != kFormat)
    throw Error(ErrorKind::unsupported, name,
                "has format \"" + metadata["format"] + "\", this version reads \"" +
                    std::string(kFormat) + "\"");
  require_all(content.left_out, name);
  try {
    const auto architecture = nn::Architecture::parse(metadata["architecture"]);
    const std::uint64_t networks = metadata.integer("networks", 1);
    check_size(architecture, networks, content, name);
    Model model;
    for (std::uint64_t k = 0; k < networks; ++k)
      model.networks.push_back(nn::Network::blank(architecture));
    model.temperature = metadata.positive("temperature");
    model.weight = metadata.positive("weight");
    model.calibrated_on_tracks = metadata.has("calibrated_on");
    model.has_wide_hash = metadata.has(kHash);
    if (model.has_wide_hash && metadata[kHash] != kWideHash)
      throw Error(ErrorKind::unsupported, name,
                  "has the unknown hash \"" + metadata[kHash] + "\"; update melsift");
    if (metadata.has(kBandMeans))
      model.scaler.band_means = parse_choice<BandMeans>(metadata[kBandMeans], name);
    if (model.scaler.band_means != BandMeans::keep && model.input_shape().is_vector())
      throw Error(ErrorKind::corrupt, name, "has band means, but takes no mel matrices");
    model.window_hop = metadata.frames("window_hop");
    model.front_end = metadata["front_end"];
    model.labels = Json::parse(metadata["labels"]).get<std::vector<std::string>>();
    model.training_groups = metadata.training_groups();
    const auto outputs = static_cast<std::size_t>(model.networks.front().output_shape().size());
    if (model.labels.size() != (outputs == 1 ? 2 : outputs))
      throw Error(ErrorKind::corrupt, name,
                  "has " + std::to_string(model.labels.size()) + " labels for " +
                      std::to_string(outputs) + " outputs");
    model.membership =
        read_membership(content, name, static_cast<nn::Index>(outputs), model.labels.size());
    if (model.membership && networks != 1)
      throw Error(ErrorKind::corrupt, name,
                  "is one member of an ensemble, but has several networks");
    model.provenance = read_provenance(metadata, model.networks.size());
    fill_parameters(model, content.tensors, name);
    model.file_fingerprint = fingerprint_of(bytes, model.has_wide_hash);
    return model;
  } catch (const Json::exception&) {
    throw Error(ErrorKind::corrupt, name, "its metadata are damaged");
  } catch (const Error& error) {
    if (error.culprit() == name) throw;
    throw Error(error.kind(), name, error.what());
  }
}

Model load(const std::string& path) {
  return decode(read_file(path), path);
}

}  // namespace melsift::model
