#include "analysis/classification.h"

#include <map>
#include <new>
#include <utility>

#include "analysis/key_and_tempo.h"
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
std::vector<record::Record> records_for(Track& track, const model::Member& member,
                                        const KeyAndTempo* key_and_tempo) {
  if (track.has_features()) return {std::move(track.record)};
  if (!member.extractor)
    throw Error(ErrorKind::unsupported, track.where,
                "audio, but the model was trained on \"" + member.classifier.model().front_end +
                    "\", which can't be computed from audio");
  Sound sound = sound_of(track);
  if (key_and_tempo) sound.keep(key_and_tempo->sample_rate());
  Samples samples = sound.samples(member.extractor->front_end().sr);
  auto records = extract_for(member, track.record, samples, track.audio_name()).records;
  if (key_and_tempo) key_and_tempo->estimate(sound, records);
  return records;
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
              FeatureModels models, const KeyAndTempo* key_and_tempo) {
  std::map<const model::Member*, std::vector<model::ClassifierTask>> records;
  std::map<const record::Record*, ClassificationTask*> owners;
  for (ClassificationTask& task : tasks) {
    Track& track = *task.track;
    attempt(task, [&] {
      if (committee.members().size() > 1 && !track.has_features()) {
        committee.check_accepts_audio();
        Sound sound = sound_of(track);
        if (key_and_tempo) sound.keep(key_and_tempo->sample_rate());
        task.records = {predict(committee, track.record, sound, track.audio_name())};
        if (key_and_tempo) key_and_tempo->estimate(sound, task.records);
        return;
      }
      if (models == FeatureModels::all && track.has_features()) {
        task.records = {committee.classify(track.record, track.where)};
        return;
      }
      const model::Member& member = committee.member_for(track.record);
      task.records = records_for(track, member, key_and_tempo);
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
