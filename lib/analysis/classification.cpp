#include "analysis/classification.h"

#include <map>
#include <new>
#include <utility>

#include "analysis/prediction.h"
#include "analysis/sound.h"
#include "model/classifier.h"
#include "model/model.h"

namespace melsift::analysis {
namespace {

Sound sound_of(const Track& track) {
  return Sound(track.open(audio::TrackFile::Access::whole));
}

// The track's record if it has features; otherwise records with the features that the member needs.
std::vector<record::Record> records_for(Track& track, const model::Member& member) {
  if (track.has_features()) return {std::move(track.record)};
  if (!member.extractor)
    throw Error(ErrorKind::unsupported, track.where,
                "audio, but the model was trained on \"" + member.classifier.model().front_end +
                    "\", which can't be computed from audio");
  Samples samples = sound_of(track).samples(member.extractor->front_end().sr);
  return extract_for(member, track.record, samples, track.audio_name()).records;
}

template <class Work>
void attempt(ClassificationTask& task, const Work& work) {
  try {
    work();
  } catch (const Error& error) {
    task.failure = error;
  } catch (const std::bad_alloc&) {
    task.failure = Error(ErrorKind::io, task.track->where, "out of memory");
  }
}

}  // namespace

void classify(const model::Committee& committee, std::span<ClassificationTask> tasks,
              FeatureModels models) {
  std::map<const model::Member*, std::vector<model::ClassifierTask>> records;
  std::map<const record::Record*, ClassificationTask*> owners;
  for (ClassificationTask& task : tasks) {
    Track& track = *task.track;
    attempt(task, [&] {
      if (committee.members().size() > 1 && !track.has_features()) {
        committee.check_accepts_audio();
        Sound sound = sound_of(track);
        task.records = {predict(committee, track.record, sound, track.audio_name())};
        return;
      }
      if (models == FeatureModels::all && track.has_features()) {
        task.records = {committee.classify(track.record, track.where)};
        return;
      }
      const model::Member& member = committee.member_for(track.record);
      task.records = records_for(track, member);
      for (record::Record& record : task.records) {
        records[&member].push_back({&record, track.where, {}});
        owners[&record] = &task;
      }
    });
  }
  for (auto& [member, classified] : records) {
    member->classifier(classified);
    for (const model::ClassifierTask& one : classified)
      if (auto& failure = owners.at(one.record)->failure; one.failure && !failure)
        failure = one.failure;
  }
}

}  // namespace melsift::analysis
