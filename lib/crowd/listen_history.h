// Listening histories in files, as a crowd learns from them.
#pragma once

#include "crowd/listens.h"
#include "record/listen_files.h"

namespace melsift::crowd {

// The listens of all files together.
Listens read_listens(record::ListenFiles files);

}  // namespace melsift::crowd
