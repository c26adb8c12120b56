// Standard input, output and error of a process that was started without some of them.
#pragma once

namespace melsift {

// Opens /dev/null on each of the descriptors 0, 1 and 2 that is closed.  Otherwise the next file
// that the process opens would get this number, and messages would be written into it.  Call it
// before anything else.  Input is opened for writing and output for reading, so that using them
// fails ("Bad file descriptor"); messages are dropped.  Returns false if there is no /dev/null.
bool open_standard_streams();

}  // namespace melsift
