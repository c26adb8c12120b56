#include "feature/front_end.h"

#include <cmath>
#include <map>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/number.h"
#include "feature/parameters.h"

namespace melsift::feature {
namespace {

void require(bool condition, std::string_view parameter, std::string_view detail) {
  if (!condition) throw Error(ErrorKind::invalid_argument, parameter, detail);
}

// "name key=value key=value ..." in order; the name has the empty key.
std::vector<std::pair<std::string, std::string>> pieces(std::string_view text) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const std::string& word : split_list(text, ' ')) {
    const auto equals = word.find('=');
    if (equals == std::string::npos) {
      out.emplace_back("", word);
    } else {
      out.emplace_back(word.substr(0, equals), word.substr(equals + 1));
    }
  }
  return out;
}

bool stands(const FrontEnd& front_end, Shown shown, bool changed) {
  switch (shown) {
    case Shown::as_word:
    case Shown::always:
      return true;
    case Shown::where_changed:
      return changed;
    case Shown::for_mfccs:
      return front_end.set != FeatureSet::mel;
    case Shown::for_mel:
      return front_end.set == FeatureSet::mel || changed;
    case Shown::for_statistic:
      return front_end.set == FeatureSet::mfcc;
  }
  return true;
}

void append_value(std::string& out, int value) {
  append_number(out, static_cast<long long>(value));
}
void append_value(std::string& out, bool value) {
  out += value ? "1" : "0";
}
void append_value(std::string& out, double value) {
  append_number(out, value);
}
template <HasChoices Value>
void append_value(std::string& out, Value value) {
  out += choice_name(value);
}

void read_value(std::string_view name, const std::string& text, int& value) {
  const auto number = parse_integer(text);
  require(number && *number >= -2147483647 && *number <= 2147483647, name,
          "not a whole number: " + text);
  value = static_cast<int>(*number);
}
void read_value(std::string_view name, const std::string& text, bool& value) {
  require(text == "0" || text == "1", name, "expected 0 or 1, not " + text);
  value = text == "1";
}
void read_value(std::string_view name, const std::string& text, double& value) {
  const auto number = parse_real(text);
  require(number.has_value(), name, "not a number: " + text);
  value = *number;
}
template <HasChoices Value>
void read_value(std::string_view name, const std::string& text, Value& value) {
  value = parse_choice<Value>(text, name);
}

// The key of a parameter in the canonical string.
std::string_view key_of(const Parameter& parameter) {
  return parameter.shown == Shown::as_word ? "" : parameter.name;
}

bool is_known(std::string_view key) {
  bool known = false;
  const FrontEnd front_end;
  each_parameter(front_end, [&](const Parameter& parameter, const auto&) {
    known = known || key == key_of(parameter);
  });
  return known;
}

}  // namespace

void FrontEnd::check() const {
  require(sr >= 1000 && sr <= 1000000, "sr", std::to_string(sr) + " Hz, expected 1000 to 1000000");
  require(n_fft >= 16 && n_fft <= (1 << 20) && n_fft % 2 == 0, "n_fft",
          std::to_string(n_fft) + ", expected an even number from 16 to 1048576");
  require(hop_length >= 1 && hop_length <= (1 << 20), "hop_length",
          std::to_string(hop_length) + ", expected 1 to 1048576");
  require(n_mels >= 1 && n_mels <= 4096, "n_mels", std::to_string(n_mels) + ", expected 1 to 4096");
  const double high = fmax > 0.0 ? fmax : sr / 2.0;
  require(fmin >= 0.0 && fmin < high, "fmin",
          to_text(fmin) + " Hz, expected 0 to less than fmax (" + to_text(high) + ")");
  require(fmax >= 0.0 && high <= sr / 2.0, "fmax",
          to_text(fmax) + " Hz, expected at most sr / 2 (" + to_text(sr / 2.0) + ")");
  require(top_db > 0.0 && top_db <= 1000.0, "top_db",
          to_text(top_db) + " dB, expected more than 0, at most 1000");
  check_set();
  check_pieces();
}

// Which parameters go with which set.
void FrontEnd::check_set() const {
  const FrontEnd defaults;
  const std::string set_name(choice_name(set));
  if (set == FeatureSet::mfcc) {
    require(n_mfcc >= 1 && n_mfcc <= n_mels, "n_mfcc",
            std::to_string(n_mfcc) + ", expected 1 to n_mels (" + std::to_string(n_mels) + ")");
    require(deltas >= 0 && deltas <= 2, "deltas", std::to_string(deltas) + ", expected 0, 1 or 2");
  } else {
    const int fixed = fixed_n_mfcc();
    require(n_mfcc == defaults.n_mfcc || n_mfcc == fixed, "n_mfcc",
            "belongs to the set mfcc; " + set_name + " has its own");
    require(fixed <= n_mels, "n_mels",
            std::to_string(n_mels) + ", the set " + set_name + " needs " + std::to_string(fixed));
    require(deltas == 0, "deltas", "belongs to the set mfcc, not to " + set_name);
    require(stat == defaults.stat, "stat", "belongs to the set mfcc, not to " + set_name);
  }
  require(has_onsets() || onset_aggregate == OnsetAggregate::automatic, "onset_aggregate",
          "belongs to the sets gtzan57 and full, not to " + set_name);
  if (set != FeatureSet::mel) {
    require(ref == defaults.ref, "ref", "belongs to the set mel, not to " + set_name);
    require(!zscore, "zscore", "belongs to the set mel, not to " + set_name);
  }
}

