// inspect: what a model file or a stream of records holds.  See melsift-inspect(1).
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/number.h"
#include "common/command.h"
#include "common/read_records.h"
#include "common/table_text.h"
#include "model/model.h"

namespace {

using namespace melsift;

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

std::string layer_table(const nn::Network& network, std::size_t width) {
  std::vector<std::vector<std::string>> rows = {{"input", shape_text(network.input_shape()), "0"}};
  long long total = 0, trainable = 0;
  for (const nn::LayerSummary& layer : network.summary()) {
    rows.push_back({layer.name, shape_text(layer.output), grouped(layer.parameters)});
    total += layer.parameters;
    trainable += layer.trainable;
  }
  return tools::table_text(
             {{"layer", false, true}, {"output", false, false}, {"parameters", true, false}}, rows,
             width) +
         "total " + grouped(total) + " parameters, " + grouped(trainable) + " trainable, " +
         grouped(total - trainable) + " not\n";
}

std::string percent(double share) {
  return std::isfinite(share) ? to_fixed(100.0 * share, 1) + " %" : "-";
}

std::string describe(const model::Model& model, std::size_t width) {
  const model::Provenance& p = model.provenance;
  std::string text = "model trained by melsift " + p.version + "\n";
  text += "target     " + p.target + "\n";
  text += "classes    " + std::to_string(model.labels.size()) + ": " + joined(model.labels) + "\n";
  text += "front end  " + model.front_end + "\n";
  text += "training   " + p.training + " seed=" + std::to_string(p.seed) + "\n";
  text += "data       " + std::to_string(p.train_rows) + " tracks to train, " +
          std::to_string(p.valid_rows) + " to validate\n";
  if (!p.history.empty()) {
    const model::Epoch& last = p.history.back();
    text += "epochs     " + std::to_string(p.history.size()) + ": last loss " +
            to_fixed(last.loss, 4) + ", accuracy " + percent(last.accuracy) + ", validation " +
            percent(last.valid_accuracy) + "\n";
  }
  return text + "\n" + layer_table(model.network, width);
}

// What a stream of records holds, counted as it goes by.
class RecordCount {
 public:
  void add(const record::Record& record) {
    ++records_;
    ++labels_[record.label.empty() ? "(none)" : record.label];
    if (!record.split.empty()) ++splits_[record.split];
    if (!record.front_end.empty()) ++front_ends_[record.front_end];
    features_ += !record.features.empty();
    mels_ += record.mel.size() > 0;
    predictions_ += !record.predicted.empty();
  }

  std::string text(std::size_t width) const {
    std::string out = std::to_string(records_) + " records: " + std::to_string(features_) +
                      " with features, " + std::to_string(mels_) + " with mel, " +
                      std::to_string(predictions_) + " classified\n";
    out += counted("front end", front_ends_, width);
    out += counted("split", splits_, width);
    return out + counted("label", labels_, width);
  }

 private:
  static std::string counted(const std::string& name, const std::map<std::string, long>& counts,
                             std::size_t width) {
    if (counts.empty()) return "";
    std::vector<std::vector<std::string>> rows;
    for (const auto& [value, count] : counts) rows.push_back({value, std::to_string(count)});
    return "\n" + tools::table_text({{name, false, true}, {"records", true, false}}, rows, width);
  }

  long records_ = 0, features_ = 0, mels_ = 0, predictions_ = 0;
  std::map<std::string, long> labels_, splits_, front_ends_;
};

// Whether an operand is a model: by its name, else by its first bytes, the length of a JSON header
// and that header's brace.  What can't be read is none; who reads it as records says why.
bool is_model(const std::string& path) {
  if (lower_case(path).ends_with(".safetensors")) return true;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::array<char, 9> first{};
  return std::ifstream(path, std::ios::binary).read(first.data(), first.size()) &&
         first[7] == '\0' && first[8] == '{';
}

void inspect(tools::Command& command) {
  const auto& operands =
      command.operands("input", "model files, or records: files, or - for standard input");
  const auto& output = command.output();
  command.parse();

  OutputFile out(output);
  const std::size_t width = tools::terminal_width();
  std::vector<std::string> record_files;
  for (const std::string& path : operands) {
    if (!is_model(path)) {
      record_files.push_back(path);
      continue;
    }
    command.attempt([&] {
      out.write((operands.size() > 1 ? path + "\n" : "") + describe(model::load(path), width));
    });
  }
  if (!record_files.empty() || operands.empty()) {
    RecordCount count;
    tools::for_each_record(command, record_files,
                           [&](const auto& record, const auto&) { count.add(record); });
    out.write(count.text(width));
  }
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("inspect", "Show what a model file or a stream of records holds.", argc, argv,
                    inspect);
}
