#include "graph/graph_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/number.h"

namespace melsift::graph {

namespace {

constexpr std::string_view kInput = "input", kConstant = "constant", kOutput = "output";

// The words for operations, with the usual values of their parameters.
using Words = std::vector<std::pair<std::string_view, Operation>>;
const Words& words() {
  static const Words table = {
      {"convolve", Convolve{}},
      {"multiply_matrix", Multiply{}},
      {"select", Select{}},
      {"softmax", Softmax{}},
      {"reshape", Reshape{}},
      {"transpose", Transpose{}},
      {"concatenate", Concatenate{}},
      {"slice", Slice{}},
      {"pad", Pad{}},
      {"absolute", Map{Function::absolute}},
      {"clip", Map{Function::clip}},
      {"elu", Map{Function::elu}},
      {"erf", Map{Function::erf}},
      {"exp", Map{Function::exp}},
      {"hard_sigmoid", Map{Function::hard_sigmoid}},
      {"hard_swish", Map{Function::hard_swish}},
      {"leaky_relu", Map{Function::leaky_relu}},
      {"log", Map{Function::log}},
      {"negate", Map{Function::negate}},
      {"reciprocal", Map{Function::reciprocal}},
      {"relu", Map{Function::relu}},
      {"sigmoid", Map{Function::sigmoid}},
      {"softplus", Map{Function::softplus}},
      {"sqrt", Map{Function::sqrt}},
      {"square", Map{Function::square}},
      {"swish", Map{Function::swish}},
      {"tanh", Map{Function::tanh}},
      {"add", Combine{Pairing::add}},
      {"divide", Combine{Pairing::divide}},
      {"greater", Combine{Pairing::greater}},
      {"less", Combine{Pairing::less}},
      {"maximum", Combine{Pairing::maximum}},
      {"minimum", Combine{Pairing::minimum}},
      {"multiply", Combine{Pairing::multiply}},
      {"power", Combine{Pairing::power}},
      {"subtract", Combine{Pairing::subtract}},
      {"average_pool", PoolWindows{Pool::average}},
      {"maximum_pool", PoolWindows{Pool::maximum}},
      {"reduce_maximum", Reduce{Reduction::maximum}},
      {"reduce_mean", Reduce{Reduction::mean}},
      {"reduce_minimum", Reduce{Reduction::minimum}},
      {"reduce_sum", Reduce{Reduction::sum}},
  };
  return table;
}

// The meaning of a word, in addition to the kind of operation.
int variety(const Operation& operation) {
  if (const auto* map = std::get_if<Map>(&operation)) return static_cast<int>(map->function);
  if (const auto* pair = std::get_if<Combine>(&operation)) return static_cast<int>(pair->pairing);
  if (const auto* pool = std::get_if<PoolWindows>(&operation)) return static_cast<int>(pool->kind);
  if (const auto* reduce = std::get_if<Reduce>(&operation))
    return static_cast<int>(reduce->reduction);
  return 0;
}

// Calls field(name, parameter) for each parameter of an operation.
struct Parameters {
  template <class Field>
  static void visit(Convolve& convolve, const Field& field) {
    field("strides", convolve.strides);
    field("dilations", convolve.dilations);
    field("before", convolve.border.before);
    field("after", convolve.border.after);
    field("groups", convolve.groups);
  }
  template <class Field>
  static void visit(PoolWindows& pool, const Field& field) {
    field("window", pool.window);
    field("strides", pool.strides);
    field("dilations", pool.dilations);
    field("before", pool.border.before);
    field("after", pool.border.after);
    field("counts_border", pool.counts_border);
  }
  template <class Field>
  static void visit(Map& map, const Field& field) {
    field("alpha", map.alpha);
    field("beta", map.beta);
  }
  template <class Field>
  static void visit(Reduce& reduce, const Field& field) {
    field("axes", reduce.axes);
    field("keeps", reduce.keeps);
  }
  template <class Field>
  static void visit(Softmax& softmax, const Field& field) {
    field("axis", softmax.axis);
    field("is_logarithm", softmax.is_logarithm);
  }
  template <class Field>
  static void visit(Reshape& reshape, const Field& field) {
    field("shape", reshape.shape);
  }
  template <class Field>
  static void visit(Transpose& transpose, const Field& field) {
    field("order", transpose.order);
  }
  template <class Field>
  static void visit(Concatenate& concatenate, const Field& field) {
    field("axis", concatenate.axis);
  }
  template <class Field>
  static void visit(Slice& slice, const Field& field) {
    field("starts", slice.starts);
    field("steps", slice.steps);
    field("sizes", slice.sizes);
  }
  template <class Field>
  static void visit(Pad& pad, const Field& field) {
    field("before", pad.before);
    field("after", pad.after);
    field("value", pad.value);
  }
  template <class Field>
  static void visit(Multiply&, const Field&) {}
  template <class Field>
  static void visit(Combine&, const Field&) {}
  template <class Field>
  static void visit(Select&, const Field&) {}
};

// --- Parameters as text: numbers with commas between them.

std::string text_of(Index value) {
  std::string text;
  append_number(text, static_cast<long long>(value));
  return text;
}
std::string text_of(bool value) {
  return value ? "1" : "0";
}
std::string text_of(float value) {
  if (value > std::numeric_limits<float>::max()) return "inf";
  if (value < std::numeric_limits<float>::lowest()) return "-inf";
  return to_text(value);
}
template <class List>
std::string text_of(const List& list) {
  std::string text;
  for (const Index value : list) text += (text.empty() ? "" : ",") + text_of(value);
  return text;
}

bool read(std::string_view text, Index& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}
bool read(std::string_view text, bool& value) {
  value = text == "1";
  return text == "1" || text == "0";
}
bool read(std::string_view text, float& value) {
  const auto number = parse_real(text);
  value = static_cast<float>(number.value_or(0.0));
  return number && *number == *number;
}
bool read(std::string_view text, Extents& list) {
  list.clear();
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    if (!read(text.substr(0, comma), list.emplace_back())) return false;
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return true;
}
bool read(std::string_view text, Pair& pair) {
  Extents list;
  if (!read(text, list) || list.size() != 2) return false;
  pair = {list[0], list[1]};
  return true;
}

// Removes and returns the word before the next blank.
std::string_view next_word(std::string_view& line) {
  const std::size_t blank = std::min(line.find(' '), line.size());
  const std::string_view word = line.substr(0, blank);
  line.remove_prefix(std::min(blank + 1, line.size()));
  return word;
}

class Parser {
 public:
  Parser(std::string_view text, const ReadConstant& read) : text_(text), read_(read) {}

