// Text <-> number without locale: the same digits on every machine.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace melsift {

// Appends the shortest decimal that reads back as the same value (std::to_chars).  Finite values
// only.
void append_number(std::string& out, float value);
void append_number(std::string& out, double value);
void append_number(std::string& out, long long value);

std::string to_text(float value);
std::string to_text(double value);
// Fixed notation with `decimals` digits after the point, for tables.
std::string to_fixed(double value, int decimals);

// The whole of `text` as a number, surrounding blanks allowed; nothing else.  parse_real accepts
// "nan" and "inf", so callers that need finite values must check.
std::optional<double> parse_real(std::string_view text);
std::optional<long long> parse_integer(std::string_view text);

// `text` without leading and trailing blanks (space, tab, CR, LF).
std::string_view trimmed(std::string_view text);
// Copy of `text` with ASCII letters in lower case.
std::string lower_case(std::string_view text);
// The pieces of `text` between `separator`s, each trimmed; empty pieces are left out.
std::vector<std::string> split_list(std::string_view text, char separator);

}  // namespace melsift
