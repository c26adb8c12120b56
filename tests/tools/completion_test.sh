#!/usr/bin/env bash
# End to end: the completions for bash, zsh and fish, which the build makes from the tools' options.
# Usage: completion_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

scripts=$(dirname "$bin")/tools
mapfile -t tools < <(melsift --help | sed -n '/^tools:$/,/^$/s/^  \([a-z]*\) .*/\1/p')
for tool in "${tools[@]}"; do "$tool" --option-table; done >tables

# The tables: all options of --help, no hidden one, and their values.
row() { grep -P "^option\t$1\t$2\t" tables | cut -f 4; }
[ "$(row train --optimizer)" = 'adam|adamw|sgd' ] || fail "train --optimizer takes $(row train --optimizer)"
[ "$(row 'collect scan' --db)" = FILE ] || fail "collect scan --db takes $(row 'collect scan' --db)"
[ -z "$(row evaluate --json)" ] || fail "evaluate --json takes $(row evaluate --json)"
grep -qP '^operand\ttrain\tfeatures\tFILE\tmany\t' tables || fail "the operands of train are not listed"
grep -qP '^command\tcollect listenbrainz radio\t' tables || fail "collect listenbrainz radio is not listed"
! grep -q option-table tables || fail "a hidden option is listed"
for tool in "${tools[@]}"; do
  diff <("$tool" --help | grep -oE '^ +(-.,)?--[a-z0-9-]+' | grep -oE -- '--.*' | sort) \
    <(grep -P "^option\t$tool\t" tables | cut -f 3 | grep -oE -- '--.*' | sort) || fail "the table of $tool is not its --help"
done
fills_disk extract --option-table

# bash, by its function: offered LINE..., for the last argument; files are left to readline.
# shellcheck source=/dev/null
. "$scripts/melsift.bash"
compopt() { [ "$*" = "-o default" ] && left_to_readline=yes; }
offered() {
  COMP_WORDS=(melsift "$@")
  COMP_CWORD=$#
  left_to_readline=''
  COMPREPLY=()
  _melsift
  printf '%s\n' "${COMPREPLY[*]}" >offered
}
# offers "WORDS" [ARGUMENT...]: these words, in any order, and no file names; offers_files "WORDS"
# [ARGUMENT...]: these words, and file names.
offers() {
  local wanted=$1
  shift
  offered "$@"
  [ "$(tr ' ' '\n' <offered | sort)" = "$(tr ' ' '\n' <<<"$wanted" | sort)" ] || fail "after melsift $*: $(cat offered)"
  [ -z "$left_to_readline" ] || fail "after melsift $*: files"
}
offers_files() {
  local wanted=$1
  shift
  offered "$@"
  [ "$(cat offered)" = "$wanted" ] || fail "after melsift $*: $(cat offered)"
  [ "$left_to_readline" ] || fail "after melsift $*: no files"
}
offers train tr
offers "${tools[*]} help" ''
offers '--help --version --exec-path' --
offers --optimizer train --opt
offers --optimizer train --epochs 3 features.jsonl --opt
offers 'adam adamw sgd' train --optimizer ''
offers 'adam adamw' train --optimizer ad
offers 'adam adamw sgd' train --optimizer =
offers 'adam adamw' train --optimizer = ad
offers 'reflect' extract --padding r
offers scan collect sc
offers 'spotify' collect -q sp
offers 'radio listens submit' collect listenbrainz ''
offers 'easy medium hard' collect listenbrainz radio --mode ''
offers 'train' help tr
offers "${tools[*]} map pipelines cluster records model" help ''
offers 'map model' help m
offers '' help map ''
offers '' help train ''
offers '' train --epochs ''
offers '' prepare --no-such
offers_files '' train ''
offers_files '' train feat
offers_files '' train -o ''
offers_files '' train --output x
offers_files '' classify --model = x
offers_files '' collect scan --db ''
offers_files 'artist folder' prepare --group-by ''
offers_files '' prepare --group-by lists/
offers -q collect scan -q

# bash itself, at a terminal: what is typed is what the command gets.
if command -v script >/dev/null; then
  touch 'features 1.jsonl'
  cat >rc <<EOF
