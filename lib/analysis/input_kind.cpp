#include "analysis/input_kind.h"

#include <filesystem>
#include <string_view>

#include "analysis/input_file.h"
#include "analysis/tar_reader.h"
#include "audio/container.h"
#include "base/error.h"
#include "base/number.h"
#include "record/source.h"

namespace melsift::analysis {
namespace {

// safetensors: a length of eight bytes, the last of which is 0, and a JSON object.
bool begins_as_model(std::string_view bytes) {
  return bytes.size() > 8 && bytes[7] == '\0' && bytes[8] == '{';
}

}  // namespace

InputKind kind_of_input(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) return InputKind::other;
  std::string bytes;
  try {
    bytes = first_bytes(path);
  } catch (const Error&) {
    return InputKind::other;
  }
  if (bytes.starts_with("\x93NUMPY")) return InputKind::array;
  if (begins_as_model(bytes)) return InputKind::model;
  if (trimmed(bytes).starts_with("{\"count\":") && bytes.find("\"macro_f1\":") != std::string::npos)
    return InputKind::evaluation;
  if (record::begins_as_records(bytes)) return InputKind::records;
  if (audio::looks_like_audio(bytes)) return InputKind::audio;
  return begins_as_tar(bytes) ? InputKind::archive : InputKind::other;
}

void refuse_other_than_records(const std::string& path) {
  const auto refuse = [&](const std::string& detail) {
    throw Error(ErrorKind::invalid_argument, path, detail);
  };
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    refuse("is a folder, expected records (melsift extract " + path + " makes them)");
  switch (kind_of_input(path)) {
    case InputKind::array:
      refuse(
          "is a NumPy array without names and labels (melsift prepare --table TABLE.csv --array " +
          path + " makes records)");
      break;
    case InputKind::model:
      refuse("is a model, expected records");
      break;
    case InputKind::evaluation:
      refuse("is a result of melsift evaluate, expected records");
      break;
    case InputKind::audio:
      refuse("is audio, expected records (melsift extract " + path + " makes them)");
      break;
    case InputKind::archive:
      refuse("is a tar archive, expected records (melsift extract < " + path + " makes them)");
      break;
    case InputKind::records:
    case InputKind::other:
      break;
  }
}

}  // namespace melsift::analysis
