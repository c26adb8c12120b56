// Declares the options of a command line and parses it.  The parser itself (CLI11) stays in
// option_parser.cpp: its headers take seconds to compile.
//
//   OptionParser parser("Count words.", "count", "count 1.0");
//   parser.option("-n,--top", top, "print only the N commonest").value_name("N").range(1, 1000);
//   parser.operand("text", files, "text files");
//   parser.parse(argc, argv);
#pragma once

#include <concepts>
#include <cstddef>
#include <functional>
#include <initializer_list>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace melsift::tools {

// A mistake on the command line; what() names the option.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Thrown when the command line requests a text, such as --help.
struct TextRequest {
  std::string text;  // for standard output, unchanged
};

template <class T, class... Types>
concept OneOf = (std::same_as<T, Types> || ...);
// Types that an option's value can have.
template <class T>
concept OptionValue = OneOf<T, std::string, int, unsigned, std::size_t, double,
                            std::vector<std::string>, std::vector<std::size_t>>;

// An option, flag or operand of a parser, valid as long as that parser.  The methods that change it
// return it, so that they can be chained.
class Option {
 public:
  explicit Option(CLI::Option* option) : option_(option) {}

  // The word for the value in --help: "FILE", or alternatives "csv|npz".
  Option value_name(std::string_view name);
  // Prints the variable's present value, or `text`, as the default in --help.
  Option show_default();
  Option show_default(std::string_view text);
  // The heading in --help; an option with an empty heading is hidden.
  Option group(std::string_view heading);

  Option required();
  Option needs(Option other);     // refused unless `other` is given
  Option excludes(Option other);  // refused if `other` is given
  Option one_of(std::initializer_list<std::string> words);
  Option range(int low, int high);  // both inclusive
  Option range(double low, double high);
  Option not_negative();
  // For vectors: one argument has several values, separated by `separator`.
  Option separated_by(char separator);
  // For vectors: each -m takes one value, so that what follows the value is an operand.
  Option one_at_a_time();

  // The number of times that the parsed command line gives it.
  std::size_t count() const;

  bool is_operand() const;
  bool is_flag() const;  // takes no value
  bool is_hidden() const;
  bool repeats() const;                        // takes more than one value
  std::string name() const;                    // "--output"; an operand's "records"
  std::vector<std::string> spellings() const;  // "-o", "--output"; none of an operand
  std::string value_name() const;
  std::string help() const;

 private:
  CLI::Option* option_;
};

// A tool's command line, or a subcommand's part of it.  Copies share the same options.
class OptionParser {
 public:
  // `purpose` is the line that --help begins with; `name` is the program's.  Adds --version, which
  // prints `version`, and -h,--help.
  OptionParser(std::string_view purpose, std::string_view name, std::string_view version);

  // Names are separated by commas: "-o,--output".  Parsing assigns the value to the variable, which
  // must outlive the parser ...
  template <OptionValue Value>
  Option option(std::string_view names, Value& variable, std::string_view help);
  // ... or calls `use` with it.
  template <OptionValue Value>
  Option option(std::string_view names, std::function<void(const Value&)> use,
                std::string_view help);
  Option flag(std::string_view names, bool& variable, std::string_view help);
  Option flag(std::string_view names, std::function<void()> use, std::string_view help);
  Option operand(std::string_view name, std::string& variable, std::string_view help);
  Option operand(std::string_view name, std::vector<std::string>& variable, std::string_view help);

  // A subcommand.  Options of outer commands are also accepted after its name.
  OptionParser subcommand(std::string_view name, std::string_view purpose);
  void require_subcommand();

  // Throws UsageError and TextRequest, and what functions given to option() and flag() throw.
  void parse(int argc, const char* const* argv);

  // Whether the parsed command line names this subcommand.
  bool parsed() const;
  // The option with this name; throws std::exception if there is none.
  Option find(std::string_view name) const;
  std::size_t count(std::string_view name) const { return find(name).count(); }

  // All declared options, in order.
  std::vector<Option> options() const;
  std::vector<OptionParser> subcommands() const;
  std::string name() const;
  std::string purpose() const;

 private:
  explicit OptionParser(std::shared_ptr<CLI::App> app);

  std::shared_ptr<CLI::App> app_;
};

}  // namespace melsift::tools
