#include "tools/kit/models.h"

#include <filesystem>

#include "model/default_models.h"
#include "model/model.h"

namespace melsift::tools {

Option add_models(OptionParser& parser, std::vector<std::string>& models, const std::string& help) {
  return parser.option("-m,--model", models, help)
      .value_name("FILE")
      .one_at_a_time();  // one file each time: what follows are the tool's operands
}

std::vector<std::string> models_or_default(const std::vector<std::string>& models) {
  return models.empty() ? model::default_models() : models;
}

void tell_default_models(const Command& command, const model::Committee& committee) {
  for (const model::Member& member : committee.members()) {
    const std::string& description = member.classifier.model().provenance.description;
    command.note("default model " + std::filesystem::path(member.path).stem().string() +
                 (description.empty() ? "" : ": " + description));
  }
}

}  // namespace melsift::tools