  Graph parse() {
    while (!text_.empty()) {
      const std::size_t end = std::min(text_.find('\n'), text_.size());
      std::string_view line = text_.substr(0, end);
      text_.remove_prefix(std::min(end + 1, text_.size()));
      ++line_;
      parse_line(line);
    }
    if (graph_.inputs().empty() || graph_.outputs().empty()) fail("has no input or no output");
    return std::move(graph_);
  }

 private:
  std::string place() const { return "graph, line " + std::to_string(line_); }
  [[noreturn]] void fail(const std::string& detail) const {
    throw Error(ErrorKind::corrupt, place(), detail);
  }

  Extents shape(std::string_view text) const {
    if (text == "scalar") return {};
    std::string list(text);
    std::ranges::replace(list, 'x', ',');
    Extents shape;
    Index size = 1;
    if (!read(list, shape))
      fail("invalid shape \"" + std::string(text) + "\", expected numbers such as 3x40");
    for (const Index extent : shape) {
      if (extent < 1 || extent > Graph::kMaxValues / size) fail("its shape is out of range");
      size *= extent;
    }
    return shape;
  }
  ValueId value(std::string_view text) const {
    Index number = 0;
    if (!read(text, number) || number < 0 || number >= static_cast<Index>(graph_.value_count()))
      fail("reads a value that is not defined above it");
    return static_cast<ValueId>(number);
  }

