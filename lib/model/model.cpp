#include "model/model.h"

#include <charconv>
#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "model/safetensors.h"
#include "nn/architecture.h"

namespace melsift::model {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "melsift-model 1";
constexpr const char* kScalerMean = "scaler/mean";
constexpr const char* kScalerScale = "scaler/scale";

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

Tensor row_tensor(const char* name, const RowVector& row) {
  return {name, {static_cast<long>(row.size())}, {row.data(), row.data() + row.size()}};
}

// Metadata by name, with the file's name in the complaint about a missing one.
class Metadata {
 public:
  Metadata(const Safetensors& content, const std::string& file) : content_(content), file_(file) {}

  const std::string& operator[](const std::string& key) const {
    const auto found = content_.metadata.find(key);
    if (found == content_.metadata.end())
      throw Error(ErrorKind::corrupt, file_,
                  "is no melsift model: its metadata lack \"" + key + "\"");
    return found->second;
  }
  std::uint64_t integer(const std::string& key) const {
    const std::string& text = (*this)[key];
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size())
      throw Error(ErrorKind::corrupt, file_, "its \"" + key + "\" is no number");
    return value;
  }

 private:
  const Safetensors& content_;
  const std::string& file_;
};

RowVector scaler_row(const Tensor& tensor, Eigen::Index width, const std::string& name) {
  if (static_cast<Eigen::Index>(tensor.values.size()) != width)
    throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " does not fit its network");
  return Eigen::Map<const RowVector>(tensor.values.data(), width);
}

// What the architecture promises must be in the file before memory is set aside for it.
void check_size(const nn::Architecture& architecture, const Safetensors& content,
                const std::string& name) {
  std::size_t have = 0;
  for (const Tensor& tensor : content.tensors) have += tensor.values.size();
  const nn::Index promised = nn::Network::parameter_count(architecture);
  if (static_cast<std::size_t>(promised) > have)
    throw Error(ErrorKind::corrupt, name,
                "its architecture has " + std::to_string(promised) + " parameters, its tensors " +
                    std::to_string(have) + " values");
}

void fill_parameters(Model& model, const std::vector<Tensor>& tensors, const std::string& name) {
  std::size_t filled = 0;
  const Eigen::Index width = model.network.input_shape().size();
  for (const Tensor& tensor : tensors) {
    for (const float value : tensor.values)
      if (!std::isfinite(value))
        throw Error(ErrorKind::corrupt, name, "its " + tensor.name + " is not finite");
    if (tensor.name == kScalerMean) {
      model.scaler.mean = scaler_row(tensor, width, name);
    } else if (tensor.name == kScalerScale) {
      model.scaler.scale = scaler_row(tensor, width, name);
    } else {
      const std::vector<nn::Index> shape(tensor.shape.begin(), tensor.shape.end());
      model.network.set_parameter(tensor.name, shape, tensor.values);
      ++filled;
    }
  }
  if (model.scaler.mean.size() != width || model.scaler.scale.size() != width)
    throw Error(ErrorKind::corrupt, name, "has no scaler");
  if (filled != model.network.parameters().size())
    throw Error(ErrorKind::corrupt, name, "lacks some of its network's parameters");
}

}  // namespace

std::string encode(const Model& model) {
  const Provenance& p = model.provenance;
  Safetensors content;
  content.metadata = {{"format", std::string(kFormat)},
                      {"architecture", model.network.architecture().text()},
                      {"front_end", model.front_end},
                      {"labels", Json(model.labels).dump()},
                      {"melsift", p.version},
                      {"target", p.target},
                      {"training", p.training},
                      {"seed", std::to_string(p.seed)},
                      {"train_rows", std::to_string(p.train_rows)},
                      {"valid_rows", std::to_string(p.valid_rows)},
                      {"history", history_text(p.history)}};
  content.tensors.push_back(row_tensor(kScalerMean, model.scaler.mean));
  content.tensors.push_back(row_tensor(kScalerScale, model.scaler.scale));
  for (const nn::Parameter& parameter : model.network.parameters()) {
    const auto values = parameter.values();
    content.tensors.push_back({parameter.name,
                               {parameter.shape.begin(), parameter.shape.end()},
                               {values.begin(), values.end()}});
  }
  return write_safetensors(content);
}

Model decode(std::string_view bytes, const std::string& name) {
  const Safetensors content = read_safetensors(bytes, name);
  const Metadata metadata(content, name);
  if (metadata["format"] != kFormat)
    throw Error(ErrorKind::unsupported, name,
                "has format \"" + metadata["format"] + "\", this version reads \"" +
                    std::string(kFormat) + "\"");
  try {
    const auto architecture = nn::Architecture::parse(metadata["architecture"]);
    check_size(architecture, content, name);
    Model model{nn::Network(architecture, 0),
                {},
                metadata["front_end"],
                Json::parse(metadata["labels"]).get<std::vector<std::string>>(),
                {}};
    const auto outputs = static_cast<std::size_t>(model.network.output_shape().size());
    if (model.labels.size() != (outputs == 1 ? 2 : outputs))
      throw Error(ErrorKind::corrupt, name,
                  "has " + std::to_string(model.labels.size()) + " labels for " +
                      std::to_string(outputs) + " outputs");
    Provenance& p = model.provenance;
    p.version = metadata["melsift"];
    p.target = metadata["target"];
    p.training = metadata["training"];
    p.seed = metadata.integer("seed");
    p.train_rows = metadata.integer("train_rows");
    p.valid_rows = metadata.integer("valid_rows");
    p.history = parse_history(metadata["history"]);
    fill_parameters(model, content.tensors, name);
    return model;
  } catch (const Json::exception&) {
    throw Error(ErrorKind::corrupt, name, "its metadata are damaged");
  } catch (const Error& error) {
    if (std::string_view(error.what()).starts_with(name)) throw;
    throw Error(error.kind(), name, error.what());
  }
}

Model load(const std::string& path) {
  return decode(read_file(path), path);
}

}  // namespace melsift::model
