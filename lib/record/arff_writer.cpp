#include "record/arff_writer.h"

#include <array>
#include <utility>

#include "base/error.h"
#include "base/number.h"

namespace melsift::record {
namespace {

// Escapes that Weka's tokenizer reads: those of Java, and octal digits.
void append_escaped(std::string& out, char c) {
  const auto byte = static_cast<unsigned char>(c);
  const auto octal = [](unsigned digit) { return static_cast<char>('0' + (digit & 7U)); };
  if (c == '\n')
    out += "\\n";
  else if (c == '\r')
    out += "\\r";
  else if (c == '\t')
    out += "\\t";
  else if (byte < 0x20 || byte == 0x7F)
    out.append({'\\', octal(byte >> 6U), octal(byte >> 3U), octal(byte)});
  else if (c == '\'' || c == '"' || c == '\\' || c == '%')
    out.append({'\\', c});
  else
    out += c;
}

}  // namespace

void append_arff_string(std::string& out, std::string_view text) {
  bool plain = !text.empty() && text != "?";
  std::string escaped;
  for (const char c : text) {
    append_escaped(escaped, c);
    plain = plain && std::string_view(" ,{}").find(c) == std::string_view::npos;
  }
  if (plain && escaped == text)
    out += text;
  else
    (out += '\'').append(escaped) += '\'';
}

ArffWriter::ArffWriter(const std::string& path, std::vector<std::string> columns)
    : file_(path), layout_(std::move(columns), {}), rows_(path) {}

void ArffWriter::write(const Record& record) {
  if (record.features.empty() && record.mel.size() > 0)
    throw Error(ErrorKind::unsupported, culprit(record),
                "ARFF can't contain a matrix (use --format npz or jsonl)");
  layout_.hold(record);
  std::string line;
  append_arff_string(line, record.path);
  for (const float value : record.features) append_number(line += ',', value);
  line += ',';
  if (record.label.empty())
    line += '?';
  else
    append_arff_string(line, *classes_.insert(record.label).first);
  rows_.append(line += '\n');
}

void ArffWriter::close() {
  std::string head = "@relation ";
  append_arff_string(head, layout_.begun() ? layout_.front_end() : "melsift");
  head += "\n\n@attribute path string\n";
  for (const std::string& column : layout_.columns()) {
    append_arff_string(head += "@attribute ", column);
    head += " numeric\n";
  }
  head += "@attribute class {";
  for (const std::string& name : classes_) {
    if (!head.ends_with('{')) head += ',';
    append_arff_string(head, name);
  }
  file_.write(head += "}\n\n@data\n");

  rows_.rewind();
  std::array<char, std::size_t{1} << 16> block;
  while (const std::size_t size = rows_.read_next(block)) file_.write({block.data(), size});
  file_.close();
}

}  // namespace melsift::record
