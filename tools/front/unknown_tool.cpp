#include "tools/front/unknown_tool.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/kit/nearest_name.h"

namespace melsift::front {
namespace {

// Commands under names that other programs have for the same work.
struct OtherName {
  std::string_view name;
  std::string_view command;
};

constexpr std::array kOtherNames = {
    OtherName{"scan", "collect scan"},
    OtherName{"import", "collect import"},
    OtherName{"export", "collect export"},
    OtherName{"like", "collect like"},
    OtherName{"dislike", "collect dislike"},
    OtherName{"index", "collect index"},
    OtherName{"predict", "classify"},
    OtherName{"fit", "train"},
    OtherName{"score", "evaluate"},
    OtherName{"compare", "evaluate"},
    OtherName{"similar", "recommend"},
    OtherName{"show", "inspect"},
    OtherName{"info", "inspect"},
    OtherName{"plot", "draw"},
    OtherName{"version", "--version"},
    OtherName{"split", "prepare"},
};

}  // namespace

std::string unknown_name(const std::string& kind, const std::string& name,
                         std::span<const std::string> known) {
  std::string message = "no " + kind + " named \"" + name + "\"";
  const auto* const other = std::ranges::find(kOtherNames, name, &OtherName::name);
  if (other != kOtherNames.end())
    return message + " (did you mean melsift " + std::string(other->command) + "?)";
  return message + melsift::tools::suggestion(name, known);
}

}  // namespace melsift::front
