#include "tools/kit/option_table.h"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace melsift::tools {
namespace {

// A field's text: its first line, without tabs.
std::string field(std::string_view text) {
  std::string one(text.substr(0, text.find('\n')));
  for (char& c : one)
    if (c == '\t') c = ' ';
  return one;
}

void append(std::string& table, std::initializer_list<std::string_view> fields) {
  const char* separator = "";
  for (const std::string_view one : fields) {
    table.append(separator).append(field(one));
    separator = "\t";
  }
  table += '\n';
}

void append_options(std::string& table, const OptionParser& parser, const std::string& path,
                    bool with_operands) {
  for (const Option& option : parser.options()) {
    if (option.is_hidden()) continue;
    const char* const arity = option.repeats() ? "many" : "one";
    if (!option.is_operand()) {
      std::string names;
      for (const std::string& one : option.spellings()) names += (names.empty() ? "" : ",") + one;
      append(table, {"option", path, names, option.is_flag() ? "" : option.value_name(), arity,
                     option.help()});
    } else if (with_operands) {
      append(table, {"operand", path, option.name(), "FILE", arity, option.help()});
    }
  }
}

// `outer` are the commands that this one belongs to, the nearest first.
void append_command(std::string& table, const OptionParser& parser, const std::string& path,
                    std::vector<OptionParser> outer) {
  append(table, {"command", path, parser.purpose()});
  append_options(table, parser, path, true);
  for (const OptionParser& one : outer) append_options(table, one, path, false);
  outer.insert(outer.begin(), parser);
  for (const OptionParser& inner : parser.subcommands())
    append_command(table, inner, path + " " + inner.name(), outer);
}

}  // namespace

std::string option_table(const OptionParser& parser, const std::string& tool) {
  std::string table;
  append_command(table, parser, tool, {});
  table.pop_back();
  return table;
}

}  // namespace melsift::tools
