#include "tools/train/join.h"

#include <utility>

#include "base/file.h"
#include "model/membership.h"
#include "model/model.h"

namespace melsift::tools {

void join_members(const Command& command, const std::vector<std::string>& files,
                  const std::string& output) {
  if (files.empty()) throw UsageError("--join: needs the model files of the members");
  OutputFile out(output);
  std::vector<model::Model> members;
  for (const std::string& file : files) members.push_back(model::load(file));
  const std::size_t count = members.size();
  out.write(model::encode(model::join(std::move(members), files)));
  out.close();
  command.note("model of " + std::to_string(count) + " networks written to " +
               (output == "-" ? std::string(kStandardOutput) : output));
}

}  // namespace melsift::tools