void FrontEnd::check_pieces() const {
  require(std::isfinite(segment_s) && segment_s >= 0.0, "segment_s",
          to_text(segment_s) + ", expected a length in seconds");
  require(std::isfinite(segment_hop_s) && segment_hop_s >= 0.0, "segment_hop_s",
          to_text(segment_hop_s) + ", expected a step in seconds");
  require(segment_s == 0.0 || segment_s * sr >= 1.0, "segment_s",
          to_text(segment_s) + " s is shorter than a sample");
  require(segment_hop_s == 0.0 || segment_hop_s * sr >= 1.0, "segment_hop_s",
          to_text(segment_hop_s) + " s is shorter than a sample");
  require(segment_hop_s == 0.0 || segment_s > 0.0, "segment_hop_s", "needs segment_s");
  require(window_frames >= 0, "window_frames",
          std::to_string(window_frames) + ", expected a number of frames");
  require(window_hop_frames >= 0, "window_hop_frames",
          std::to_string(window_hop_frames) + ", expected a number of frames");
  require(window_hop_frames == 0 || window_frames > 0, "window_hop_frames", "needs window_frames");
  require(window_frames == 0 || is_matrix(), "window_frames",
          "needs the set mel, or mfcc with stat=frames");
  require(window_frames == 0 || segment_s == 0.0, "window_frames",
          "can't be combined with segment_s");
}

int FrontEnd::fixed_n_mfcc() const {
  switch (set) {
    case FeatureSet::mfcc:
      return n_mfcc;
    case FeatureSet::mel:
      return 0;
    case FeatureSet::gtzan57:
      return 20;
    case FeatureSet::full:
      return 40;
  }
  return 0;
}

OnsetAggregate FrontEnd::resolved_onset_aggregate() const {
  if (onset_aggregate != OnsetAggregate::automatic) return onset_aggregate;
  return padding == dsp::Padding::reflect ? OnsetAggregate::median : OnsetAggregate::mean;
}

std::string FrontEnd::text() const {
  FrontEnd shown = *this;
  shown.n_mfcc = fixed_n_mfcc();
  shown.onset_aggregate = OnsetAggregate::automatic;
  if (shown.resolved_onset_aggregate() != resolved_onset_aggregate())
    shown.onset_aggregate = onset_aggregate;
  const FrontEnd defaults;
  std::vector<std::string> default_values;
  each_parameter(defaults, [&](const Parameter&, const auto& value) {
    append_value(default_values.emplace_back(), value);
  });
  std::string out;
  auto default_value = default_values.begin();
  each_parameter(shown, [&](const Parameter& parameter, const auto& value) {
    std::string text;
    append_value(text, value);
    if (!stands(*this, parameter.shown, text != *default_value++)) return;
    out.append(out.empty() ? "" : " ");
    if (parameter.shown != Shown::as_word) out.append(parameter.name).append("=");
    out.append(text);
  });
  return out;
}

FrontEnd FrontEnd::parse(std::string_view text) {
  const auto all = pieces(text);
  for (const auto& piece : all)
    require(is_known(piece.first), "front end", "unknown parameter \"" + piece.first + "\"");
  FrontEnd front_end;
  for (const auto& piece : all) {
    const std::string &key = piece.first, &value = piece.second;  // clang 14 captures no bindings
    each_parameter(front_end, [&](const Parameter& parameter, auto& member) {
      if (key == key_of(parameter)) read_value(parameter.name, value, member);
    });
  }
  front_end.check();
  return front_end;
}

std::optional<std::string> difference(std::string_view got, std::string_view expected) {
  if (got == expected) return std::nullopt;
  const auto got_pieces = pieces(got);
  const auto expected_pieces = pieces(expected);
  const std::map<std::string, std::string> got_map(got_pieces.begin(), got_pieces.end());
  const std::map<std::string, std::string> expected_map(expected_pieces.begin(),
                                                        expected_pieces.end());
  const auto name = [](const std::string& key) { return key.empty() ? std::string("set") : key; };
  for (const auto& [key, value] : expected_pieces) {
    const auto found = got_map.find(key);
    if (found == got_map.end()) return name(key) + " is not given, expected " + value;
    if (found->second != value) return name(key) + " is " + found->second + ", expected " + value;
  }
  for (const auto& [key, value] : got_pieces) {
    if (!expected_map.contains(key)) return name(key) + " is " + value + ", expected none";
  }
  return "\"" + std::string(got) + "\", expected \"" + std::string(expected) + "\"";
}

}  // namespace melsift::feature
