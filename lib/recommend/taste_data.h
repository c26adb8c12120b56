// Collects the training data of a listener's taste: liked and disliked tracks.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/dataset.h"
#include "record/record.h"

namespace melsift::recommend {

// Takes records one by one and makes the dataset of a taste (taste.h) from them.  Rows are the
// features or mel matrices of the records.  If no record has any, rows are made of the records'
// genres, languages and years (metadata_features.h).
class TasteData {
 public:
  struct Result {
    model::Dataset data;       // its classes are "disliked" and "liked", or one of them
    bool is_metadata = false;  // its rows are made of genre, language and year
    std::vector<std::string>
        soundless;  // `where` of the records left out because only others have sound
  };
  using RowWatcher = std::function<void(const record::Record&)>;

  // Features of another front end than `front_end` are ignored; if it is empty, all features must
  // be of the front end of the first.  `on_row` is called with each record that becomes a row, in
  // the order of rows.
  explicit TasteData(std::string front_end = {}, RowWatcher on_row = {});

  // Takes a record that is liked or disliked; returns false for all others.  A record without a
  // path gets its artist and title as its path, by which rows are held out.  Throws what
  // model::DatasetBuilder::add() throws; the record is then not taken.
  bool add(record::Record record, const std::string& where);

  // The number of records taken.
  std::size_t size() const { return builder_.rows() + soundless_.size(); }

  // The dataset of all records taken.  Throws Error invalid_argument if there is none.
  Result build();

 private:
  bool has_sound(const record::Record& record) const;
  void add_row(const record::Record& record, const std::string& where);

  std::string front_end_;
  RowWatcher on_row_;
  model::DatasetBuilder builder_;
  std::vector<std::pair<record::Record, std::string>> soundless_;
};

}  // namespace melsift::recommend
