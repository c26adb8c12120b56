#include "tools/inspect/crowd_report.h"

namespace melsift::tools {

std::string crowd_report(const crowd::CrowdModel& model) {
  const crowd::CrowdParts& parts = model.parts();
  std::string text = "crowd model trained by melsift " + parts.version + "\n";
  text += "training  " + parts.settings.text() + " seed=" + std::to_string(parts.seed) + "\n";
  text += "data      " + std::to_string(parts.listens) + " listens of " +
          std::to_string(parts.users) + " users to " + std::to_string(parts.items.size()) +
          " items\n";
  if (parts.factors.size() > 0)
    text += "factors   " + std::to_string(parts.factors.cols()) + " for each item\n";
  if (parts.settings.has_weights())
    text += "weights   " + std::to_string(parts.weights.entries().size()) + " between items\n";
  return text;
}

}  // namespace melsift::tools
