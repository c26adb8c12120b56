#include "tools/kit/option_parser.h"

#include <algorithm>
#include <limits>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "base/choice.h"
#include "base/number.h"
#include "tools/kit/nearest_name.h"

namespace melsift::tools {
namespace {

constexpr std::size_t kNamesColumns = 34;  // of --help

// The text after an option's names in --help, the same with every version of CLI11: "N=5", but "N
// [5]" in 2.4.
class HelpFormatter : public CLI::Formatter {
  std::string make_option_opts(const CLI::Option* option) const override {
    std::string text;
    if (option->get_type_size() != 0) {
      if (!option->get_type_name().empty()) text += " " + get_label(option->get_type_name());
      if (!option->get_default_str().empty()) text += "=" + option->get_default_str();
      if (option->get_expected_max() == CLI::detail::expected_max_vector_size) text += " ...";
      if (option->get_required()) text += " " + get_label("REQUIRED");
    }
    for (const auto& [label, others] :
         {std::pair("Needs", option->get_needs()), std::pair("Excludes", option->get_excludes())}) {
      if (!others.empty()) text += " " + get_label(label) + ":";
      for (const CLI::Option* other : others) text += " " + other->get_name();
    }
    return text;
  }
};

std::string in_words(int value) {
  return std::to_string(value);
}

std::string in_words(double value) {
  return to_text(value);
}

// "0, expected 1 to 9", or "0, expected 1 or more" if there is no highest value.  The check has no
// description, because the value's name or the help says the same.
template <class Number>
CLI::Validator range_check(Number low, Number high) {
  return CLI::Validator(
      [check = CLI::Range(low, high), low, high](std::string& value) {
        if (check(value).empty()) return std::string();
        const bool is_open = high == std::numeric_limits<Number>::max();
        return value + ", expected " + in_words(low) +
               (is_open ? " or more" : " to " + in_words(high));
      },
      "");
}

// The command that the parsed words name, and its outer commands, the outermost first.
std::vector<const CLI::App*> command_path(const CLI::App& app) {
  std::vector<const CLI::App*> path = {&app};
  while (!path.back()->get_subcommands().empty())
    path.push_back(path.back()->get_subcommands().front());
  return path;
}

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : command_path(app)) {
    for (const CLI::Option* option : command->get_options()) {
      if (option->get_group().empty()) continue;
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> subcommand_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* sub : app.get_subcommands({})) names.push_back(sub->get_name());
  return names;
}

// CLI11's message in plain words, or the message itself if its words are others in this version.
std::string plain(const std::string& message) {
  // "Could not convert: --epochs = x", "--count: 1 required N missing"
  constexpr std::string_view kConvert = "Could not convert: ", kRequired = ": 1 required ";
  if (const auto at = message.find(" = "); message.starts_with(kConvert) && at < message.size())
    return message.substr(kConvert.size(), at - kConvert.size()) + ": \"" + message.substr(at + 3) +
           "\", expected a number";
  if (const auto at = message.find(kRequired);
      at != std::string::npos && message.ends_with(" missing"))
    return message.substr(0, at) + ": a value is missing";
  return message == "A subcommand is required" ? "a subcommand is required" : message;
}

// "--lr: unknown option (did you mean --learning-rate?)" for unknown words, with the same text in
// every version of CLI11.
std::string message_of(const CLI::App& app, const CLI::ParseError& mistake) {
  const CLI::App& command = *command_path(app).back();
  const bool lacks_subcommand = dynamic_cast<const CLI::RequiredError*>(&mistake) != nullptr &&
                                command.get_require_subcommand_min() > 0;
  const std::vector<std::string> words = app.remaining(true);
  if ((dynamic_cast<const CLI::ExtrasError*>(&mistake) == nullptr && !lacks_subcommand) ||
      words.empty())
    return plain(mistake.what());
  const auto option =
      std::ranges::find_if(words, [](const std::string& word) { return word.starts_with('-'); });
  if (option == words.end()) {
    const char* const what = lacks_subcommand ? ": unknown subcommand" : ": unexpected argument";
    return words.front() + what + suggestion(words.front(), subcommand_names(command));
  }
  const std::string name = option->substr(0, option->find('='));
  return name + ": unknown option" + suggestion(name, option_names(app));
}

}  // namespace

Option Option::value_name(std::string_view name) {
  option_->type_name(std::string(name));
  return *this;
}

Option Option::show_default() {
  option_->capture_default_str();
  return *this;
}

Option Option::show_default(std::string_view text) {
  option_->default_str(std::string(text));
  return *this;
}

Option Option::group(std::string_view heading) {
  option_->group(std::string(heading));
  return *this;
}

Option Option::required() {
  option_->required();
  return *this;
}

Option Option::needs(Option other) {
  option_->needs(other.option_);
  return *this;
}

Option Option::excludes(Option other) {
  option_->excludes(other.option_);
  return *this;
}

// Without a description, as in range_check().
Option Option::one_of(std::initializer_list<std::string> words) {
  option_->check(CLI::Validator(
      [words = std::vector<std::string>(words)](const std::string& value) {
        if (std::ranges::find(words, value) != words.end()) return std::string();
        const std::vector<std::string_view> names(words.begin(), words.end());
        return "\"" + value + "\", expected " + listed(names);
      },
      ""));
  return *this;
}

