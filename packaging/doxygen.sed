# Turns the comments of a header into those that Doxygen reads.
# The comment at the top describes the file ...
1s,^// (.*),/// @file\n/// \1,
# ... one on lines of its own the declaration below it, and one behind code that code.
s,^( *)//( |$),\1///\2,
s,^([^"/]*[^"/ ]) +// (.*),\1  ///< \2,
