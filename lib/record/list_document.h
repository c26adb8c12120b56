// Lists of tracks that are one document, as other programs write them:
//
// - JSPF: {"playlist":{"track":[{"title":..., "creator":..., "location":[...], ...}]}}, xspf.org
// - ListenBrainz' feedback: {"feedback":[{"score":1,"track_metadata":{"track_name":...}}]}
// - Last.fm's user.getLovedTracks: {"lovedtracks":{"track":[{"name":...,"artist":{"name":...}}]}}
// - XSPF 1, xspf.org, and the Library.xml of iTunes and Apple's Music, a property list, see
//   xml_list.h
//
// A track gets the fields that its entry has.  `liked` comes from a score of 1 or -1, from being in
// a list of loved tracks, and from Apple's Loved, Favorited and Disliked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::record {

// Whether a text that begins with this line is such a document rather than JSON Lines or a table.
bool begins_list_document(std::string_view first_line);

// `name` is the document's file, from whose folder relative paths are taken as by read_playlist().
// Throws Error corrupt for a damaged document, unsupported for another document.
std::vector<Record> read_list_document(const std::string& name, std::string_view bytes);

}  // namespace melsift::record
