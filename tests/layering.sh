#!/usr/bin/env bash
# Checks that the table permits every #include of lib, that it permits nothing else, that the CMake
# targets have the same dependencies, and that foreign headers stay in the files that
# packaging/dependencies.txt names.  The table is the project's layering: modules include each other
# in one direction.
set -u
cd "$(dirname "$0")/../lib" || exit 1
failed=0
complain() { echo "layering: $*" >&2; failed=1; }

declare -A may=(
  [base]="base"
  [audio]="audio base"
  [dsp]="dsp base"
  [feature]="feature dsp base"
  [record]="record base"
  [resume]="resume record base"
  [nn]="nn base"
  [graph]="graph nn base"
  [model]="model nn record feature base"
  [index]="index base"
  [crowd]="crowd model record base"
  [recommend]="recommend crowd index model record base"
  [catalogue]="catalogue record base"
  [lookup]="lookup record base"
  [analysis]="analysis model feature record audio base"
  [scan]="scan analysis catalogue audio base"
  [picture]="picture dsp base"
  [web]="web scan analysis picture catalogue recommend crowd model record audio base"
)

# "feature dsp base" for "melsift_module(feature CODE numeric DEPS dsp base PRIVATE ...)", one line a
# module.
targets=$(tr '\n' ' ' <CMakeLists.txt | grep -oE 'melsift_module\([^)]*\)' |
  sed -E 's/melsift_module\(([a-z_]+)/\1/; s/ (PUBLIC|PRIVATE|HEADERS) .*//; s/ *\)$//; s/ CODE [a-z]+//; s/ DEPS / /')

for folder in */; do
  module=${folder%/}
  [ -n "${may[$module]-}" ] || { complain "lib/$module is not in the table"; continue; }
  declare -A used=([$module]=1)
  while IFS=: read -r file line include; do
    target=${include#*\"}; target=${target%%/*}
    used[$target]=1
    case " ${may[$module]} " in
      *" $target "*) ;;
      *) complain "lib/$file:$line includes $target, but $module may include only: ${may[$module]}" ;;
    esac
  done < <(grep -Hn '^#include "' "$module"/*.h "$module"/*.cpp 2>/dev/null)
  for target in ${may[$module]}; do
    [ -n "${used[$target]-}" ] || complain "$module may include $target, but no file of lib/$module does"
  done
  unset used
  read -r -a linked <<<"$(grep -E "^$module( |\$)" <<<"$targets")"
  [ "$(printf '%s\n' "${linked[@]}" | sort)" = "$(tr ' ' '\n' <<<"${may[$module]}" | sort)" ] ||
    complain "$module: the table says \"${may[$module]}\", lib/CMakeLists.txt \"${linked[*]}\""
done

# Only the files that packaging/dependencies.txt names may include a foreign header.
while IFS='|' read -r _ _ _ rule _; do
  header=${rule%%:*} header=${header// /}
  [ -n "$header" ] || continue
  read -r files <<<"${rule#*:}"
  while IFS=: read -r file _; do
    case " $files " in
      *" $file "*) ;;
      *) complain "lib/$file includes <$header>, which only these may include: ${files:-(no file of lib)}" ;;
    esac
  done < <(grep -rHn "^#include <$header" . | sed 's,^\./,,')
done < <(grep '^[^#]' ../packaging/dependencies.txt)

# Each source of dsp and web, and each that the tools share, has its tests.
for source in dsp/*.cpp web/*.cpp; do
  grep -q "^| .${source##*/}. |" "../tests/${source%/*}/README.md" ||
    complain "lib/$source: tests/${source%/*}/README.md does not say which tests cover it"
done
for source in ../tools/kit/*.cpp ../tools/records/*.cpp ../tools/tracks/*.cpp; do
  grep -q "^| .${source##*/}. |" ../tests/tools/README.md ||
    complain "${source#../}: tests/tools/README.md does not say which tests cover it"
done

# The library is silent and never exits.
while IFS= read -r hit; do
  complain "lib/$hit: the library neither prints nor exits"
done < <(grep -rnE '(std::(cout|cerr)|\b[fv]?printf *\(|\bexit *\(|\babort *\()' --include=*.cpp --include=*.h . |
  grep -v '^\./[^:]*:[0-9]*: *//' | sed 's,^\./,,')

[ $failed -eq 0 ] && echo "layering: clean"
exit $failed
