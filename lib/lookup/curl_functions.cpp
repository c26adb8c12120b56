#include "lookup/curl_functions.h"

#include "base/error.h"
#include "base/shared_library.h"

namespace melsift::lookup {
namespace {

CurlFunctions load() {
  const SharedLibrary curl("libcurl.so.4", "please install libcurl (Debian: libcurl4)");
  CurlFunctions f{};
  curl.find(f.easy_cleanup, "curl_easy_cleanup");
  curl.find(f.easy_getinfo, "curl_easy_getinfo");
  curl.find(f.easy_init, "curl_easy_init");
  curl.find(f.easy_perform, "curl_easy_perform");
  curl.find(f.easy_reset, "curl_easy_reset");
  curl.find(f.easy_setopt, "curl_easy_setopt");
  curl.find(f.easy_strerror, "curl_easy_strerror");
  curl.find(f.slist_append, "curl_slist_append");
  curl.find(f.slist_free_all, "curl_slist_free_all");
  decltype(&::curl_global_init) global_init = nullptr;
  curl.find(global_init, "curl_global_init");
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
    throw Error(ErrorKind::io, "libcurl", "can't be initialised");
  return f;
}

}  // namespace

const CurlFunctions& curl_functions() {
  static const CurlFunctions functions = load();
  return functions;
}

}  // namespace melsift::lookup
