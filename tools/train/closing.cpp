#include "tools/train/closing.h"

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/file.h"
#include "base/number.h"

namespace melsift::tools {
namespace {

// " (validation accuracy 88.9 % on 9 tracks)", or nothing if no track was held out.
std::string accuracy_text(const model::Provenance& provenance) {
  double sum = 0.0;
  for (const model::Training& network : provenance.networks) {
    const std::size_t epoch = network.best_epoch > 0 ? network.best_epoch : network.history.size();
    if (epoch == 0 || epoch > network.history.size()) return {};
    sum += network.history[epoch - 1].valid_accuracy;
  }
  const std::size_t count = provenance.networks.size();
  if (provenance.valid_rows == 0 || count == 0) return {};
  return " (validation accuracy " + to_fixed(100.0 * sum / static_cast<double>(count), 1) +
         " % on " + std::to_string(provenance.valid_rows) + " tracks" +
         (count > 1 ? ", mean of " + std::to_string(count) + " networks)" : ")");
}

std::string next_command(const model::Model& model, const model::Dataset& data,
                         const std::vector<std::string>& inputs, const std::string& output) {
  const std::string file = shell_word(output);
  if (model.membership)
    return "melsift train --join MEMBER... -o FILE, with all " +
           std::to_string(model.membership->count) + " members";
  if (model.provenance.target == "liked")
    return "melsift recommend --catalogue CATALOGUE --taste " + file;
  const bool has_test = std::ranges::any_of(
      data.records, [](const record::Record& record) { return record.split == "test"; });
  if (has_test && inputs.size() == 1 && inputs.front() != "-")
    return "melsift classify -m " + file + " " + shell_word(inputs.front()) + " | melsift evaluate";
  return "melsift classify -m " + file + " FILE...";
}

}  // namespace

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/=+:@%,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

std::vector<std::string> closing_lines(const model::Model& model, const model::Dataset& data,
                                       const std::vector<std::string>& inputs,
                                       const std::string& output) {
  const bool to_file = output != "-";
  std::vector<std::string> lines = {"model written to " +
                                    (to_file ? output : std::string(kStandardOutput)) +
                                    accuracy_text(model.provenance)};
  if (to_file) lines.push_back("next: " + next_command(model, data, inputs, output));
  return lines;
}

}  // namespace melsift::tools
