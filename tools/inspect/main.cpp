// inspect: what a model file or a stream of records holds.  See melsift-inspect(1).
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/number.h"
#include "crowd/crowd_model.h"
#include "model/model.h"
#include "tools/inspect/crowd_report.h"
#include "tools/inspect/model_report.h"
#include "tools/kit/command.h"
#include "tools/kit/read_records.h"
#include "tools/kit/table_text.h"

namespace {

using namespace melsift;

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
      command.operands("input", "model files or files of records; - for standard input");
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
    std::string report;
    command.attempt([&] {
      report = (operands.size() > 1 ? path + "\n" : "") +
               (crowd::is_crowd_model(path) ? tools::crowd_report(crowd::load_crowd(path))
                                            : tools::model_report(model::load(path), width));
    });
    out.write(report);
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
  return tools::run("inspect", "Show the contents of a model file or of records.", argc, argv,
                    inspect);
}
