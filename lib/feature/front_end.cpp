#include "feature/front_end.h"

#include <map>
#include <sstream>
#include <vector>

#include "base/error.h"
#include "base/number.h"

namespace melsift::feature {
namespace {

void require(bool condition, std::string_view parameter, std::string_view detail) {
  if (!condition) throw Error(ErrorKind::invalid_argument, parameter, detail);
}

// "name key=value key=value ..." in order; the name comes under the empty key.
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

// Calls visit(name, member) for each parameter, in canonical order.
template <class Self, class Visit>
void each_parameter(Self& self, const Visit& visit) {
  visit("sr", self.sr);
  visit("n_fft", self.n_fft);
  visit("hop_length", self.hop_length);
  visit("n_mels", self.n_mels);
  visit("fmin", self.fmin);
  visit("fmax", self.fmax);
  visit("n_mfcc", self.n_mfcc);
  visit("padding", self.padding);
  visit("stat", self.stat);
}

void append_value(std::string& out, int value) {
  append_number(out, static_cast<long long>(value));
}
void append_value(std::string& out, double value) {
  append_number(out, value);
}
void append_value(std::string& out, const std::string& value) {
  out += value;
}

void read_value(std::string_view name, const std::string& text, int& value) {
  const auto number = parse_integer(text);
  require(number && *number >= -2147483647 && *number <= 2147483647, name,
          "not a whole number: " + text);
  value = static_cast<int>(*number);
}
void read_value(std::string_view name, const std::string& text, double& value) {
  const auto number = parse_real(text);
  require(number.has_value(), name, "not a number: " + text);
  value = *number;
}
void read_value(std::string_view, const std::string& text, std::string& value) {
  value = text;
}

}  // namespace

void FrontEnd::check() const {
  require(set == "mfcc", "set", "unknown feature set \"" + set + "\", expected mfcc");
  require(sr >= 1000 && sr <= 1000000, "sr", std::to_string(sr) + " Hz, expected 1000 to 1000000");
  require(n_fft >= 16 && n_fft <= (1 << 20) && n_fft % 2 == 0, "n_fft",
          std::to_string(n_fft) + ", expected an even number from 16 to 1048576");
  require(hop_length >= 1 && hop_length <= (1 << 20), "hop_length",
          std::to_string(hop_length) + ", expected 1 to 1048576");
  require(n_mels >= 1 && n_mels <= 4096, "n_mels", std::to_string(n_mels) + ", expected 1 to 4096");
  require(n_mfcc >= 1 && n_mfcc <= n_mels, "n_mfcc",
          std::to_string(n_mfcc) + ", expected 1 to n_mels (" + std::to_string(n_mels) + ")");
  const double high = fmax > 0.0 ? fmax : sr / 2.0;
  require(fmin >= 0.0 && fmin < high, "fmin",
          to_text(fmin) + " Hz, expected 0 to less than fmax (" + to_text(high) + ")");
  require(fmax >= 0.0 && high <= sr / 2.0, "fmax",
          to_text(fmax) + " Hz, expected at most sr / 2 (" + to_text(sr / 2.0) + ")");
  require(padding == "constant" || padding == "reflect", "padding",
          "unknown padding \"" + padding + "\", expected constant or reflect");
  require(stat == "mean", "stat", "unknown statistic \"" + stat + "\", expected mean");
}

std::string FrontEnd::text() const {
  std::string out = set;
  each_parameter(*this, [&](std::string_view name, const auto& value) {
    if ((name == "fmin" && fmin == 0.0) || (name == "fmax" && fmax == 0.0)) return;
    out.append(" ").append(name).append("=");
    append_value(out, value);
  });
  return out;
}

FrontEnd FrontEnd::parse(std::string_view text) {
  FrontEnd front_end;
  for (const auto& [key, value] : pieces(text)) {
    if (key.empty()) {
      front_end.set = value;
      continue;
    }
    bool known = false;
    each_parameter(front_end, [&](std::string_view name, auto& member) {
      if (name != key) return;
      known = true;
      read_value(name, value, member);
    });
    require(known, "front end", "unknown parameter \"" + key + "\"");
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
