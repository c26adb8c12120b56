#include "instruments.h"

namespace melsift::demo::instrument {

Pluck steel_guitar(double bright) {
  return {.decay_s = 3.0, .damping = 0.22, .hardness_hz = 5200 * bright, .position = 0.14};
}
Pluck electric_guitar(double bright) {
  return {.decay_s = 4.0, .damping = 0.35, .hardness_hz = 3200 * bright, .position = 0.16};
}
Pluck muted_guitar(double bright) {
  return {.decay_s = 0.35,
          .damping = 0.4,
          .hardness_hz = 4200 * bright,
          .position = 0.1,
          .release_s = 0.05};
}
Pluck banjo(double bright) {
  return {.decay_s = 0.8, .damping = 0.14, .hardness_hz = 5000 * bright, .position = 0.08};
}
Pluck harpsichord(double bright) {
  return {.decay_s = 1.8,
          .damping = 0.12,
          .hardness_hz = 5500 * bright,
          .position = 0.09,
          .release_s = 0.06};
}
Pluck upright_bass(double bright) {
  return {.decay_s = 1.6,
          .damping = 0.5,
          .hardness_hz = 900 * bright,
          .position = 0.3,
          .release_s = 0.09};
}
Pluck electric_bass(double bright) {
  return {.decay_s = 3.0,
          .damping = 0.48,
          .hardness_hz = 1500 * bright,
          .position = 0.2,
          .release_s = 0.06};
}

Fm electric_piano(double bright) {
  return {.ratio = 1.0,
          .index = 1.6 * bright,
          .modulation = {.attack_s = 0.001, .decay_s = 1.2, .sustain = 0.15},
          .amplitude = {.attack_s = 0.002, .decay_s = 2.8, .sustain = 0.0, .release_s = 0.2},
          .tine_ratio = 14.0,
          .tine_level = 0.09 * bright,
          .tine_decay_s = 0.35};
}
Fm piano(double bright) {
  return {.ratio = 1.001,  // a little inharmonic, as stiff strings are
          .index = 2.6 * bright,
          .modulation = {.attack_s = 0.001, .decay_s = 0.7, .sustain = 0.12},
          .amplitude = {.attack_s = 0.002, .decay_s = 2.4, .sustain = 0.0, .release_s = 0.15},
          .tine_ratio = 7.0,
          .tine_level = 0.05,
          .tine_decay_s = 0.12};
}
Fm bell(double bright) {
  return {.ratio = 3.5,  // Chowning's bell: inharmonic, index falling with the amplitude
          .index = 2.0 * bright,
          .modulation = {.attack_s = 0.001, .decay_s = 2.0, .sustain = 0.0},
          .amplitude = {.attack_s = 0.004, .decay_s = 4.0, .sustain = 0.0, .release_s = 2.0}};
}
Fm trumpet(double bright) {
  return {.ratio = 1.0,  // Chowning's brass: the index follows the amplitude
          .index = 3.2 * bright,
          .modulation = {.attack_s = 0.05, .decay_s = 0.25, .sustain = 0.7, .release_s = 0.08},
          .amplitude = {.attack_s = 0.03, .decay_s = 0.3, .sustain = 0.75, .release_s = 0.08},
          .vibrato = {.cents = 12, .rate_hz = 5.2}};
}

Analog violins(double bright) {
  return {.wave = Wave::saw,
          .unison = 3,
          .detune_cents = 9,
          .breath = 0.03,
          .amplitude = {.attack_s = 0.07, .decay_s = 0.5, .sustain = 0.85, .release_s = 0.2},
          .cutoff_hz = 3600 * bright,
          .vibrato = {.cents = 14, .rate_hz = 5.6}};
}
Analog cello(double bright) {
  return {.wave = Wave::saw,
          .unison = 2,
          .detune_cents = 5,
          .breath = 0.02,
          .amplitude = {.attack_s = 0.05, .decay_s = 0.6, .sustain = 0.8, .release_s = 0.15},
          .cutoff_hz = 1500 * bright,
          .vibrato = {.cents = 10, .rate_hz = 5.0}};
}
Analog saxophone(double bright) {
  return {.wave = Wave::saw,
          .breath = 0.12,
          .amplitude = {.attack_s = 0.035, .decay_s = 0.3, .sustain = 0.75, .release_s = 0.07},
          .cutoff_hz = 1900 * bright,
          .sweep = 0.5,
          .sweep_s = 0.4,
          .resonance = 0.25,
          .vibrato = {.cents = 18, .rate_hz = 5.0}};
}
Analog harmonica(double bright) {
  return {.wave = Wave::pulse,
          .unison = 2,
          .detune_cents = 6,
          .pulse_width = 0.32,
          .breath = 0.06,
          .amplitude = {.attack_s = 0.03, .decay_s = 0.4, .sustain = 0.85, .release_s = 0.08},
          .cutoff_hz = 2600 * bright,
          .resonance = 0.35,
          .vibrato = {.cents = 22, .rate_hz = 6.0}};
}
Analog melodica(double bright) {
  return {.wave = Wave::pulse,
          .pulse_width = 0.4,
          .breath = 0.05,
          .amplitude = {.attack_s = 0.04, .decay_s = 0.3, .sustain = 0.85, .release_s = 0.1},
          .cutoff_hz = 1700 * bright,
          .vibrato = {.cents = 8, .rate_hz = 4.8}};
}
Analog pedal_steel(double bright) {
  return {.wave = Wave::saw,
          .amplitude = {.attack_s = 0.09, .decay_s = 1.5, .sustain = 0.7, .release_s = 0.3},
          .cutoff_hz = 1500 * bright,
          .vibrato = {.cents = 16, .rate_hz = 4.5}};
}
Analog organ(double bright) {
  return {.wave = Wave::drawbars,
          .unison = 2,
          .detune_cents = 4,
          .amplitude = {.attack_s = 0.008, .decay_s = 0.3, .sustain = 0.95, .release_s = 0.05},
          .cutoff_hz = 3000 * bright,
          .vibrato = {.cents = 6, .rate_hz = 6.4}};
}
Analog pad(double bright) {
  return {.wave = Wave::saw,
          .unison = 3,
          .detune_cents = 12,
          .breath = 0.05,
          .amplitude = {.attack_s = 0.7, .decay_s = 2.0, .sustain = 0.85, .release_s = 2.5},
          .cutoff_hz = 850 * bright,
          .resonance = 0.15,
          .vibrato = {.cents = 5, .rate_hz = 0.4}};
}
Analog wind(double bright) {
  return {.wave = Wave::sine,
          .breath = 3.0,
          .amplitude = {.attack_s = 1.5, .decay_s = 2.0, .sustain = 0.8, .release_s = 2.5},
          .cutoff_hz = 700 * bright,
          .sweep = 1.5,
          .sweep_s = 6.0,
          .resonance = 0.6};
}
Analog sub_bass() {
  return {.wave = Wave::sine,
          .amplitude = {.attack_s = 0.008, .decay_s = 1.2, .sustain = 0.7, .release_s = 0.12},
          .cutoff_hz = 1000};
}
Analog acid_bass(double bright, double resonance) {
  return {.wave = Wave::saw,
          .amplitude = {.attack_s = 0.003, .decay_s = 0.6, .sustain = 0.2, .release_s = 0.05},
          .cutoff_hz = 420 * bright,
          .sweep = 5.0,
          .sweep_s = 0.5,
          .resonance = resonance};
}
Analog stab(double bright) {
  return {.wave = Wave::saw,
          .unison = 2,
          .detune_cents = 10,
          .amplitude = {.attack_s = 0.003, .decay_s = 0.45, .sustain = 0.0, .release_s = 0.1},
          .cutoff_hz = 900 * bright,
          .sweep = 2.0,
          .sweep_s = 0.3,
          .resonance = 0.4};
}

Drum kick() {
  return {.tone_level = 0.95,
          .tone_hz = 58,
          .drop = 2.2,
          .drop_s = 0.09,
          .tone_decay_s = 0.3,
          .noise_level = 0.25,
          .noise_decay_s = 0.025,
          .low_cut_hz = 1200};
}
Drum soft_kick() {
  return {.tone_level = 0.8, .tone_hz = 62, .drop = 0.9, .drop_s = 0.06, .tone_decay_s = 0.35};
}
Drum deep_kick() {
  return {.tone_level = 1.0,
          .tone_hz = 48,
          .drop = 2.5,
          .drop_s = 0.08,
          .tone_decay_s = 0.8,
          .noise_level = 0.15,
          .noise_decay_s = 0.02,
          .low_cut_hz = 800};
}
Drum techno_kick() {
  return {.tone_level = 1.0,
          .tone_hz = 50,
          .drop = 5.0,
          .drop_s = 0.1,
          .tone_decay_s = 0.45,
          .noise_level = 0.3,
          .noise_decay_s = 0.012,
          .low_cut_hz = 2000};
}
Drum snare() {
  return {.tone_level = 0.5,
          .tone_hz = 185,
          .drop = 0.5,
          .drop_s = 0.04,
          .tone_decay_s = 0.14,
          .noise_level = 0.8,
          .noise_decay_s = 0.24,
          .low_cut_hz = 900,
          .high_cut_hz = 7000};
}
Drum fat_snare() {
  return {.tone_level = 0.7,
          .tone_hz = 160,
          .drop = 0.7,
          .drop_s = 0.05,
          .tone_decay_s = 0.2,
          .noise_level = 0.9,
          .noise_decay_s = 0.3,
          .low_cut_hz = 500,
          .high_cut_hz = 5000};
}
Drum brush() {
  return {.noise_level = 0.5, .noise_decay_s = 0.22, .low_cut_hz = 1500, .high_cut_hz = 6000};
}
Drum rim() {
  return {.tone_level = 0.6,
          .tone_hz = 820,
          .tone_decay_s = 0.05,
          .noise_level = 0.5,
          .noise_decay_s = 0.03,
          .low_cut_hz = 1500};
}
Drum clap() {
  return {.noise_level = 1.0,
          .noise_decay_s = 0.2,
          .low_cut_hz = 900,
          .high_cut_hz = 3500,
          .bursts = 3};
}
Drum conga() {
  return {.tone_level = 0.8,
          .tone_hz = 230,
          .drop = 0.25,
          .drop_s = 0.03,
          .tone_decay_s = 0.22,
          .noise_level = 0.1,
          .noise_decay_s = 0.02,
          .low_cut_hz = 1000};
}
Drum closed_hat(double bright) {
  return {
      .noise_level = 0.6, .noise_decay_s = 0.07, .low_cut_hz = 5500, .high_cut_hz = 8300 * bright};
}
Drum open_hat(double bright) {
  return {
      .noise_level = 0.6, .noise_decay_s = 0.35, .low_cut_hz = 5000, .high_cut_hz = 8300 * bright};
}
Drum ride(double bright) {
  return {.tone_level = 0.08,
          .tone_hz = 3400,
          .tone_decay_s = 0.5,
          .noise_level = 0.4,
          .noise_decay_s = 0.55,
          .low_cut_hz = 4500,
          .high_cut_hz = 8000 * bright};
}
Drum crash(double bright) {
  return {
      .noise_level = 0.7, .noise_decay_s = 1.6, .low_cut_hz = 2800, .high_cut_hz = 8300 * bright};
}
Drum shaker() {
  return {.noise_level = 0.4, .noise_decay_s = 0.09, .low_cut_hz = 4000, .high_cut_hz = 7500};
}
Drum crackle() {
  return {.noise_level = 0.5, .noise_decay_s = 0.006, .low_cut_hz = 1500, .high_cut_hz = 6000};
}

}  // namespace melsift::demo::instrument
