#include "tools/prepare/options.h"

namespace melsift::tools {

void add_options(Command& command, PrepareOptions& options) {
  OptionParser& parser = command.parser();
  parser.option("--classes", options.classes, "keep only these classes, such as rock,jazz")
      .value_name("LIST")
      .one_at_a_time();
  parser
      .option("--label", options.label,
              "set the class of every track, for example of a playlist of likes")
      .value_name("CLASS");
  parser
      .option("--group-by", options.group_by,
              "keep tracks of the same artist, folder or group in one split")
      .value_name("artist|folder|FILE");
  const auto list = parser
                        .option("--list", options.lists,
                                "apply a published split from FILE or train=FILE; may be repeated")
                        .value_name("FILE")
                        .one_at_a_time();
  parser.option("--split", options.split, "split at random into train/valid/test, such as 80/10/10")
      .value_name("SHARES")
      .excludes(list);
  parser.option("--folds", options.folds, "assign N folds for cross-validation")
      .value_name("N")
      .range(2, 1000);

  const auto table =
      parser.option("--table", options.table, "read tracks and features from a CSV table")
          .value_name("FILE");
  const auto of_table = [&](const char* name, auto& value, const char* type, const char* help) {
    return parser.option(name, value, help).value_name(type).needs(table);
  };
  const auto array = of_table("--array", options.columns.array, "FILE",
                              ".npy array with the features of the table's rows");
  parser
      .flag("--zscore", options.zscore,
            "scale each mel matrix of the array to zero mean and unit variance")
      .needs(array);
  of_table("--id-column", options.columns.id_column, "NAME",
           "column with track names (default: path)");
  of_table("--label-column", options.columns.label_column, "NAME",
           "column with classes (default: label)");
  of_table("--split-column", options.columns.split_column, "NAME",
           "column with the split: train, valid or test");
  of_table("--drop-columns", options.columns.dropped, "LIST",
           "columns to exclude from the features, such as a,b")
      .one_at_a_time();
  of_table("--missing", options.missing, "POLICY",
           "rows that lack a feature: refuse, drop, or mean (fill in the column's mean)")
      .value_name(alternatives(Choice<record::MissingValues>::kNames))
      .show_default();
  of_table("--front-end", options.columns.front_end, "TEXT",
           "front end that computed the table's features");
}

}  // namespace melsift::tools
