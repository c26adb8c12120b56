#include "common/prepare_options.h"

namespace melsift::tools {

void add_options(Command& command, PrepareOptions& options) {
  CLI::App& app = command.app();
  app.add_option("--classes", options.classes, "keep only these classes (rock,jazz)")
      ->type_name("LIST")
      ->delimiter(',')
      ->allow_extra_args(false);
  app.add_option("--label", options.label, "the class of every track, as for a playlist of likes")
      ->type_name("CLASS");
  app.add_option("--group-by", options.group_by, "keep together what has the same")
      ->type_name("artist|folder|FILE");
  auto* list = app.add_option("--list", options.lists,
                              "a published split: FILE or train=FILE; may be repeated")
                   ->type_name("FILE")
                   ->allow_extra_args(false);
  app.add_option("--split", options.split, "train/valid/test in these shares (80/10/10)")
      ->type_name("SHARES")
      ->excludes(list);
  app.add_option("--folds", options.folds, "divide into N folds for cross-validation")
      ->type_name("N")
      ->check(CLI::Range(2, 1000).description(""));

  auto* table = app.add_option("--table", options.table, "read a CSV table of features instead")
                    ->type_name("FILE");
  const auto of_table = [&](const char* name, auto& value, const char* type, const char* help) {
    return app.add_option(name, value, help)->type_name(type)->needs(table);
  };
  of_table("--array", options.columns.array, "FILE", "a .npy array whose rows are the table's");
  of_table("--id-column", options.columns.id_column, "NAME", "the tracks' names (default: path)");
  of_table("--label-column", options.columns.label_column, "NAME", "the classes (default: label)");
  of_table("--split-column", options.columns.split_column, "NAME", "train, valid or test");
  of_table("--drop-columns", options.columns.dropped, "LIST", "columns that are no features (a,b)")
      ->delimiter(',')
      ->allow_extra_args(false);
  of_table("--front-end", options.columns.front_end, "TEXT", "what its numbers were computed with");
}

}  // namespace melsift::tools
