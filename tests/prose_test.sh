#!/usr/bin/env bash
# What people read is plain English: texts, comments and messages avoid the phrases below, and each
# help string can be read alone, as shell completion shows it.
# Usage: prose_test.sh [FOLDER_OF_EXECUTABLES]
#   FOLDER_OF_EXECUTABLES  check the help strings of these tools, too
set -euo pipefail
export LC_ALL=C.UTF-8
bin=${1:+$(cd "$1" && pwd)}
cd "$(dirname "$0")/.."
checked=(./*.md CMakeLists.txt examples lib man models packaging tests tools)
bad=0

# One phrase a line, a regular expression, then two blanks and the words to write instead.
phrases='
\btold (rightly|wrongly)                      classified correctly, misclassified
\btells? [\w %]{0,30}(rightly|wrongly)        classifies correctly, misclassifies
(told|known) by the ends? of                  recognised by extension
\bgiven tracks                                seed tracks
what one goes by                              seed tracks
widens where                                  relaxed to
of which nothing is known                     unknown, missing
(?<!there )\bis none[,.;:)]                   is invalid
(?<!there )\bis no (number|date|regular|JSON|test\b)  is not a ...
(?<!there )\bis no \w+ (file|model)           is not a ...
in the box\b                                  bundled
\bby lot\b                                    at random
what comes behind                             what follows
one behind (the other|another)                one after another
(that|who|those) are there[,.;:)]             existing
\bis had at|\bare had at                      is available from
\bof late\b                                   recently
goe?s? on where                               resumes
share that counts                             fraction, percentage
\bof no use\b                                 not used, unsuitable
\b(is|are) taken to be\b                      is assumed to be
\b(goe?s?|go) by (its|their|the)\b            is identified by, is shown as
\b(is|are) told[.;)]                          is reported
listened to nothing                           users with no known items
whose of them                                 the user whose ...
'

files() {
  find "${checked[@]}" -type f ! -path 'tests/data/*' ! -path '*/node_modules/*' \
    ! -path tests/prose_test.sh | grep -E '\.([1-9]|md|h|cpp|js|html|css|sh|mjs|py|yml|cmake|txt|in)$' | sort
}

# Of each file the text on one line, without the marks of comments, string literals and mdoc.
# shellcheck disable=SC2016  # the program is Perl
hits=$(files | PHRASES=$phrases xargs perl -CSD -0777 -ne '
  BEGIN { for (split /\n/, $ENV{PHRASES}) { push @rules, [qr/$1/i, $2] if /^(\S.*?)  +(.*)/ } }
  s/^\.It ".*$//mg;  # a quoted message
  s/^\s*(\/\/|#|\.[A-Z][a-z] |"|\*)\s*//mg;
  s/["\\\s]+/ /g;
  for my $rule (@rules) {
    my ($phrase, $instead) = @$rule;
    while (/$phrase/g) {
      my $from = $-[0] > 30 ? $-[0] - 30 : 0;
      print "$ARGV: \"" . substr($_, $from, $+[0] + 20 - $from) . "\" (write: $instead)\n";
    }
  }')
[ -z "$hits" ] || { echo "$hits" >&2; bad=1; }

# Help strings: the last column of the tables that completions are made of.
[ -z "$bin" ] || for tool in $("$bin/melsift" --help | sed -n '/^tools:$/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
  "$bin/$tool" --option-table | awk -F '\t' '$NF ~ /^(of |don.t|or |likewise|as above)/ {
    print $2 " " $3 ": help can not be read alone: " $NF; found = 1 } END { exit found }' >&2 || bad=1
done

[ $bad -eq 0 ] && echo "prose: clean"
exit $bad
