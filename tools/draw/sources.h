// The pictures that draw makes.
#pragma once

#include <optional>
#include <string>

#include "base/text_encoding.h"
#include "picture/style.h"
#include "tools/kit/command.h"

namespace melsift::tools {

enum class Subject { track, training, confusion, scores };

struct DrawOptions {
  Subject subject = Subject::track;
  std::string input;                     // "-": standard input
  std::string second;                    // of two trainings; empty: there is one
  std::string title;                     // instead of what the input has; empty: none was given
  std::optional<TextEncoding> old_text;  // the encoding of old tags; none: guessed
  picture::Format format = picture::Format::png;
  // Sides of 0 mean the default of the subject.
  picture::Style style{picture::Theme::light, 0, 0};
};

// The bytes of the picture.  Throws Error, beginning with the input's name.
std::string picture_of(Command& command, const DrawOptions& options);

}  // namespace melsift::tools
