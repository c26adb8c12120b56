#!/usr/bin/env bash
# Checks every #include of lib against who may include whom, and that foreign libraries stay in
# the files that wrap them.  The table is the project's layering: data flows one way.
set -u
cd "$(dirname "$0")/../lib" || exit 1
failed=0
complain() { echo "layering: $*" >&2; failed=1; }

declare -A may=(
  [base]="base"
  [audio]="audio base"
  [dsp]="dsp base"
  [feature]="feature audio dsp base"
  [record]="record base"
  [nn]="nn base"
  [model]="model nn record feature base"
  [index]="index base"
  [crowd]="crowd model record base"
  [recommend]="recommend model nn record base"
  [catalogue]="catalogue record audio base"
  [lookup]="lookup record base"
  [scan]="scan catalogue model feature record audio base"
  [picture]="picture dsp base"
  [web]="web scan picture catalogue lookup crowd index recommend model nn record feature dsp audio base"
)

for folder in */; do
  module=${folder%/}
  [ -n "${may[$module]-}" ] || { complain "lib/$module is not in the table"; continue; }
  while IFS=: read -r file line include; do
    target=${include#*\"}; target=${target%%/*}
    case " ${may[$module]} " in
      *" $target "*) ;;
      *) complain "lib/$file:$line includes $target, but $module may include only: ${may[$module]}" ;;
    esac
  done < <(grep -Hn '^#include "' "$module"/*.h "$module"/*.cpp 2>/dev/null)
done

# header -> the only files of lib that may include it
only() {
  local header=$1; shift
  while IFS=: read -r file _; do
    case " $* " in *" $file "*) ;; *) complain "lib/$file includes <$header>, which belongs in: $*" ;; esac
  done < <(grep -rHn "^#include <$header" . | sed 's,^\./,,')
}
only sndfile.h audio/sndfile.cpp
only mpg123.h audio/mpg123.cpp
only libav audio/libav.cpp audio/libav_functions.h
only soxr.h audio/resample.cpp
only fftw3.h dsp/fft.cpp
only simdjson record/reader.cpp
only zip.h record/zip_archive.cpp
only zlib.h record/zip_writer.cpp
only onnx model/onnx_graph.cpp
only sqlite3.h catalogue/database.cpp
only taglib audio/tags.cpp
only hnswlib index/graph.cpp
only cld2 catalogue/language_guess.cpp
only curl lookup/curl_functions.h
only cairo picture/canvas.cpp
only pango picture/canvas.cpp
only png.h picture/canvas.cpp
only httplib.h web/http_server.cpp
only spdlog
only CLI

# The library is silent and never exits.
while IFS= read -r hit; do
  complain "lib/$hit: the library neither prints nor exits"
done < <(grep -rnE '(std::(cout|cerr)|\b[fv]?printf *\(|\bexit *\(|\babort *\()' --include=*.cpp --include=*.h . |
  grep -v '^\./[^:]*:[0-9]*: *//' | sed 's,^\./,,')

[ $failed -eq 0 ] && echo "layering: clean"
exit $failed
