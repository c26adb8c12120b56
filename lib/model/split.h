// Divides tracks into parts: train, valid and test, or the folds of a cross-validation.
//
// Stratified: every class is divided in the same proportions, as closely as whole tracks allow.
// Grouped: records of one group (an artist, an album; pieces of one track) stay together, because a
// network that has heard an artist in training recognises the artist in the test, not the genre
// (Flexer & Schnitzer 2010, "Effects of album and artist filters in audio similarity").
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/record.h"

namespace melsift::model {

// Parts of a whole; they need not add up to 1 or 100.
struct Shares {
  double train = 0.8;
  double valid = 0.1;
  double test = 0.1;
};

// "80/10/10" (train/valid/test) or "80/20" (train/test).  Throws Error invalid_argument.
Shares parse_shares(std::string_view text);

// The splits in a list such as "train,val", with the names of records ("train", "valid").
std::vector<std::string> split_words(std::string_view list);

// For each record its part, 0 .. weights.size()-1.  The weights are not negative and not all zero;
// a part of weight zero gets nothing.  Records with the same `group` stay together; if there is no
// group, `path` is used.  Without groups, the count of each class in a part is its exact share,
// rounded up or down, and so are the totals of the parts (except for rare combinations of
// remainders).  The same records, weights and seed give the same parts.
//
// Method: the exact shares are rounded to targets, class by class and in total.  Groups are
// assigned from the largest to the smallest, equal ones in random order.  Each group goes to the
// part where it adds least to the squared deviation from the targets (summed over the classes, each
// relative to its size); ties are decided by the deviation of the totals.
std::vector<std::size_t> stratified_parts(std::span<const record::Record> records,
                                          std::span<const double> weights, std::uint64_t seed);

// Sets `split` of every record.
void assign_splits(std::span<record::Record> records, const Shares& shares, std::uint64_t seed);

// The effects of too few tracks or too large groups, in words: "test has no jazz, rock", "valid is
// empty".  Checks the requested splits and those of the records.
std::vector<std::string> missing_classes(std::span<const record::Record> records,
                                         const Shares& asked);

// The splits that are neither train, valid nor test, and the number of their records.
std::map<std::string, std::size_t> unknown_splits(std::span<const record::Record> records);

// "50 tracks of 10 classes, 40 train, 5 valid, 5 test", for people.
std::string summary(std::span<const record::Record> records);

// Sets `fold`, 0 .. folds-1, of every record except those with the split "test", which is never
// used for training or model selection.  Throws Error invalid_argument for fewer than two folds, or
// for more folds than groups.
void assign_folds(std::span<record::Record> records, int folds, std::uint64_t seed);

}  // namespace melsift::model