PS1=; PS2=
melsift() { printf '%s\n' "\$@" >arguments; }
. '$scripts/melsift.bash'
EOF
  printf 'melsift tr\t--optimi\tsg\tfea\t--sched\tcos\t\nexit\n' |
    script -qec 'env TERM=dumb bash --noprofile --rcfile rc -i' /dev/null >terminal || true
  if [ ! -e arguments ]; then cat terminal >&2; fi
  printf '%s\n' train --optimizer sgd 'features 1.jsonl' --schedule cosine | cmp - arguments || fail "bash completes otherwise: $(cat arguments)"
else
  skip_part "script is not installed"
fi

# The tool accepts every offered word.
toy_features 12 >toy.jsonl
for option in --optimizer --schedule --class-weights; do
  for word in $(row train $option | tr '|' ' '); do
    expect 0 train toy.jsonl -q --epochs 1 $option "$word" -o toy.safetensors
  done
done
make_audio tone.wav 1 22050 1 1
for set in $(row extract --set | tr '|' ' '); do expect 0 extract --set "$set" tone.wav; done
for stat in $(row extract --stat | tr '|' ' '); do expect 0 extract --stat "$stat" tone.wav; done
for padding in $(row extract --padding | tr '|' ' '); do expect 0 extract --padding "$padding" tone.wav; done
for ref in $(row extract --ref | tr '|' ' '); do expect 0 extract --set mel --ref "$ref" tone.wav; done
for format in $(row extract --format | tr '|' ' '); do expect 0 extract --format "$format" tone.wav -o "tone.$format"; done
for way in $(row classify --aggregate | tr '|' ' '); do expect 0 classify -m toy.safetensors --aggregate "$way" toy.jsonl; done

if command -v zsh >/dev/null; then
  zsh -n "$scripts/melsift.zsh" || fail "zsh can't read its script"
  # Typed at a terminal of zsh.
  mkdir functions
  cp "$scripts/melsift.zsh" functions/_melsift
  cat >typed.zsh <<'EOF'
zmodload zsh/zpty
zpty shell 'TERM=dumb HOME=$PWD zsh -f -i'
zpty -w shell "PS1=; unsetopt beep; fpath=($PWD/functions \$fpath); autoload -Uz compinit; compinit -u -D
melsift() { print -rl -- \"\$@\" >part && mv part typed }; : >ready"
for i in {1..100}; do [[ -e ready ]] && break; sleep 0.1; done
zpty -n -w shell $'melsift tr\t--optimi\tsg\tfea\t--sched\tcos\t\n'
for i in {1..100}; do [[ -e typed ]] && break; sleep 0.1; done
EOF
  touch 'features 1.jsonl'
  zsh -f typed.zsh
  printf '%s\n' train --optimizer=sgd 'features 1.jsonl' --schedule=cosine | cmp - typed || fail "zsh completes otherwise: $(cat typed)"
else
  skip_part "zsh is not installed"
fi

if command -v fish >/dev/null; then
  export HOME=$work XDG_CONFIG_HOME=$work/config XDG_DATA_HOME=$work/data
  fish --no-execute "$scripts/melsift.fish" || fail "fish can't read its script"
  # fish_offers "WORDS" LINE: what begins as the last word does; fish 4 also offers what contains it.
  fish_offers() {
    fish --no-config -c "source '$scripts/melsift.fish'; complete -C '$2'" 2>err | cut -f 1 |
      awk -v word="${2##* }" 'index($0, word) == 1' | sort >offered
    nothing err
    [ "$(cat offered)" = "$(tr ' ' '\n' <<<"$1" | sort)" ] || fail "fish, after $2: $(tr '\n' ' ' <offered)"
  }
  fish_offers train 'melsift tr'
  fish_offers --optimizer 'melsift train --opt'
  fish_offers 'adam adamw sgd' 'melsift train --optimizer '
  fish_offers '--optimizer=adam --optimizer=adamw' 'melsift train --optimizer=ad'
  fish_offers scan 'melsift collect sc'
  fish_offers 'easy medium hard' 'melsift collect listenbrainz radio --mode '
  fish_offers train 'melsift help tr'
  fish_offers 'map model' 'melsift help m'
  fish_offers toy.jsonl 'melsift train toy.j'
  fish_offers toy.safetensors 'melsift classify -m toy.s'
else
  skip_part "fish is not installed"
fi

passed
