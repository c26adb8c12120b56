#include "base/extension.h"

#include <algorithm>
#include <filesystem>

#include "base/error.h"
#include "base/number.h"

namespace melsift {

std::string supported_extension(std::string_view path,
                                std::span<const std::string_view> supported) {
  const std::string dotted = lower_case(std::filesystem::path(path).extension().string());
  if (dotted.size() < 2) return "";
  const std::string extension = dotted.substr(1);
  if (std::ranges::find(supported, extension) != supported.end()) return extension;
  std::string expected;
  for (std::size_t i = 0; i < supported.size(); ++i) {
    if (i > 0) expected += i + 1 < supported.size() ? ", " : " or ";
    expected.append(".").append(supported[i]);
  }
  throw Error(ErrorKind::invalid_argument, path,
              "unsupported extension " + dotted + ", expected " + expected);
}

}  // namespace melsift
