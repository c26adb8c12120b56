#!/usr/bin/env bash
# End to end: doctor.
# Usage: doctor_test.sh FOLDER_OF_EXECUTABLES
# shellcheck source=tests/tools/support.sh
. "$(dirname "$0")/support.sh"

check_common doctor
fills_disk doctor

# A working installation without a library.
expect 0 doctor
silent
grep -qxE 'ok +version +[0-9]+\.[0-9]+\.[0-9]+' out || fail "$(cat out)"
grep -qxE 'ok +formats +WAV, AIFF, AU, FLAC, Ogg Vorbis, Opus, MP3(, M4A, WMA, WebM)?' out || fail "$(cat out)"
grep -qxE 'ok +model +melnet: .*accuracy.*' out || fail "$(cat out)"
grep -qxE "absent +library +none yet \(run melsift collect scan FOLDER to make $XDG_DATA_HOME/melsift/library.db\)" out || fail "$(cat out)"
grep -qxE 'ok +threads +[1-9][0-9]*' out || fail "$(cat out)"
grep -qE '^ok +processor +.' out || fail "$(cat out)"
[ "$(wc -l <out)" -le 7 ] || fail "$(cat out)"
# Its results for M4A, WMA and WebM are correct.
if grep -q '^absent *formats *M4A, WMA, WebM: libav' out; then has_libav=no; else has_libav=yes; fi
melsift --version >version
[ "$has_libav" = "$(grep -q "^  libav" version && echo yes || echo no)" ] || fail "$(cat out)"

# A library, then a damaged one.
make_audio tone.wav 1 22050 1 1
collect scan -q --no-sound tone.wav
expect 0 doctor
grep -qxE "ok +library +$XDG_DATA_HOME/melsift/library.db: 1 tracks, intact" out || fail "$(cat out)"
head -c 5000 "$XDG_DATA_HOME/melsift/library.db" >cut.db
expect 1 doctor --db cut.db
grep -qE '^broken +library +cut.db: ' out || fail "$(cat out)"
says "melsift doctor: 1 part: broken"
expect 1 doctor --db missing.db
grep -qE '^broken +library +missing.db: ' out || fail "$(cat out)"

# No bundled model, then a damaged one.
mkdir -p prefix/bin prefix/share/melsift/models
cp "$bin/doctor" prefix/bin
expect 0 prefix/bin/doctor
grep -qxE 'absent +model +none is bundled; commands need -m FILE' out || fail "$(cat out)"
head -c 1000 "$here"/../../models/melnet.safetensors >prefix/share/melsift/models/melnet.safetensors
expect 1 prefix/bin/doctor
grep -qE '^broken +model +.*melnet.safetensors: ' out || fail "$(cat out)"

passed
