#include "tools/inspect/model_report.h"

#include <cmath>
#include <vector>

#include "base/number.h"
#include "tools/kit/table_text.h"

namespace melsift::tools {
namespace {

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : ", ").append(word);
  return text;
}

// 4273281 as "4,273,281".
std::string grouped(long long value) {
  std::string text = std::to_string(value);
  for (auto at = static_cast<long>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

std::string shape_text(const nn::Shape& shape) {
  if (shape.is_vector()) return "(" + std::to_string(shape.channels) + ")";
  return "(" + std::to_string(shape.height) + ", " + std::to_string(shape.width) + ", " +
         std::to_string(shape.channels) + ")";
}

bool is_activation(nn::LayerKind kind) {
  return kind == nn::LayerKind::relu || kind == nn::LayerKind::sigmoid ||
         kind == nn::LayerKind::softmax;
}

// One row for each layer; an activation, which changes no shape and has no parameters, is in the
// row of the layer before it.
std::string layer_table(const nn::Network& network, std::size_t width) {
  std::vector<std::vector<std::string>> rows = {
      {"input", "", shape_text(network.input_shape()), "0"}};
  long long total = 0, trainable = 0;
  for (const nn::LayerSummary& layer : network.summary()) {
    total += layer.parameters;
    trainable += layer.trainable;
    if (is_activation(layer.kind) && rows.back()[1].empty())
      rows.back()[1] = to_text(layer.kind);
    else
      rows.push_back({layer.name, "", shape_text(layer.output), grouped(layer.parameters)});
  }
  return table_text({{"layer", false, true},
                     {"activation", false, false},
                     {"output", false, false},
                     {"parameters", true, false}},
                    rows, width) +
         "total " + grouped(total) + " parameters, " + grouped(trainable) + " trainable, " +
         grouped(total - trainable) + " non-trainable\n";
}

std::string percent(double share) {
  return std::isfinite(share) ? to_fixed(100.0 * share, 1) + " %" : "-";
}

// The training of a network: its last epoch, and the one whose weights were kept.
std::string training_text(const model::Training& training) {
  const std::vector<model::Epoch>& history = training.history;
  const auto words = [&](const model::Epoch& epoch) {
    return "loss " + to_fixed(epoch.loss, 4) + ", accuracy " + percent(epoch.accuracy) +
           ", validation " + percent(epoch.valid_accuracy);
  };
  std::string text = std::to_string(history.size()) + ": last " + words(history.back());
  if (training.best_epoch > 0 && training.best_epoch <= history.size())
    text += "\nkept       weights of epoch " + std::to_string(training.best_epoch) + ": " +
            words(history[training.best_epoch - 1]);
  return text + "\n";
}

}  // namespace

std::string model_report(const model::Model& model, std::size_t width) {
  const model::Provenance& p = model.provenance;
  std::string text = "model trained by melsift " + p.version + "\n";
  if (!p.description.empty()) text += p.description + "\n";
  text += "target     " + p.target + "\n";
  text += "classes    " + std::to_string(model.labels.size()) + ": " + joined(model.labels) + "\n";
  text += "front end  " + model.front_end + "\n";
  text += "training   " + p.training + " seed=" + std::to_string(p.seed) + "\n";
  text += "data       " + std::to_string(p.train_rows) + " tracks to train, " +
          std::to_string(p.valid_rows) + " to validate\n";
  for (const model::Training& training : p.networks)
    if (!training.history.empty()) text += "epochs     " + training_text(training);
  if (model.temperature != 1.0)
    text += "scores     at the temperature " + to_fixed(model.temperature, 3) + "\n";
  if (model.weight != 1.0)
    text.append("weight     ").append(to_text(model.weight)).append(" among several models\n");
  if (model.membership)
    text += "member     " + model::member_name(*model.membership) + " of an ensemble\n";
  if (model.networks.size() > 1)
    text += "ensemble   " + std::to_string(model.networks.size()) +
            " networks with these layers; their probabilities are averaged\n";
  return text + "\n" + layer_table(model.networks.front(), width);
}

}  // namespace melsift::tools
