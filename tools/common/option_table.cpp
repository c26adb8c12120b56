#include "common/option_table.h"

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

std::string names_of(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += (names.empty() ? "-" : ",-") + name;
  for (const std::string& name : option.get_lnames())
    names += (names.empty() ? "--" : ",--") + name;
  return names;
}

void append_options(std::string& table, const CLI::App& app, const std::string& path,
                    bool with_operands) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty()) continue;  // hidden
    const bool many = option->get_expected_max() > 1;
    if (option->nonpositional())
      append(table, {"option", path, names_of(*option),
                     option->get_items_expected_max() == 0 ? "" : option->get_type_name(),
                     many ? "many" : "one", option->get_description()});
    else if (with_operands)
      append(table, {"operand", path, option->get_name(true), "FILE", many ? "many" : "one",
                     option->get_description()});
  }
}

void append_command(std::string& table, const CLI::App& app, const std::string& path) {
  append(table, {"command", path, app.get_description()});
  append_options(table, app, path, true);
  for (const CLI::App* outer = &app; outer->get_fallthrough() && outer->get_parent() != nullptr;) {
    outer = outer->get_parent();
    append_options(table, *outer, path, false);
  }
  for (const CLI::App* inner : app.get_subcommands([](const CLI::App*) { return true; }))
    append_command(table, *inner, path + " " + inner->get_name());
}

}  // namespace

std::string option_table(const CLI::App& app, const std::string& tool) {
  std::string table;
  append_command(table, app, tool);
  table.pop_back();
  return table;
}

}  // namespace melsift::tools
