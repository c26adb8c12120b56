// Standard input, output and error of a process that was started without some of them.
#pragma once

namespace melsift {

// Opens /dev/null on those of the descriptors 0, 1 and 2 that are closed.  Otherwise the next file
// that the process opens would get their number, and messages would get into it.  Call it first of
// all.  Input is opened for writing and output for reading, so that using them fails ("Bad file
// descriptor"); messages are dropped.  False if there is no /dev/null.
bool open_standard_streams();

}  // namespace melsift
