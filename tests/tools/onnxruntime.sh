# Sourced by tests that compare with onnxruntime, after support.sh.  It comes from npm, into
# $XDG_CACHE_HOME/melsift-tests.
# shellcheck shell=bash
onnxruntime=1.30.0
cache=${XDG_CACHE_HOME:-$HOME/.cache}/melsift-tests/onnxruntime-node-$onnxruntime

# Whether onnxruntime exists, or could be fetched.  Scripts of the packages are not run: they would
# fetch files for graphics cards.
have_onnxruntime() {
  command -v node >/dev/null || return 1
  [ ! -d "$cache/node_modules" ] || return 0
  command -v npm >/dev/null && mkdir -p "$cache" || return 1
  local fresh
  fresh=$(mktemp -d "$cache.XXXXXX") || return 1
  if timeout 120 npm install --prefix "$fresh" --ignore-scripts --no-audit --no-fund --fetch-retries 1 \
    "onnxruntime-node@$onnxruntime" >/dev/null 2>&1 && mv -T "$fresh/node_modules" "$cache/node_modules"; then
    rm -rf "$fresh"
    return 0
  fi
  rm -rf "$fresh"
  [ -d "$cache/node_modules" ] # by a test that ran at the same time
}
