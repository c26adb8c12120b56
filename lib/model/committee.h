// Several models asked as one, each about what it was trained on.
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
  // The model's own front end; none where it is not one that audio can be brought to.
  std::optional<feature::Extractor> extractor;
};

class Committee {
 public:
  // `paths` are model files, one at least.  Their networks work on up to `threads` threads.  Throws
  // Error as load() does; invalid_argument, beginning with the path, for one of several that has
  // other labels than the first, or is of pieces of tracks.
  Committee(const std::vector<std::string>& paths, unsigned threads);

  const std::vector<Member>& members() const { return members_; }
  const std::vector<std::string>& labels() const;
  // A name for all of them: that of one is its classifier's.
  const std::string& fingerprint() const { return fingerprint_; }

  // Who is to be asked about a record with features or a mel matrix: the first that was trained on
  // such from the same front end, or else the first that was trained on such, or the first.
  const Member& member_for(const record::Record& record) const;

  // Throws Error unsupported, beginning with its path, for a member that audio can't be brought to.
  void check_takes_audio() const;
  // What `said_by` gives for the members, called on several threads at once, as one record (see
  // unite).  An Error invalid_argument, as for a track that is shorter than a member's window,
  // leaves that member out where another has answered; others, and what all throw, pass through.
  record::Record ask(const std::function<record::Record(const Member&)>& said_by) const;

 private:
  std::vector<Member> members_;
  std::string fingerprint_;
  unsigned threads_;
};

// What one of several models has said of a track.
struct Opinion {
  record::Record record;
  double weight = 1.0;  // more than 0
};

// What several models of the same labels have said of a track, one opinion at least, as one: the
// first with scores, the mean of theirs by the weights; predicted; embedding, one behind another;
// model, which stands for all; and trained_on, where it holds for one.  A single record is itself.
record::Record unite(std::vector<Opinion> said);

}  // namespace melsift::model
