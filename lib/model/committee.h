// Several models that predict as one, each from the features that it was trained on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "feature/extractor.h"
#include "model/classifier.h"
#include "record/record.h"

namespace melsift::model {

struct Member {
  std::string path;
  Classifier classifier;
  // The model's own front end; none if it can't be computed from audio.
  std::optional<feature::Extractor> extractor;
};

class Committee {
 public:
  // Loads model files, at least one, whose networks work on up to `threads` threads.  Throws what
  // load() throws; Error invalid_argument, beginning with the path, if one of several has other
  // labels than the first, or was trained on pieces of tracks.
  Committee(const std::vector<std::string>& paths, unsigned threads);

  const std::vector<Member>& members() const { return members_; }
  const std::vector<std::string>& labels() const;
  // Identifies all of them together; a single model's is its classifier's.
  const std::string& fingerprint() const { return fingerprint_; }

  // The member that classifies a record with features or a mel matrix: the first that was trained
  // on such from the same front end, or else the first that was trained on such, or the first.
  const Member& member_for(const record::Record& record) const;

  // The record, which has features or a mel matrix, as all members classify it (see combine).
  // Throws Error invalid_argument, beginning with `where`, if it is not from the front end of one
  // of them, naming that member.
  record::Record classify(const record::Record& record, const std::string& where) const;

  // Throws Error unsupported, beginning with its path, for a member whose front end can't be
  // computed from audio.
  void check_accepts_audio() const;
  // Calls `predict_with` for each member, on several threads at once, and combines the records (see
  // combine).  If it throws Error invalid_argument for a member, that member is left out; if it
  // does so for all, the first of these errors is thrown.  Other errors pass through.
  record::Record predict(const std::function<record::Record(const Member&)>& predict_with) const;

 private:
  std::vector<Member> members_;
  std::string fingerprint_;
  unsigned threads_;
};

// The classified record of one member.
struct MemberPrediction {
  record::Record record;
  double weight = 1.0;  // more than 0
};

// One record of the predictions, at least one, that models of the same labels made for a track.  It
// is the first record with: scores, the weighted mean; predicted; embedding, all of them one after
// another; model, a fingerprint of all; trained_on, true if it is for any.  A single prediction is
// returned unchanged.
record::Record combine(std::vector<MemberPrediction> predictions);

}  // namespace melsift::model
