// Lists of tracks in XML: XSPF 1, and the library of iTunes and Apple's Music.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// As read_list_document().  A document that declares entities is refused, because these can make a
// small file very large.
std::vector<Record> read_xml_list(const std::string& name, std::string_view bytes);

}  // namespace melsift::record
