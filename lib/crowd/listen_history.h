// Listening histories in files, from which crowd models learn.
#pragma once

#include "crowd/listens.h"
#include "record/listen_files.h"

namespace melsift::crowd {

// The combined listens of all files.
Listens read_listens(record::ListenFiles files);

}  // namespace melsift::crowd
