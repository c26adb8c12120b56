// serve: the web page and its JSON API.  See melsift-serve(1).
#include "base/parallel.h"
#include "tools/kit/command.h"
#include "tools/serve/options.h"

int main(int argc, char** argv) {
  using namespace melsift;
  return tools::run("serve", "Serve a web page to browse, play and recommend music.", argc, argv,
                    [](tools::Command& command) {
                      tools::ServeOptions options;
                      tools::add_options(command, options);
                      const auto& threads = command.threads();
                      command.parse();
                      command.check([&] { tools::complete_settings(options); });
                      options.settings.threads = thread_count(threads);
                      tools::add_token(options);
                      tools::serve(command, options);
                    });
}
