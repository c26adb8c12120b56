// classify: the probabilities of a model's classes for each track.  See melsift-classify(1).
#include <optional>

#include "base/error.h"
#include "base/parallel.h"
#include "common/command.h"
#include "common/front_end_options.h"
#include "common/inputs.h"
#include "model/classifier.h"
#include "record/writer.h"

namespace {

using namespace melsift;

// The model's own front end, for tracks that come as audio; none where it is not one that audio can
// be brought to (a feature table's).
std::optional<feature::Extractor> extractor_for(const model::Model& model) {
  try {
    return feature::Extractor(feature::FrontEnd::parse(model.front_end));
  } catch (const Error&) {
    return std::nullopt;
  }
}

void classify(tools::Command& command) {
  std::string model_path;
  command.app()
      .add_option("-m,--model", model_path, "the model file")
      ->type_name("FILE")
      ->required();
  const auto& operands = command.operands(
      "input", "audio files, folders, record files; - is audio, records or paths on stdin");
  const auto& output = command.output();
  const auto& threads = command.threads();
  command.parse();

  const model::Classifier classifier(model::load(model_path));
  const std::string& front_end = classifier.model().front_end;
  const auto extractor = extractor_for(classifier.model());
  record::Writer out(output);
  tools::Inputs inputs(command, operands);
  tools::for_each_track(
      command, inputs, thread_count(threads),
      [&](tools::Input& input) {
        std::vector<record::Record> records;
        if (!input.record.features.empty()) {
          records.push_back(std::move(input.record));
        } else if (extractor) {
          records = tools::extract_records(input, *extractor);
        } else {
          throw Error(ErrorKind::unsupported, input.where,
                      "audio, but the model was trained on \"" + front_end +
                          "\", which audio can't be brought to");
        }
        for (record::Record& record : records) classifier(record, input.where);
        return records;
      },
      [&](const record::Record& record) {
        out.write(record);
        out.flush();
      });
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("classify", "Score tracks by a model's classes: one record each.", argc, argv,
                    classify);
}
