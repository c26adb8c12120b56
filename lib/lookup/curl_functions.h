// libcurl's functions, loaded when a look-up first needs them.  Linked in, libcurl would bring some
// 40 shared libraries into every run of collect, 8 ms before main(); few runs look anything up.
#pragma once

#define CURL_DISABLE_TYPECHECK  // its macros would name the functions themselves
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

// Loads the library and sets it up once.  Throws Error unsupported where it is not installed, io
// where it can't be set up.
const CurlFunctions& curl_functions();

}  // namespace melsift::lookup
