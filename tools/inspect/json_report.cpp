#include "tools/inspect/json_report.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace melsift::tools {
namespace {

using Json = nlohmann::ordered_json;

// JSON has no NaN: an unknown value is null, which pandas reads as NaN.
Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json history(const model::Model& model) {
  Json rows = Json::array();
  for (std::size_t network = 0; network < model.provenance.networks.size(); ++network) {
    const auto& [epochs, best_epoch] = model.provenance.networks[network];
    for (std::size_t i = 0; i < epochs.size(); ++i) {
      const model::Epoch& epoch = epochs[i];
      rows.push_back({{"network", network + 1},
                      {"epoch", i + 1},
                      {"loss", number(epoch.loss)},
                      {"accuracy", number(epoch.accuracy)},
                      {"valid_loss", number(epoch.valid_loss)},
                      {"valid_accuracy", number(epoch.valid_accuracy)},
                      {"kept", i + 1 == (best_epoch > 0 ? best_epoch : epochs.size())}});
    }
  }
  return rows;
}

Json shape(const nn::Shape& shape) {
  if (shape.is_vector()) return Json::array({shape.channels});
  return Json::array({shape.height, shape.width, shape.channels});
}

Json layers(const nn::Network& network) {
  Json rows = Json::array();
  for (const nn::LayerSummary& layer : network.summary())
    rows.push_back({{"name", layer.name},
                    {"kind", to_text(layer.kind)},
                    {"output", shape(layer.output)},
                    {"parameters", layer.parameters},
                    {"trainable", layer.trainable}});
  return rows;
}

std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace

std::string model_json(const std::string& path, const model::Model& model) {
  const model::Provenance& p = model.provenance;
  Json json = {{"path", path},
               {"version", p.version},
               {"description", p.description},
               {"target", p.target},
               {"classes", model.labels},
               {"front_end", model.front_end},
               {"training", p.training},
               {"seed", p.seed},
               {"train_tracks", p.train_rows},
               {"valid_tracks", p.valid_rows},
               {"networks", model.networks.size()},
               {"temperature", model.temperature},
               {"weight", model.weight},
               {"input", shape(model.input_shape())},
               {"layers", layers(model.networks.front())},
               {"history", history(model)}};
  if (model.membership) {
    json["member"] = model.membership->number;
    json["ensemble"] = model.membership->count;
  }
  return line_of(json);
}

std::string crowd_json(const std::string& path, const crowd::CrowdModel& model) {
  const crowd::CrowdParts& parts = model.parts();
  return line_of({{"path", path},
                  {"version", parts.version},
                  {"training", parts.settings.text()},
                  {"seed", parts.seed},
                  {"listens", parts.listens},
                  {"users", parts.users},
                  {"items", parts.items.size()},
                  {"factors", parts.factors.size() > 0 ? parts.factors.cols() : 0},
                  {"weights", parts.settings.has_weights() ? parts.weights.entries().size() : 0}});
}

std::string count_json(const RecordCount& count) {
  return line_of({{"records", count.records},
                  {"with_features", count.features},
                  {"with_mel", count.mels},
                  {"classified", count.predictions},
                  {"front_ends", count.front_ends},
                  {"splits", count.splits},
                  {"labels", count.labels}});
}

}  // namespace melsift::tools
