#include "tools/kit/models.h"

#include <filesystem>

#include "model/default_models.h"
#include "model/model.h"

namespace melsift::tools {

Option add_models(OptionParser& parser, std::vector<std::string>& models, const std::string& help) {
  return parser.option("-m,--model", models, help)
      .value_name("FILE")
      .one_at_a_time();  // one file each time: operands of the tool may follow
}

std::vector<std::string> models_or_default(const std::vector<std::string>& models) {
  return models.empty() ? model::default_models() : models;
}

void note_bundled_models(const Command& command, const model::Committee& committee) {
  std::string names, description;
  for (const model::Member& member : committee.members()) {
    names += (names.empty() ? "" : " + ") + std::filesystem::path(member.path).stem().string();
    if (description.empty()) description = member.classifier.model().provenance.description;
  }
  command.note("using the bundled model" +
               std::string(committee.members().size() > 1 ? "s " : " ") + names +
               (description.empty() ? "" : " (" + description + ")"));
}

}  // namespace melsift::tools
