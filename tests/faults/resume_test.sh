#!/usr/bin/env bash
# Resumable extraction of each audio format: a file that the system refused to open or read is not
# damaged.  The next run completes the work.
# Usage: resume_test.sh FOLDER_OF_EXECUTABLES; see support.sh
# shellcheck source=tests/faults/support.sh
. "$(dirname "$0")/support.sh"

faults=("${faults[@]/malloc*/}")  # libraries call a file damaged if they get no memory for it
present() { :; }  # an unfinished run leaves its part for the next
fresh() { rm -f x x.* errors*; }
whole() { is_same x wanted; }
old_or_whole() { "${command[@]}" 2>>err && whole; }

for extension in wav flac m4a; do
  make_audio "a.$extension" 1 48000 2>/dev/null || { skip_part "no $extension in this build"; continue; }
  command=(extract -q --set mfcc --resume --errors errors "a.$extension" -o x)
  fresh
  "${command[@]}" 2>err
  cp x wanted
  torture "${command[@]}"
done

echo "resume_test: $tried runs, $met faults"
passed
