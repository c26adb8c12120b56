#include "catalogue/store.h"

namespace melsift::catalogue {

void Store::write_feedback(long long id, const record::Record& record) {
  const bool nothing = !record.liked && !record.play_count && record.last_played.empty();
  if (nothing) {
    database_->statement("DELETE FROM feedback WHERE track = ?1").with(id).run();
    return;
  }
  database_
      ->statement(
          "INSERT OR REPLACE INTO feedback (track, liked, play_count, last_played) "
          "VALUES (?1, ?2, ?3, ?4)")
      .with(id, record.liked, record.play_count, record.last_played)
      .run();
}

void Store::set_liked(long long track, std::optional<bool> liked) {
  database_
      ->statement(
          "INSERT INTO feedback (track, liked) VALUES (?1, ?2) "
          "ON CONFLICT (track) DO UPDATE SET liked = excluded.liked")
      .with(track, liked)
      .run();
}

void Store::add_play(long long track, const std::string& time) {
  transaction([&] {
    database_->statement("INSERT INTO play (track, time) VALUES (?1, ?2)").with(track, time).run();
    database_
        ->statement(
            "INSERT INTO feedback (track, play_count, last_played) VALUES (?1, 1, ?2) "
            "ON CONFLICT (track) DO UPDATE SET play_count = coalesce(play_count, 0) + 1, "
            "last_played = max(coalesce(last_played, ''), excluded.last_played)")
        .with(track, time)
        .run();
  });
}

std::vector<Listen> Store::listens() const {
  std::vector<Listen> listens;
  Statement& row = database_->statement("SELECT user, item, plays FROM listen ORDER BY user, item");
  while (row.next()) listens.push_back({row.text(0), row.text(1), row.integer(2).value_or(0)});
  return listens;
}

long long Store::put_listens(const std::function<std::optional<Listen>()>& next) {
  database_->run(
      "CREATE TEMP TABLE IF NOT EXISTS heard (user TEXT NOT NULL, item TEXT NOT NULL, "
      "plays INTEGER NOT NULL, PRIMARY KEY (user, item)) WITHOUT ROWID");
  long long added = 0;
  transaction([&] {
    database_->run("DELETE FROM temp.heard");
    Statement& insert = database_->statement(
        "INSERT INTO temp.heard (user, item, plays) VALUES (?1, ?2, ?3) "
        "ON CONFLICT (user, item) DO UPDATE SET plays = plays + excluded.plays");
    while (const auto listen = next()) insert.with(listen->user, listen->item, listen->plays).run();
    const long long before = database_->number("SELECT count(*) FROM listen");
    database_->run("INSERT OR REPLACE INTO listen SELECT user, item, plays FROM temp.heard");
    added = database_->number("SELECT count(*) FROM listen") - before;
  });
  return added;
}

}  // namespace melsift::catalogue