Option Option::range(int low, int high) {
  option_->check(range_check(low, high));
  return *this;
}

Option Option::range(double low, double high) {
  option_->check(range_check(low, high));
  return *this;
}

Option Option::not_negative() {
  return range(0.0, std::numeric_limits<double>::max());
}

Option Option::separated_by(char separator) {
  option_->delimiter(separator);
  return *this;
}

Option Option::one_at_a_time() {
  option_->allow_extra_args(false);
  return *this;
}

std::size_t Option::count() const {
  return option_->count();
}

bool Option::is_operand() const {
  return !option_->nonpositional();
}

bool Option::is_flag() const {
  return option_->get_items_expected_max() == 0;
}

bool Option::is_hidden() const {
  return option_->get_group().empty();
}

bool Option::repeats() const {
  return option_->get_expected_max() > 1;
}

std::string Option::name() const {
  return option_->get_lnames().empty() ? option_->get_name() : "--" + option_->get_lnames().front();
}

std::vector<std::string> Option::spellings() const {
  std::vector<std::string> all;
  for (const std::string& name : option_->get_snames()) all.push_back("-" + name);
  for (const std::string& name : option_->get_lnames()) all.push_back("--" + name);
  return all;
}

std::string Option::value_name() const {
  return option_->get_type_name();
}

std::string Option::help() const {
  return option_->get_description();
}

OptionParser::OptionParser(std::shared_ptr<CLI::App> app) : app_(std::move(app)) {}

OptionParser::OptionParser(std::string_view purpose, std::string_view name,
                           std::string_view version)
    : OptionParser(std::make_shared<CLI::App>(std::string(purpose), std::string(name))) {
  app_->formatter(std::make_shared<HelpFormatter>());
  app_->get_formatter()->column_width(kNamesColumns);
  app_->set_version_flag("--version", std::string(version), "print the version");
  app_->set_help_flag("-h,--help", "print this help");
}

template <OptionValue Value>
Option OptionParser::option(std::string_view names, Value& variable, std::string_view help) {
  return Option(app_->add_option(std::string(names), variable, std::string(help)));
}

template <OptionValue Value>
Option OptionParser::option(std::string_view names, std::function<void(const Value&)> use,
                            std::string_view help) {
  return Option(app_->add_option_function<Value>(std::string(names), use, std::string(help)));
}

#define MELSIFT_OPTION_VALUE(Value)                                                                \
  template Option OptionParser::option<Value>(std::string_view, Value&, std::string_view);         \
  template Option OptionParser::option<Value>(std::string_view, std::function<void(const Value&)>, \
                                              std::string_view)
MELSIFT_OPTION_VALUE(std::string);
MELSIFT_OPTION_VALUE(int);
MELSIFT_OPTION_VALUE(unsigned);
MELSIFT_OPTION_VALUE(std::size_t);
MELSIFT_OPTION_VALUE(double);
MELSIFT_OPTION_VALUE(std::vector<std::string>);
MELSIFT_OPTION_VALUE(std::vector<std::size_t>);
#undef MELSIFT_OPTION_VALUE

Option OptionParser::flag(std::string_view names, bool& variable, std::string_view help) {
  return Option(app_->add_flag(std::string(names), variable, std::string(help)));
}

Option OptionParser::flag(std::string_view names, std::function<void()> use,
                          std::string_view help) {
  return Option(app_->add_flag_callback(std::string(names), std::move(use), std::string(help)));
}

Option OptionParser::operand(std::string_view name, std::string& variable, std::string_view help) {
  return option(name, variable, help).value_name("");
}

Option OptionParser::operand(std::string_view name, std::vector<std::string>& variable,
                             std::string_view help) {
  return option(name, variable, help).value_name("");
}

OptionParser OptionParser::subcommand(std::string_view name, std::string_view purpose) {
  CLI::App* const app = app_->add_subcommand(std::string(name), std::string(purpose));
  app->fallthrough();
  return OptionParser(app_->get_subcommand_ptr(app));
}

void OptionParser::require_subcommand() {
  app_->require_subcommand(1);
}

void OptionParser::parse(int argc, const char* const* argv) {
  try {
    app_->parse(argc, argv);
  } catch (const CLI::Success& asked) {  // --help, --version
    std::ostringstream text;
    app_->exit(asked, text);
    throw TextRequest{text.str()};
  } catch (const CLI::ParseError& mistake) {
    throw UsageError(message_of(*app_, mistake));
  }
}

bool OptionParser::parsed() const {
  return app_->parsed();
}

Option OptionParser::find(std::string_view name) const {
  return Option(app_->get_option(std::string(name)));
}

std::vector<Option> OptionParser::options() const {
  std::vector<Option> all;
  for (CLI::Option* const option : app_->get_options()) all.emplace_back(option);
  return all;
}

std::vector<OptionParser> OptionParser::subcommands() const {
  std::vector<OptionParser> all;
  for (CLI::App* const app : app_->get_subcommands([](CLI::App*) { return true; }))
    all.push_back(OptionParser(app_->get_subcommand_ptr(app)));
  return all;
}

std::string OptionParser::name() const {
  return app_->get_name();
}

std::string OptionParser::purpose() const {
  return app_->get_description();
}

}  // namespace melsift::tools
