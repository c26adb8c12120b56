// inspect: the contents of a model file or a stream of records.  See melsift-inspect(1).
#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/extension.h"
#include "base/file.h"
#include "base/number.h"
#include "crowd/crowd_model.h"
#include "model/model.h"
#include "tools/inspect/crowd_report.h"
#include "tools/inspect/json_report.h"
#include "tools/inspect/model_report.h"
#include "tools/inspect/record_count.h"
#include "tools/kit/command.h"
#include "tools/kit/table_text.h"
#include "tools/records/read_records.h"

namespace {

using namespace melsift;

// Whether an operand is a model: by its name, otherwise by its first bytes, the length of a JSON
// header and its brace.  An unreadable file is not a model; reading it as records reports the
// reason.
bool is_model(const std::string& path) {
  if (lower_case(path).ends_with(".safetensors")) return true;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return false;
  std::array<char, 9> first{};
  return std::ifstream(path, std::ios::binary).read(first.data(), first.size()) &&
         first[7] == '\0' && first[8] == '{';
}

std::string report(const std::string& path, bool json, std::size_t width) {
  if (crowd::is_crowd_model(path)) {
    const crowd::CrowdModel model = crowd::load_crowd(path);
    return json ? tools::crowd_json(path, model) : tools::crowd_report(model);
  }
  const model::Model model = model::load(path);
  return json ? tools::model_json(path, model) : tools::model_report(model, width);
}

void inspect(tools::Command& command) {
  bool json = false;
  command.parser().flag("--json", json,
                        "write JSON Lines: an object for each model, and one for all records");
  const auto& operands =
      command.operands("input", "model files or files of records; - for standard input");
  const auto& output = command.output();
  command.parse();
  command.check([&] {
    constexpr std::array<std::string_view, 3> kSupported = {"json", "jsonl", "txt"};
    if (supported_extension(output, kSupported).starts_with("json")) json = true;
  });

  OutputFile out(output);
  const std::size_t width = tools::terminal_width();
  std::vector<std::string> record_files;
  for (const std::string& path : operands) {
    if (!is_model(path)) {
      record_files.push_back(path);
      continue;
    }
    std::string text;
    command.attempt([&] {
      text = (operands.size() > 1 && !json ? path + "\n" : "") + report(path, json, width);
    });
    out.write(text);
  }
  if (!record_files.empty() || operands.empty()) {
    command.set_items(record_files.size() < operands.size() ? "inputs" : "records");
    tools::RecordCount count;
    tools::for_each_record(command, record_files,
                           [&](const auto& record, const auto&) { count.add(record); });
    out.write(json ? tools::count_json(count) : tools::count_report(count, width));
  }
  out.close();
}

}  // namespace

int main(int argc, char** argv) {
  return tools::run("inspect", "Show the contents of a model file or of records.", argc, argv,
                    inspect);
}
