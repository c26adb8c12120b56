// One user's plays.
#pragma once

#include <map>
#include <string>

namespace melsift::catalogue {

// The items that the user has played, by name, and how often: from a catalogue's database or from a
// table of listens (record::ListenReader).  Throws Error not_found if the file has no listens of
// the user; what reading it throws.
std::map<std::string, double> plays_of_user(const std::string& path, const std::string& user);

}  // namespace melsift::catalogue
