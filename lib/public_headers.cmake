# The public interface: the headers that programs include (CONTRIBUTING.md).  `cmake --install`
# installs these and the headers that they include, and no others; the target `docs` makes HTML
# pages of them.  tests/tools/public_headers_test.sh checks both lists.
set(MELSIFT_PUBLIC_HEADERS
  base/error.h
  # read audio and its tags
  audio/read.h
  audio/tags.h
  # extract features
  feature/extractor.h
  feature/front_end.h
  # read and write records
  record/reader.h
  record/record.h
  record/writer.h
  # train a model
  model/dataset.h
  model/model.h
  model/partition.h
  model/trainer.h
  model/training_settings.h
  # classify records, or tracks from their audio
  analysis/classification.h
  analysis/track.h
  model/classifier.h
  model/committee.h
  model/default_models.h
  # keep tracks in a catalogue, and recommend
  catalogue/store.h
  recommend/recommender.h
  recommend/request.h
  recommend/tracks.h
)

# Installed because public headers include them; they may change without notice.
set(MELSIFT_INCLUDED_HEADERS
  audio/bytes.h
  audio/container.h
  audio/track_file.h
  base/choice.h
  base/disk_file.h
  base/file.h
  base/input_descriptor.h
  base/mapped_file.h
  base/matrix.h
  base/number.h
  base/random.h
  base/temporary_file.h
  base/text_encoding.h
  base/workers.h
  catalogue/database.h
  dsp/padding.h
  feature/excerpt.h
  feature/signal.h
  model/augmentation.h
  model/band_levels.h
  model/membership.h
  model/process_group.h
  model/sample_rows.h
  model/scaler.h
  model/schedule.h
  nn/aligned_floats.h
  nn/architecture.h
  nn/contrastive.h
  nn/initializer.h
  nn/layer.h
  nn/loss.h
  nn/network.h
  nn/parameter.h
  nn/shape.h
  nn/stage.h
  recommend/candidate.h
  recommend/fact.h
  recommend/filters.h
  recommend/profile.h
  recommend/same_track.h
  recommend/selection.h
  recommend/similarity.h
  recommend/sound.h
  recommend/widening.h
  record/lines.h
  record/sink.h
)
