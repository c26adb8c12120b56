#include "model/process_group.h"

#include <optional>

#include "base/number.h"
#include "model/mpi_processes.h"

namespace melsift::model {

std::unique_ptr<ProcessGroup> open_process_group(
    const std::function<const char*(const char*)>& environment) {
  const char* const size = environment("OMPI_COMM_WORLD_SIZE");
  if (size == nullptr || parse_integer(size).value_or(1) <= 1)
    return std::make_unique<SingleProcess>();
  return open_mpi_processes();
}

}  // namespace melsift::model
