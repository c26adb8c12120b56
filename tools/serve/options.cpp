#include "tools/serve/options.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stop_token>
#include <thread>

#include "base/default_library.h"
#include "base/display_text.h"
#include "base/error.h"
#include "base/number.h"
#include "base/thread_start.h"
#include "base/utc.h"
#include "record/json_text.h"
#include "tools/kit/interruption.h"
#include "tools/kit/log.h"
#include "tools/kit/models.h"
#include "web/base_url.h"
#include "web/guard.h"
#include "web/server.h"
#include "web/token.h"

namespace melsift::tools {
namespace {

// "200MB": bytes, kB, MB or GB, in powers of 1024, like du.
std::uint64_t parse_size(const std::string& text) {
  const std::size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_integer(text.substr(0, end));
  const std::string unit = lower_case(trimmed(text.substr(end)));
  int shift = -1;
  if (unit.empty() || unit == "b") shift = 0;
  if (unit == "k" || unit == "kb") shift = 10;
  if (unit == "m" || unit == "mb") shift = 20;
  if (unit == "g" || unit == "gb") shift = 30;
  if (!number || *number < 1 || *number > 1'000'000'000'000 || shift < 0 ||
      (shift == 30 && *number > 1'000'000))
    throw Error(ErrorKind::invalid_argument, "--max-upload \"" + text + '"',
                "expected a size such as 200MB");
  return static_cast<std::uint64_t>(*number) << shift;
}

// "127.0.0.1:8080", "[::1]:8080", "home:0".
void parse_address(const std::string& text, web::Settings& settings) {
  const std::size_t colon = text.rfind(':');
  const long long port =
      colon == std::string::npos ? -1 : parse_integer(text.substr(colon + 1)).value_or(-1);
  std::string host = text.substr(0, std::min(colon, text.size()));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (host.empty() || port < 0 || port > 65535)
    throw Error(ErrorKind::invalid_argument, "--listen \"" + text + '"',
                "expected HOST:PORT, such as 127.0.0.1:8080");
  settings.host = host;
  settings.port = static_cast<int>(port);
}

std::string address_of(const web::Settings& settings, int port) {
  const bool is_v6 = settings.host.find(':') != std::string::npos;
  return "http://" + (is_v6 ? "[" + settings.host + "]" : settings.host) + ":" +
         std::to_string(port) + "/";
}

// "2026-11-20T12:34:56Z GET /api/tracks 200 1234 bytes 0.012 s", or the same as JSON.
std::string log_line(const web::Exchange& exchange, bool as_json) {
  const std::string time = utc_text(utc_now_s());
  if (!as_json)
    return time + " " + exchange.method + " " + printable(exchange.path) + " " +
           std::to_string(exchange.status) + " " + std::to_string(exchange.bytes) + " bytes " +
           to_fixed(exchange.seconds, 3) + " s";
  std::string line = "{\"time\":\"" + time + "\",\"method\":";
  record::append_json_string(line, exchange.method);
  record::append_json_string(line += ",\"path\":", printable(exchange.path));
  return line + ",\"status\":" + std::to_string(exchange.status) +
         ",\"bytes\":" + std::to_string(exchange.bytes) +
         ",\"seconds\":" + to_fixed(exchange.seconds, 6) + "}";
}

}  // namespace

void add_options(Command& command, ServeOptions& options) {
  const auto add = [&](const char* flag, auto& value, const char* type, const char* help) {
    return command.parser().option(flag, value, help).value_name(type);
  };
  web::Settings& settings = options.settings;
  settings.catalogue = default_library();
  add("--catalogue", settings.catalogue, "FILE",
      "catalogue file; created if it does not exist (default: $XDG_DATA_HOME/melsift/library.db)");
  add_models(command.parser(), options.models,
             "model that classifies uploads (default: the bundled one)");
  add("--taste", settings.taste, "FILE", "initial model of your taste (train --target liked)");
  add("--index", settings.indexes, "FILE",
      "index file (collect index) to find similar tracks in a large library; may be repeated")
      .one_at_a_time();
  add("--crowd", settings.crowd, "FILE", "recommender trained on other listeners' plays");
  add("--listens", settings.listens, "FILE", "table of plays: user, item and plays");
  add("--user", settings.user, "NAME", "user whose plays to use");
  add("--listen", options.listen, "HOST:PORT",
      "address and port to listen on; port 0: any free port")
      .show_default();
  add("--music", settings.music, "DIR", "folder that may be scanned and played; may be repeated")
      .one_at_a_time();
  add("--base-url", settings.base_url, "URL",
      "public URL of the page behind a proxy, such as https://music.example/melsift");
  add("--allowed-host", settings.allowed_hosts, "NAME",
      "additional host name of the server or its proxy")
      .one_at_a_time();
  add("--token-file", options.token_file, "FILE",
      "file (mode 600) with the token that requests must carry");
  add("--log-format", options.log_format, "text|json",
      "log each answered request on standard error (default: no)")
      .one_of({"text", "json"});
  add("--max-upload", options.most_upload, "SIZE", "size limit of an upload").show_default();
}

void complete_settings(ServeOptions& options) {
  if (options.settings.catalogue.empty())
    throw Error(ErrorKind::invalid_argument, "--catalogue",
                "is required (neither XDG_DATA_HOME nor HOME is an absolute path)");
  parse_address(options.listen, options.settings);
  if (!options.settings.base_url.empty()) web::parse_base_url(options.settings.base_url);
  const web::Settings& settings = options.settings;
  if (settings.crowd.empty() != settings.listens.empty() ||
      settings.listens.empty() != settings.user.empty())
    throw Error(ErrorKind::invalid_argument, "--crowd, --listens and --user",
                "must be given together");
  options.settings.models = models_or_default(options.models);
  if (options.log_format == "text")
    options.settings.answered = [](const web::Exchange& exchange) {
      log(Level::note, log_line(exchange, false));
    };
  // A line of its own, without the tool's name before it.
  if (options.log_format == "json")
    options.settings.answered = [](const web::Exchange& exchange) {
      std::fputs((log_line(exchange, true) + "\n").c_str(), stderr);
    };
  options.settings.most_upload_bytes = parse_size(options.most_upload);
}

void add_token(ServeOptions& options) {
  if (!options.token_file.empty())
    options.settings.token = web::read_token(options.token_file);
  else if (!web::is_loopback(options.settings.host))
    options.settings.token = web::random_hex(16);
}

void serve(Command& command, const ServeOptions& options) {
  const Interruption catching;
  if (prepare_default_library(options.settings.catalogue))
    command.note("creating the library " + options.settings.catalogue);
  web::Server server(options.settings);
  std::string query;
  // A generated token is printed once; a token from a file is not printed.
  if (!options.settings.token.empty() && options.token_file.empty())
    query = "?token=" + options.settings.token;
  command.note(address_of(options.settings, server.port()) + query);
  if (!options.settings.base_url.empty()) {
    const web::BaseUrl base = web::parse_base_url(options.settings.base_url);
    command.note("behind the proxy: " + base.origin + base.path + "/" + query);
  }
  const std::jthread waiting =
      start_thread("the thread that waits for signals", [&](const std::stop_token& done) {
        while (!done.stop_requested() && !Interruption::requested())
          std::this_thread::sleep_for(std::chrono::milliseconds(50));
        server.stop();
      });
  server.run();
}

}  // namespace melsift::tools
