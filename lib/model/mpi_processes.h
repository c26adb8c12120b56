// Processes that are connected by Open MPI.
#pragma once

#include <memory>

#include "model/process_group.h"

namespace melsift::model {

// Throws Error as open_process_group() does.
std::unique_ptr<ProcessGroup> open_mpi_processes();

}  // namespace melsift::model
