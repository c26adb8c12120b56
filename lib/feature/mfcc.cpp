#include "feature/mfcc.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "dsp/delta.h"
#include "feature/moments.h"
#include "feature/spectra.h"

namespace melsift::feature {
namespace {

// Collects rows, block by block, into one matrix with frames in columns.
class Columns {
 public:
  void add(const Eigen::Ref<const Matrix>& rows) {
    width_ = rows.cols();
    for (Eigen::Index t = 0; t < rows.rows(); ++t)
      values_.insert(values_.end(), rows.row(t).data(), rows.row(t).data() + width_);
  }
  Matrix matrix() const {
    const auto rows = static_cast<Eigen::Index>(values_.size()) / width_;
    return Eigen::Map<const Matrix>(values_.data(), rows, width_).transpose();
  }

 private:
  Eigen::Index width_ = 1;
  std::vector<float> values_;
};

// Computes the coefficients of each frame, and their first and second differences as soon as they
// are known.
class Differences {
 public:
  using Sink = std::function<void(std::size_t order, const Eigen::Ref<const RowVector>&)>;
  Differences(int orders, Sink sink) : sink_(std::move(sink)) {
    for (int order = 1; order <= orders; ++order) deltas_.emplace_back(order);
  }

  void push(const Eigen::Ref<const RowVector>& row) {
    sink_(0, row);
    for (std::size_t i = 0; i < deltas_.size(); ++i) deltas_[i].push(row, into(i + 1));
  }
  void finish() {
    for (std::size_t i = 0; i < deltas_.size(); ++i) deltas_[i].finish(into(i + 1));
  }

 private:
  dsp::Delta::Sink into(std::size_t order) {
    return [this, order](const Eigen::Ref<const RowVector>& differences) {
      sink_(order, differences);
    };
  }

