#include "common/training_files.h"

#include <filesystem>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "common/read_records.h"
#include "model/checkpoint.h"
#include "record/writer.h"

namespace melsift::tools {

TrainingRecords read_training_records(Command& command, const std::vector<std::string>& files,
                                      const std::string& target, bool keep_records) {
  TrainingRecords result;
  model::DatasetBuilder builder(target);
  for_each_record(command, files, [&](const auto& record, const auto& where) {
    builder.add(record, where);
    if (!keep_records) return;
    record::Record& kept = result.records.emplace_back(record);
    kept.features = {};
    kept.mel = {};
  });
  if (builder.rows() == 0)
    throw Error(ErrorKind::invalid_argument, "training data", "no record to train on");
  result.data = builder.build();
  if (result.data.cut_rows > 0)
    command.warning(std::to_string(result.data.cut_rows) + " records lose frames: " +
                    result.data.shortest + " has only " + std::to_string(result.data.shape.width));
  return result;
}

std::string checkpoint_beside(const std::string& output) {
  std::error_code ignored;
  const auto status = std::filesystem::status(output, ignored);
  if (output == "-" || (exists(status) && !is_regular_file(status))) return {};
  return output + ".checkpoint";
}

void begin_checkpoints(const Command& command, const model::TrainingControl& control) {
  if (control.checkpoint.empty()) return;
  const bool some = model::has_checkpoints(control.checkpoint);
  if (control.resume && !some)
    command.note(control.checkpoint + ": not there, the training begins anew");
  if (control.resume || !some) return;
  command.warning(control.checkpoint +
                  ": of an interrupted training, which --resume would have gone on with; removed");
  model::remove_checkpoints(control.checkpoint);
}

std::string fold_lines(std::vector<record::Record> records, const model::Folds& folds,
                       const std::vector<model::FoldResult>& results) {
  std::vector<const record::Record*> judged(records.size(), nullptr);
  for (const model::FoldResult& result : results)
    for (std::size_t i = 0; i < result.records.size(); ++i) {
      const std::size_t row = folds.rows[result.fold][i];
      records[row].fold = folds.numbers[result.fold];
      judged[row] = &result.records[i];
    }
  std::string lines;
  for (std::size_t row = 0; row < records.size(); ++row) {
    if (judged[row] == nullptr) continue;
    records[row].predicted = judged[row]->predicted;
    records[row].scores = judged[row]->scores;
    records[row].embedding = {};
    records[row].model = judged[row]->model;
    records[row].trained_on = judged[row]->trained_on;
    record::append_json(lines, records[row]);
    lines += '\n';
  }
  return lines;
}

}  // namespace melsift::tools