  void parse_line(std::string_view line) {
    const std::string_view word = next_word(line);
    if (word == kInput) {
      const Extents extents = shape(next_word(line));
      graph_.add_input(std::string(line), extents);
    } else if (word == kOutput) {
      const ValueId id = value(next_word(line));
      graph_.add_output(std::string(line), id);
    } else if (word == kConstant) {
      const Extents extents = shape(line);
      graph_.add_constant(place(), {extents, read_(graph_.value_count(), extents)});
    } else {
      add_operation(word, line);
    }
  }

  void add_operation(std::string_view word, std::string_view line) {
    const auto found = std::ranges::find(words(), word, &Words::value_type::first);
    if (found == words().end()) fail("its operation is unknown");
    Operation operation = found->second;
    std::vector<ValueId> inputs;
    std::map<std::string_view, std::string_view> given;
    while (!line.empty()) {
      const std::string_view part = next_word(line);
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos) {
        inputs.push_back(value(part));
      } else {
        given[part.substr(0, equals)] = part.substr(equals + 1);
      }
    }
    std::visit(
        [&](auto& kind) {
          Parameters::visit(kind, [&](const char* name, auto& parameter) {
            const auto text = given.find(name);
            if (text == given.end()) return;
            if (!read(text->second, parameter)) fail("its " + std::string(name) + " is malformed");
            given.erase(text);
          });
        },
        operation);
    if (!given.empty()) fail("has an unknown parameter");
    graph_.add(std::move(operation), std::move(inputs), place());
  }

  std::string_view text_;
  const ReadConstant& read_;
  Graph graph_;
  std::size_t line_ = 0;
};

}  // namespace

std::string graph_text(const Graph& given, const WriteConstant& write) {
  Graph graph = given;
  graph.remove_unused();
  std::string text;
  std::map<ValueId, std::size_t> numbers;
  const auto add_line = [&](ValueId id, const std::string& line) {
    const std::size_t number = numbers.size();
    numbers[id] = number;
    text += line + '\n';
    return number;
  };
  for (const Port& port : graph.inputs())
    add_line(port.value, std::string(kInput) + " " + shape_text(graph.value(port.value).shape) +
                             " " + port.name);
  for (const Node& node : graph.nodes()) {
    for (const ValueId id : node.inputs)
      if (graph.value(id).is_constant && !numbers.contains(id))
        write(add_line(id, std::string(kConstant) + " " + shape_text(graph.value(id).shape)),
              graph.value(id));
    const auto word = std::ranges::find_if(words(), [&](const auto& entry) {
      return entry.second.index() == node.operation.index() &&
             variety(entry.second) == variety(node.operation);
    });
    std::string line(word->first);
    for (const ValueId id : node.inputs) line += " " + std::to_string(numbers.at(id));
    std::vector<std::string> usual;
    std::visit(
        [&](auto kind) {
          Parameters::visit(kind, [&](const char*, const auto& p) { usual.push_back(text_of(p)); });
        },
        word->second);
    std::visit(
        [&](auto kind) {
          auto other = usual.begin();
          Parameters::visit(kind, [&](const char* name, const auto& parameter) {
            const std::string value = text_of(parameter);
            if (value != *other++) line += " " + std::string(name) + "=" + value;
          });
        },
        node.operation);
    add_line(node.output, line);
  }
  for (const Port& port : graph.outputs())
    text += std::string(kOutput) + " " + std::to_string(numbers.at(port.value)) + " " + port.name +
            "\n";
  return text;
}

Graph parse_graph(std::string_view text, const ReadConstant& read) {
  return Parser(text, read).parse();
}

}  // namespace melsift::graph
