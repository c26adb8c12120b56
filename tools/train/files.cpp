#include "tools/train/files.h"

#include <filesystem>
#include <optional>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "model/checkpoint.h"
#include "recommend/likes.h"
#include "recommend/taste_data.h"
#include "record/writer.h"
#include "tools/records/read_records.h"

namespace melsift::tools {

namespace {

recommend::Likes read_likes(Command& command, const TrainingInput& input) {
  recommend::Likes likes;
  for (const auto& [file, liked] : {std::pair{input.likes, true}, {input.dislikes, false}}) {
    if (file.empty()) continue;
    for_each_record(command, {file}, [&, is_liked = liked](const auto& record, const auto& where) {
      likes.add(record, is_liked, where);
    });
  }
  return likes;
}

// Collects records for training.
class RecordCollector {
 public:
  RecordCollector(Command& command, const TrainingInput& input)
      : command_(command),
        input_(input),
        is_taste_(input.target == "liked"),
        likes_(read_likes(command, input)),
        builder_(input.target, input.output),
        taste_({}, [this](const record::Record& record) { keep(record); }) {}

  void add(const record::Record& given, const std::string& where) {
    if (!is_taste_) {
      builder_.add(given, where);
      return keep(given);
    }
    record::Record record = given;
    likes_.apply(record);
    if (!taste_.add(std::move(record), where)) ++left_out_;
  }

  TrainingRecords finish() {
    if (is_taste_) {
      build_taste();
    } else {
      if (builder_.rows() == 0)
        throw Error(ErrorKind::invalid_argument, "training data", "no record to train on");
      result_.data = builder_.build();
    }
    return std::move(result_);
  }

 private:
  void build_taste() {
    std::optional<recommend::TasteData::Result> taste;
    if (taste_.size() > 0) {
      taste = taste_.build();
      for (const std::string& where : taste->soundless)
        command_.count_failed(where + ": the record has no features (run melsift extract first)");
      if (taste->is_metadata) command_.note("no sound: trained on genre, language and year");
    }
    if (left_out_ > 0)
      command_.note(std::to_string(left_out_) +
                    " records are neither liked nor disliked: left out");
    if (likes_.unmatched() > 0)
      command_.warning(std::to_string(likes_.unmatched()) + " of " + std::to_string(likes_.size()) +
                       " tracks on the lists have no record");
    if (!taste) taste = taste_.build();  // throws
    result_.data = std::move(taste->data);
  }

  void keep(const record::Record& record) {
    if (!input_.keep_records) return;
    record::Record& kept = result_.records.emplace_back(record);
    kept.features = {};
    kept.mel = {};
  }

  Command& command_;
  const TrainingInput& input_;
  bool is_taste_;
  recommend::Likes likes_;
  model::DatasetBuilder builder_;
  recommend::TasteData taste_;
  TrainingRecords result_;
  std::size_t left_out_ = 0;
};

}  // namespace

TrainingRecords read_training_records(Command& command, const TrainingInput& input) {
  RecordCollector collector(command, input);
  for_each_record(command, input.files,
                  [&](const auto& record, const auto& where) { collector.add(record, where); });
  TrainingRecords result = collector.finish();
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
    command.note(control.checkpoint + ": not found, so the training starts from the beginning");
  if (control.resume || !some) return;
  command.warning(control.checkpoint +
                  ": removed; it was the checkpoint of an interrupted training, which --resume "
                  "would have continued");
  model::remove_checkpoints(control.checkpoint);
}

std::string fold_lines(const std::vector<record::Record>& records, const model::Folds& folds,
                       const std::vector<model::FoldResult>& results) {
  std::string lines;
  for (const model::FoldResult& result : results)
    for (std::size_t i = 0; i < result.records.size(); ++i) {
      const record::Record& judged = result.records[i];
      record::Record record = records[folds.rows[result.fold][i]];
      record.fold = folds.numbers[result.fold];
      record.predicted = judged.predicted;
      record.scores = judged.scores;
      record.embedding = judged.embedding;
      record.model = judged.model;
      record.trained_on = judged.trained_on;
      record::append_json(lines, record);
      lines += '\n';
    }
  return lines;
}

}  // namespace melsift::tools
