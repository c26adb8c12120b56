#include "tools/prepare/options.h"

namespace melsift::tools {

void add_options(Command& command, PrepareOptions& options) {
  OptionParser& parser = command.parser();
  parser.option("--classes", options.classes, "keep only these classes (rock,jazz)")
      .value_name("LIST")
      .separated_by(',')
      .one_at_a_time();
  parser.option("--label", options.label, "the class of every track, as for a playlist of likes")
      .value_name("CLASS");
  parser.option("--group-by", options.group_by, "keep together what has the same")
      .value_name("artist|folder|FILE");
  const auto list =
      parser
          .option("--list", options.lists, "a published split: FILE or train=FILE; may be repeated")
          .value_name("FILE")
          .one_at_a_time();
  parser.option("--split", options.split, "train/valid/test in these shares (80/10/10)")
      .value_name("SHARES")
      .excludes(list);
  parser.option("--folds", options.folds, "divide into N folds for cross-validation")
      .value_name("N")
      .range(2, 1000);

  const auto table = parser.option("--table", options.table, "read a CSV table of features instead")
                         .value_name("FILE");
  const auto of_table = [&](const char* name, auto& value, const char* type, const char* help) {
    return parser.option(name, value, help).value_name(type).needs(table);
  };
  const auto array =
      of_table("--array", options.columns.array, "FILE", "a .npy array whose rows are the table's");
  parser
      .flag("--zscore", options.zscore,
            "scale each mel matrix of the array to mean 0 and variance 1")
      .needs(array);
  of_table("--id-column", options.columns.id_column, "NAME", "the tracks' names (default: path)");
  of_table("--label-column", options.columns.label_column, "NAME", "the classes (default: label)");
  of_table("--split-column", options.columns.split_column, "NAME", "train, valid or test");
  of_table("--drop-columns", options.columns.dropped, "LIST", "columns that are no features (a,b)")
      .separated_by(',')
      .one_at_a_time();
  of_table("--front-end", options.columns.front_end, "TEXT", "what its numbers were computed with");
}

}  // namespace melsift::tools
