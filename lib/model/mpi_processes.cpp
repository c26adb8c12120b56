#include "model/mpi_processes.h"

#include <algorithm>
#include <exception>
#include <limits>

#define OMPI_SKIP_MPICXX  // the C++ bindings, which nobody uses
#include <mpi.h>

#include "base/error.h"
#include "base/shared_library.h"

namespace melsift::model {
namespace {

// The functions and constants of libmpi.  The header's constants are addresses in the library.
class Library {
 public:
  Library() : library_("libmpi.so.40", "please install Open MPI (Debian: libopenmpi3)") {
    library_.find(init_thread, "MPI_Init_thread");
    library_.find(finalize, "MPI_Finalize");
    library_.find(comm_rank, "MPI_Comm_rank");
    library_.find(comm_size, "MPI_Comm_size");
    library_.find(send, "MPI_Send");
    library_.find(receive, "MPI_Recv");
    library_.find(broadcast, "MPI_Bcast");
    library_.find(all_reduce, "MPI_Allreduce");
    constant(world, "ompi_mpi_comm_world");
    constant(byte, "ompi_mpi_byte");
    constant(integer, "ompi_mpi_int");
    constant(maximum, "ompi_mpi_op_max");
  }

  decltype(&::MPI_Init_thread) init_thread;
  decltype(&::MPI_Finalize) finalize;
  decltype(&::MPI_Comm_rank) comm_rank;
  decltype(&::MPI_Comm_size) comm_size;
  decltype(&::MPI_Send) send;
  decltype(&::MPI_Recv) receive;
  decltype(&::MPI_Bcast) broadcast;
  decltype(&::MPI_Allreduce) all_reduce;
  MPI_Comm world;
  MPI_Datatype byte, integer;
  MPI_Op maximum;

 private:
  template <class Handle>
  void constant(Handle& handle, const char* symbol) {
    void (*address)() = nullptr;
    library_.find(address, symbol);
    handle = reinterpret_cast<Handle>(address);
  }

  SharedLibrary library_;
};

class MpiProcesses : public ProcessGroup {
 public:
  MpiProcesses() {
    int provided = 0, rank = 0, size = 0;
    check(mpi_.init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &provided));
    check(mpi_.comm_rank(mpi_.world, &rank));
    check(mpi_.comm_size(mpi_.world, &size));
    rank_ = static_cast<unsigned>(rank);
    size_ = static_cast<unsigned>(size);
  }
  // MPI_Finalize waits for all processes.  After an error it would wait for ever; without it mpirun
  // ends the others.
  ~MpiProcesses() override {
    if (std::uncaught_exceptions() == 0) mpi_.finalize();
  }

  unsigned rank() const override { return rank_; }
  unsigned size() const override { return size_; }

  void send(unsigned to, std::span<const char> bytes) override {
    in_parts(bytes, [&](std::span<const char> part) {
      check(mpi_.send(part.data(), static_cast<int>(part.size()), mpi_.byte, static_cast<int>(to),
                      0, mpi_.world));
    });
  }
  void receive(unsigned from, std::span<char> bytes) override {
    in_parts(bytes, [&](std::span<char> part) {
      check(mpi_.receive(part.data(), static_cast<int>(part.size()), mpi_.byte,
                         static_cast<int>(from), 0, mpi_.world, MPI_STATUS_IGNORE));
    });
  }
  void broadcast(std::span<char> bytes) override {
    in_parts(bytes, [&](std::span<char> part) {
      check(mpi_.broadcast(part.data(), static_cast<int>(part.size()), mpi_.byte, 0, mpi_.world));
    });
  }
  bool any(bool value) override {
    const int own = value ? 1 : 0;
    int all = 0;
    check(mpi_.all_reduce(&own, &all, 1, mpi_.integer, mpi_.maximum, mpi_.world));
    return all != 0;
  }

 private:
  // Counts of MPI are ints.
  template <class Byte, class Use>
  static void in_parts(std::span<Byte> bytes, const Use& use) {
    constexpr std::size_t kMost = std::size_t{1} << 30;
    for (; !bytes.empty(); bytes = bytes.subspan(std::min(bytes.size(), kMost)))
      use(bytes.first(std::min(bytes.size(), kMost)));
  }
  // By default Open MPI ends all processes after an error.
  static void check(int result) {
    if (result != MPI_SUCCESS)
      throw Error(ErrorKind::io, "mpirun", "MPI error " + std::to_string(result));
  }

  Library mpi_;
  unsigned rank_ = 0;
  unsigned size_ = 1;
};

}  // namespace

std::unique_ptr<ProcessGroup> open_mpi_processes() {
  return std::make_unique<MpiProcesses>();
}

}  // namespace melsift::model
