// libcurl's functions, loaded when a look-up first needs them.  If it were linked, libcurl would
// load some 40 shared libraries in every run of collect, 8 ms before main(), and few runs look
// anything up.
#pragma once

#define CURL_DISABLE_TYPECHECK  // its macros would replace the names of the functions
#include <curl/curl.h>

namespace melsift::lookup {

struct CurlFunctions {
  decltype(&::curl_easy_cleanup) easy_cleanup;
  decltype(&::curl_easy_getinfo) easy_getinfo;
  decltype(&::curl_easy_init) easy_init;
  decltype(&::curl_easy_perform) easy_perform;
  decltype(&::curl_easy_reset) easy_reset;
  decltype(&::curl_easy_setopt) easy_setopt;
  decltype(&::curl_easy_strerror) easy_strerror;
  decltype(&::curl_slist_append) slist_append;
  decltype(&::curl_slist_free_all) slist_free_all;
};

// Loads and initialises the library once.  Throws Error unsupported if it is not installed, io if
// it can't be initialised.
const CurlFunctions& curl_functions();

}  // namespace melsift::lookup