  Sink sink_;
  std::vector<dsp::Delta> deltas_;
};

void append(std::vector<float>& to, const Eigen::RowVectorXd& values) {
  for (const double value : values) to.push_back(static_cast<float>(value));
}

// For the mean alone: the DCT is linear, so the mean of the coefficients is the coefficients of the
// mean frame, and single frames need no transform.
std::vector<float> mean_mfcc(const Tables& tables, const Signal& signal) {
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(tables.bank.bands());
  double frames = 0.0;
  each_mel_block(tables, signal, [&](const Matrix& mel_db) {
    for (Eigen::Index t = 0; t < mel_db.rows(); ++t) sum += mel_db.row(t).cast<double>();
    frames += static_cast<double>(mel_db.rows());
  });
  std::vector<float> out;
  append(out, (tables.dct * (sum / frames).transpose()).transpose());
  return out;
}

}  // namespace

void each_mel_block(const Tables& tables, const Signal& signal, const MelVisitor& visit) {
  TrackSpectra spectra(tables.stft, tables.bank, tables.front_end.padding, false);
  spectra.first_pass(signal, {});
  const float floor = spectra.loudest_db() - static_cast<float>(tables.front_end.top_db);
  const bool relative =
      tables.front_end.set == FeatureSet::mel && tables.front_end.ref == Reference::max;
  const float reference = relative ? spectra.loudest_db() : 0.0F;
  Matrix clipped;
  spectra.second_pass(signal,
                      [&](const Eigen::Ref<const Matrix>& mel_db, const Eigen::Ref<const Matrix>&) {
                        clipped = (mel_db.array().max(floor) - reference).matrix();
                        visit(clipped);
                      });
}

MelExcerpt mel_excerpt(const Tables& tables, const Signal& signal, const Excerpt& excerpt) {
  TrackSpectra spectra(tables.stft, tables.bank, tables.front_end.padding, false);
  // The length of the track is known only at its end.  Until then each block is kept that would be
  // part of the excerpt if the track ended with it; the final stride, a multiple of all earlier
  // ones, then drops some of them.
  std::vector<std::int64_t> numbers;  // of the kept frames
  const auto is_wanted = [&](std::int64_t frame) {
    const std::int64_t block = frame / excerpt.block;
    if (block % excerpt.stride(block + 1) != 0) return false;
    numbers.push_back(frame);
    return true;
  };
  std::vector<Matrix> kept;
  spectra.pass(signal, is_wanted,
               [&](const Eigen::Ref<const Matrix>& mel_db, const Eigen::Ref<const Matrix>&) {
                 kept.emplace_back(mel_db);
               });

  const std::int64_t stride = excerpt.stride(numbers.back() / excerpt.block + 1);
  const auto is_kept = [&](std::int64_t frame) { return frame / excerpt.block % stride == 0; };
  Matrix mel(tables.bank.bands(), std::ranges::count_if(numbers, is_kept));
  Eigen::Index column = 0;
  std::size_t number = 0;
  for (const Matrix& rows : kept)
    for (Eigen::Index t = 0; t < rows.rows(); ++t)
      if (is_kept(numbers[number++])) mel.col(column++) = rows.row(t).transpose();

  const float loudest = mel.maxCoeff();
  const float floor = loudest - static_cast<float>(tables.front_end.top_db);
  const float reference = tables.front_end.ref == Reference::max ? loudest : 0.0F;
  mel = (mel.array().max(floor) - reference).matrix();
  if (tables.front_end.zscore) standardize(mel);
  return {std::move(mel), stride};
}

void standardize(Matrix& matrix) {
  SampleMoments moments;
  moments.add(matrix.data(), static_cast<std::size_t>(matrix.size()));
  const double deviation = std::sqrt(moments.variance());
  // Silence has no variance; it stays at zero.
  const double scale = deviation > 1e-6 ? 1.0 / deviation : 1.0;
  matrix = ((matrix.cast<double>().array() - moments.mean()) * scale).cast<float>();
}

CepstralFeatures mel_features(const Tables& tables, const Signal& signal) {
  Columns columns;
  each_mel_block(tables, signal, [&](const Matrix& mel_db) { columns.add(mel_db); });
  CepstralFeatures out{{}, columns.matrix()};
  if (tables.front_end.zscore) standardize(out.matrix);
  return out;
}

CepstralFeatures mfcc_features(const Tables& tables, const Signal& signal) {
  const FrontEnd& p = tables.front_end;
  if (p.stat == Statistic::mean && p.deltas == 0) return {mean_mfcc(tables, signal), {}};

  const auto orders = static_cast<std::size_t>(p.deltas) + 1;
  std::vector<Columns> frames(orders);
  std::vector<Moments> moments(orders);
  Differences differences(p.deltas, [&](std::size_t order, const Eigen::Ref<const RowVector>& row) {
    if (p.stat == Statistic::frames) {
      frames[order].add(row);
    } else {
      moments[order].add(row);
    }
  });
  each_mel_block(tables, signal, [&](const Matrix& mel_db) {
    const Matrix mfcc = (mel_db.cast<double>() * tables.dct.transpose()).cast<float>();
    for (Eigen::Index t = 0; t < mfcc.rows(); ++t) differences.push(mfcc.row(t));
  });
  differences.finish();

  CepstralFeatures out;
  if (p.stat == Statistic::frames) {
    const Matrix first = frames.front().matrix();
    out.matrix.resize(first.rows() * static_cast<Eigen::Index>(orders), first.cols());
    for (std::size_t order = 0; order < orders; ++order)
      out.matrix.middleRows(static_cast<Eigen::Index>(order) * first.rows(), first.rows()) =
          frames[order].matrix();
    return out;
  }
  for (const Moments& m : moments) append(out.vector, m.mean());
  for (const Moments& m : moments) {
    if (p.stat == Statistic::mean_var) append(out.vector, m.variance());
    if (p.stat == Statistic::mean_std) append(out.vector, m.deviation());
  }
  return out;
}

}  // namespace melsift::feature
