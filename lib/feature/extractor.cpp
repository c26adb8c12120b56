#include "feature/extractor.h"

#include <algorithm>

#include "base/error.h"
#include "dsp/dct.h"
#include "dsp/decibel.h"
#include "dsp/mel.h"
#include "dsp/stft.h"

namespace melsift::feature {
namespace {

constexpr float kTopDb = 80.0F;  // librosa.power_to_db's default range below the loudest

dsp::Padding padding(const FrontEnd& front_end) {
  return front_end.padding == "reflect" ? dsp::Padding::reflect : dsp::Padding::constant;
}

FrontEnd checked(FrontEnd front_end) {
  front_end.check();
  return front_end;
}

}  // namespace

struct Extractor::Tables {
  explicit Tables(const FrontEnd& p)
      : front_end(checked(p)),
        stft(p.n_fft, p.hop_length, padding(p)),
        bank(p.sr, p.n_fft, p.n_mels, p.fmin, p.fmax > 0.0 ? p.fmax : p.sr / 2.0),
        dct(dsp::dct_matrix(p.n_mfcc, p.n_mels)) {}

  FrontEnd front_end;
  dsp::Stft stft;
  dsp::MelBank bank;
  Eigen::MatrixXd dct;  // (n_mfcc, n_mels)
};

Extractor::Extractor(FrontEnd front_end) : tables_(std::make_unique<const Tables>(front_end)) {}
Extractor::~Extractor() = default;
Extractor::Extractor(Extractor&&) noexcept = default;
Extractor& Extractor::operator=(Extractor&&) noexcept = default;

const FrontEnd& Extractor::front_end() const {
  return tables_->front_end;
}

Matrix Extractor::mel_power(const audio::Clip& clip) const {
  const auto& [front_end, stft, bank, dct] = *tables_;
  if (clip.sample_rate != front_end.sr || clip.samples.empty())
    throw Error(ErrorKind::invalid_argument, "clip",
                std::to_string(clip.samples.size()) + " samples at " +
                    std::to_string(clip.sample_rate) + " Hz, expected some at " +
                    std::to_string(front_end.sr));
  const auto frames =
      static_cast<Eigen::Index>(stft.frame_count(static_cast<std::int64_t>(clip.samples.size())));
  // A block of frames whose power stays in the second-level cache on its way to the mel bands.
  constexpr Eigen::Index kBlock = 16;
  Matrix power(kBlock, stft.bins());
  Matrix mel(frames, bank.bands());
  for (Eigen::Index first = 0; first < frames; first += kBlock) {
    const Eigen::Index count = std::min(kBlock, frames - first);
    stft.power(clip.samples, first, power.topRows(count));
    bank.apply(power.topRows(count), mel.middleRows(first, count));
  }
  return mel;
}

Matrix Extractor::mel_db(const audio::Clip& clip) const {
  Matrix mel = mel_power(clip);
  const float loudest = dsp::power_to_db(mel);
  mel = mel.cwiseMax(loudest - kTopDb);
  return mel;
}

Matrix Extractor::mfcc(const audio::Clip& clip) const {
  return (mel_db(clip).cast<double>() * tables_->dct.transpose()).cast<float>();
}

std::vector<float> Extractor::operator()(const audio::Clip& clip) const {
  // The DCT is linear: the mean of the frames' coefficients is the coefficients of the mean frame.
  const Matrix mel = mel_db(clip);
  Eigen::RowVectorXd sum = Eigen::RowVectorXd::Zero(mel.cols());
  for (Eigen::Index t = 0; t < mel.rows(); ++t) sum += mel.row(t).cast<double>();
  const Eigen::VectorXd coefficients =
      tables_->dct * (sum / static_cast<double>(mel.rows())).transpose();
  std::vector<float> out(static_cast<std::size_t>(coefficients.size()));
  Eigen::Map<Vector>(out.data(), coefficients.size()) = coefficients.cast<float>();
  return out;
}

}  // namespace melsift::feature
