// The line above a picture.
#pragma once

#include <string>

namespace melsift::picture {

// Any text; empty: none.
struct Caption {
  std::string title;   // in bold ...
  std::string artist;  // ... and the text after it
};

}  // namespace melsift::picture
