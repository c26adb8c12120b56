// What takes the place of mpi_processes.cpp where melsift is built without Open MPI.
#include "base/error.h"
#include "model/mpi_processes.h"

namespace melsift::model {

std::unique_ptr<ProcessGroup> open_mpi_processes() {
  throw Error(ErrorKind::unsupported, "mpirun",
              "needs melsift built with Open MPI (Debian: libopenmpi-dev)");
}

}  // namespace melsift::model
