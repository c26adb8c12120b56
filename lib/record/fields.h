// The table of a record's fields.  The JSON reader and writer, the cells of tables and the merging
// of records use it.
#pragma once

#include <limits>
#include <string_view>
#include <tuple>

#include "record/record.h"

namespace melsift::record {

// The type of a field's values in JSON and in the cells of tables.
enum class Form {
  text,
  word,     // text; a JSON number, true or false counts as text
  split,    // text; the usual names of the parts become train, valid and test
  genres,   // one text, or a list of several
  texts,    // a list of texts
  names,    // likewise; one text is read as a list of one
  integer,  // also "2.0"
  year,     // an integer; a date gives its year
  real,
  truth,  // true or false
  flag,   // true, or absent
  reals,  // a list of single-precision numbers
  segment,
  matrix,
  scores,
};

// The group of a field.  Merging treats all fields of a part in the same way.
enum class Part {
  identity,
  training,    // what training and splits go by
  file,        // what a file's tags and sound say
  length,      // exact or estimated
  language,    // from tags or guessed
  opinion,     // the listener's feedback
  plays,       // from the listener's history
  use,         // of one use of a record, not of the track
  features,    // with their front end
  prediction,  // results of a model
};

// The range of a field's numbers, including both ends.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();

  // A sum of probabilities in single precision may round to a little more than 1.
  static constexpr double kRounding = 1e-5;
  constexpr bool holds(double value) const {
    return value >= low - kRounding && value <= high + kRounding;
  }
};

inline constexpr Range kNotNegative{.low = 0.0};
inline constexpr Range kProbability{.low = 0.0, .high = 1.0};

template <Form form_, Part part_, auto member_>
struct Field {
  static constexpr Form form = form_;
  static constexpr Part part = part_;
  static constexpr auto member = member_;  // of Record
  std::string_view name;
  Range range{};  // of an integer, a real, the parts of a segment, each of the scores
};

// In the order in which a record is written.
inline constexpr auto kFields = std::tuple{
    Field<Form::text, Part::identity, &Record::path>{"path"},
    Field<Form::word, Part::training, &Record::label>{"label"},
    Field<Form::word, Part::training, &Record::group>{"group"},
    Field<Form::split, Part::training, &Record::split>{"split"},
    Field<Form::integer, Part::training, &Record::fold>{"fold", kNotNegative},
    Field<Form::text, Part::file, &Record::title>{"title"},
    Field<Form::text, Part::file, &Record::artist>{"artist"},
    Field<Form::names, Part::file, &Record::artists>{"artists"},
    Field<Form::text, Part::file, &Record::album>{"album"},
    Field<Form::word, Part::file, &Record::album_artist>{"album_artist"},
    Field<Form::genres, Part::file, &Record::genre>{"genre"},
    Field<Form::text, Part::language, &Record::language>{"language"},
    Field<Form::flag, Part::language, &Record::language_guessed>{"language_guessed"},
    Field<Form::year, Part::file, &Record::year>{"year"},
    Field<Form::year, Part::file, &Record::original_year>{"original_year"},
    Field<Form::real, Part::file, &Record::tempo_bpm>{"tempo_bpm", kNotNegative},
    Field<Form::truth, Part::opinion, &Record::liked>{"liked"},
    Field<Form::integer, Part::plays, &Record::play_count>{"play_count", kNotNegative},
    Field<Form::text, Part::plays, &Record::last_played>{"last_played"},
    Field<Form::real, Part::use, &Record::seed_weight>{"seed_weight"},
    Field<Form::real, Part::length, &Record::duration_s>{"duration_s", kNotNegative},
    Field<Form::flag, Part::length, &Record::duration_estimated>{"duration_estimated"},
    Field<Form::integer, Part::file, &Record::sample_rate>{"sample_rate", {.low = 1.0}},
    Field<Form::segment, Part::use, &Record::segment>{"segment", kNotNegative},
    Field<Form::text, Part::features, &Record::front_end>{"front_end"},
    Field<Form::reals, Part::features, &Record::features>{"features"},
    Field<Form::matrix, Part::use, &Record::mel>{"mel"},
    Field<Form::word, Part::prediction, &Record::predicted>{"predicted"},
    Field<Form::scores, Part::prediction, &Record::scores>{"scores", kProbability},
    Field<Form::reals, Part::prediction, &Record::embedding>{"embedding"},
    Field<Form::text, Part::prediction, &Record::model>{"model"},
    Field<Form::flag, Part::prediction, &Record::trained_on>{"trained_on"},
    Field<Form::integer, Part::use, &Record::rank>{"rank", {.low = 1.0}},
    Field<Form::real, Part::use, &Record::score>{"score"},
    Field<Form::texts, Part::use, &Record::reasons>{"reasons"},
};

// Calls visit(field) for each field, a Field.
template <class Visit>
constexpr void each_field(const Visit& visit) {
  std::apply([&](const auto&... fields) { (visit(fields), ...); }, kFields);
}

// Calls use(record.field, ...) for each field of a part.
template <Part part, class Use, class... Records>
void for_fields(const Use& use, Records&... records) {
  each_field([&]<class One>(const One&) {
    if constexpr (One::part == part) use(records.*One::member...);
  });
}

}  // namespace melsift::record
