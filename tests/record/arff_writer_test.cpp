#include "record/arff_writer.h"

#include <cctype>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "base/error.h"
#include "base/file.h"
#include "base/number.h"
#include "record/toy_track.h"
#include "support/support.h"

using namespace melsift;
using record::ArffWriter;
using record::Record;
using test::toy_track;

namespace {

using Words = std::vector<std::string>;

// Reads the format of the chapter on ARFF in the WEKA manual, with the tokens of Java's
// StreamTokenizer, which Weka uses.  It is stricter than Weka: it refuses everything that the
// chapter does not mention.
class Arff {
 public:
  struct Attribute {
    std::string name;
    std::string type;  // "numeric", "string" or "nominal"
    Words values;      // of a nominal one
  };

  explicit Arff(std::string text) : text_(std::move(text)) {
    keyword("@relation");
    relation = word();
    end_of_line();
    while (peek_keyword("@attribute")) read_attribute();
    keyword("@data");
    end_of_line();
    for (skip_blank_lines(); at_ < text_.size(); skip_blank_lines()) read_row();
  }

  std::string relation;
  std::vector<Attribute> attributes;
  std::vector<std::vector<std::optional<std::string>>> rows;  // nothing: missing

 private:
  void expect(bool condition, const std::string& what) {
    if (!condition) throw std::runtime_error("at " + std::to_string(at_) + ": expected " + what);
  }
  bool ends() const { return at_ == text_.size(); }
  void skip_blanks() {
    while (!ends() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
    if (!ends() && text_[at_] == '%') at_ = std::min(text_.find('\n', at_), text_.size());
  }
  void skip_blank_lines() {
    for (skip_blanks(); !ends() && text_[at_] == '\n'; skip_blanks()) ++at_;
  }
  void end_of_line() {
    skip_blanks();
    expect(!ends() && text_[at_] == '\n', "the end of the line");
    skip_blank_lines();
  }
  bool peek_keyword(const std::string& name) const {
    return lower_case(text_.substr(at_, name.size())) == name;
  }
  void keyword(const std::string& name) {
    skip_blank_lines();
    expect(peek_keyword(name), name);
    at_ += name.size();
    if (name != "@data") expect(text_[at_] == ' ' || text_[at_] == '\t', "a blank");
  }

  char escape() {
    const char c = text_.at(at_++);
    if (c >= '0' && c <= '7') {
      int code = c - '0';
      for (int i = 1; i < (c <= '3' ? 3 : 2) && text_.at(at_) >= '0' && text_.at(at_) <= '7'; ++i)
        code = 8 * code + text_[at_++] - '0';
      return static_cast<char>(code);
    }
    switch (c) {
      case 'a':
        return '\a';
      case 'b':
        return '\b';
      case 'f':
        return '\f';
      case 'n':
        return '\n';
      case 'r':
        return '\r';
      case 't':
        return '\t';
      case 'v':
        return '\v';
      default:
        return c;
    }
  }
  // A word or a quoted string.
  std::string word() {
    skip_blanks();
    expect(!ends(), "a word");
    std::string out;
    if (const char quote = text_[at_]; quote == '\'' || quote == '"') {
      for (++at_; text_.at(at_) != quote;) {
        expect(text_[at_] != '\n', "a closing quote in the same line");
        const char c = text_[at_++];
        out += c == '\\' ? escape() : c;
      }
      ++at_;
      quoted_ = true;
      return out;
    }
    quoted_ = false;
    while (!ends() && static_cast<unsigned char>(text_[at_]) > ' ' &&
           std::string_view(",{}%'\"").find(text_[at_]) == std::string_view::npos)
      out += text_[at_++];
    expect(!out.empty(), "a word");
    return out;
  }

  void read_attribute() {
    keyword("@attribute");
    Attribute attribute{word(), "nominal", {}};
    for (const Attribute& other : attributes) expect(other.name != attribute.name, "another name");
    skip_blanks();
    if (text_.at(at_) == '{') {
      do {
        ++at_;
        skip_blanks();
        if (text_.at(at_) == '}' && attribute.values.empty()) break;
        attribute.values.push_back(word());
        skip_blanks();
      } while (text_.at(at_) == ',');
      expect(text_.at(at_++) == '}', "a closing brace");
    } else {
      attribute.type = lower_case(word());
      if (attribute.type == "real" || attribute.type == "integer") attribute.type = "numeric";
      expect(attribute.type == "numeric" || attribute.type == "string", "a type");
    }
    attributes.push_back(std::move(attribute));
    end_of_line();
  }

  void read_row() {
    auto& row = rows.emplace_back();
    for (const Attribute& attribute : attributes) {
      if (!row.empty()) {
        skip_blanks();
        expect(text_.at(at_++) == ',', "a comma");
      }
      std::string value = word();
      if (value == "?" && !quoted_) {
        row.emplace_back();
        continue;
      }
      if (attribute.type == "numeric") expect(parse_real(value).has_value(), "a number");
      if (attribute.type == "nominal")
        expect(std::ranges::find(attribute.values, value) != attribute.values.end(), "a class");
      row.emplace_back(std::move(value));
    }
    end_of_line();
  }

  std::string text_;
  std::size_t at_ = 0;
  bool quoted_ = false;
};

}  // namespace

TEST_CASE("the grammar of the test accepts the examples of the manual") {
  const Arff iris(
      "% 1. Title: Iris Plants Database\n%\n@RELATION iris\n\n"
      "@ATTRIBUTE sepallength  NUMERIC\n@ATTRIBUTE sepalwidth   REAL\n"
      "@ATTRIBUTE class        {Iris-setosa,Iris-versicolor, Iris-virginica}\n\n"
      "@DATA\n5.1,3.5,Iris-setosa\n4.9,?,Iris-virginica\n");
  CHECK(iris.relation == "iris");
  CHECK(iris.attributes[2].values == Words{"Iris-setosa", "Iris-versicolor", "Iris-virginica"});
  REQUIRE(iris.rows.size() == 2);
  CHECK(iris.rows[0][1] == "3.5");
  CHECK_FALSE(iris.rows[1][1]);
  const Arff library(
      "@relation LCCvsLCSH\n@attribute LCC string\n@attribute LCSH string\n@data\n"
      "AG5,   'Encyclopedias and dictionaries.;Twentieth century.'\n");
  CHECK(library.rows[0][1] == "Encyclopedias and dictionaries.;Twentieth century.");
  for (const char* bad :
       {"@relation a b\n@data\n", "@relation a\n@attribute x\n@data\n",
        "@relation a\n@attribute x numeric\n@data\n1,2\n",
        "@relation a\n@attribute x {p,q}\n@data\nr\n", "@relation a\n@attribute x string\n@data\n",
        "@relation a\n@attribute x numeric\n@attribute x numeric\n@data\n1,2\n",
        "@relation a\n@attribute x string\n@data\nit's\n"}) {
    CAPTURE(bad);
    if (std::string_view(bad).ends_with("string\n@data\n"))
      CHECK(Arff(bad).rows.empty());
    else
      CHECK_THROWS_AS(Arff{bad}, std::exception);
  }
}

TEST_CASE("a relation of path, features and class") {
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.arff");
  ArffWriter writer(path, {"tempo", "50% rolloff"});
  writer.write(toy_track("a.wav", "rock", {120.5F, -1e-8F}));
  writer.write(toy_track("b c.wav", "", {0.1F, 2.0F}));
  writer.write(toy_track("d.wav", "hip hop", {3.0F, 4.0F}));
  CHECK_THROWS_WITH_AS(
      writer.write(toy_track("e.wav", "rock", {1.0F})),
      "e.wav: 1 features, the first record has 2 features; all rows of a table must match", Error);
  writer.close();
  CHECK(read_file(path) ==
        "@relation 'toy n=2'\n\n"
        "@attribute path string\n"
        "@attribute tempo numeric\n"
        "@attribute '50\\% rolloff' numeric\n"
        "@attribute class {'hip hop',rock}\n\n"
        "@data\n"
        "a.wav,120.5,-1e-08,rock\n"
        "'b c.wav',0.1,2,?\n"
        "d.wav,3,4,'hip hop'\n");

  ArffWriter(path, {"a"}).close();
  CHECK(read_file(path) ==
        "@relation melsift\n\n@attribute path string\n@attribute a numeric\n@attribute class "
        "{}\n\n@data\n");
}

TEST_CASE("any text survives Weka's tokenizer") {
  const Words texts = {"plain",
                       "",
                       "?",
                       "a b",
                       "it's",
                       "say \"no\"",
                       "back\\slash",
                       "100%",
                       "{x}",
                       "a,b",
                       "tab\there",
                       "line\nfeed\rback",
                       "@data",
                       "% not a comment",
                       "\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x8E\xB5",
                       "\x01\x1E\x7F"
                       "7",
                       "-",
                       "NaN",
                       "'",
                       "?x",
                       "  "};
  const test::TemporaryFolder folder;
  const std::string path = folder.path("x.arff");
  ArffWriter writer(path, texts);
  for (const std::string& text : texts) {
    Record r = toy_track(text, text, std::vector<float>(texts.size(), 0.5F));
    r.front_end = "it's \"100%\"\n";
    writer.write(r);
  }
  writer.close();
  const Arff arff(read_file(path));
  CHECK(arff.relation == "it's \"100%\"\n");
  REQUIRE(arff.attributes.size() == texts.size() + 2);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    CHECK(arff.attributes[i + 1].name == texts[i]);
    CHECK(arff.rows[i].front() == texts[i]);
    if (texts[i].empty())
      CHECK_FALSE(arff.rows[i].back());
    else
      CHECK(arff.rows[i].back() == texts[i]);
  }
}

TEST_CASE("matrices and numbers that are not finite are refused by name") {
  const test::TemporaryFolder folder;
  ArffWriter writer(folder.path("x.arff"), {});
  Record r = toy_track("m.wav", "", {});
  r.mel = Matrix::Ones(2, 2);
  CHECK_THROWS_WITH_AS(writer.write(r),
                       "m.wav: ARFF can't contain a matrix (use --format npz or jsonl)", Error);
  CHECK_THROWS_WITH_AS(
      writer.write(toy_track("i.wav", "", {std::numeric_limits<float>::infinity()})),
      "i.wav: features contains a number that is not finite", Error);
}
