# Help, and what is said of words that are not understood.
. "$LP_TESTS/cli/common.inc"
title version
say version
say --version
title help is an answer, its absence a usage error
leafproof help >1
echo "[exit $?]"
leafproof --help >2
leafproof -h >3
cmp 1 2
cmp 1 3
ends
for command in $(sed -n 's/^  \([a-z]*\)  .*/\1/p' 1); do
    leafproof "$command" --help >2
    echo "$command [exit $?]"
    head -n 1 2 | grep -q "^usage: leafproof $command" || cat 2
    leafproof "$command" -h | cmp - 2
done
title unknown commands
say hsah
say chekc
say frobnicate
say ''
title unknown options
say hash --jsn .
say check --agianst x .
say hash --frobnicate .
say hash -Z .
title values
say hash . -o -
say hash . --output=-
ls ./- 2>/dev/null || echo no file
say hash . -o
say hash . --depth
say hash . --depth=x
say hash . --depth -1
say hash . --json=yes
say hash . -j 2000
say hash . -j 0
LEAFPROOF_JOBS=0 say hash .
LEAFPROOF_JOBS=1025 say hash .
say diff a b -j 1
ends hash . --max-expand 1Q
ends hash . --max-expand ''
say hash . --format xml
title an option may stand anywhere, and be written in each way
mkdir d
printf 'one\n' >d/a.txt
printf 'two\n' >d/b.txt
for way in '-o x.leaf d' 'd -o x.leaf' 'd -ox.leaf' 'd --output x.leaf' \
    'd --output=x.leaf' '-qox.leaf d' '-qj1 -ox.leaf d' '-o x.leaf -- d'; do
    rm -f x.leaf
    # The words are meant to be split.
    leafproof hash $way >/dev/null 2>&1 || echo "$way: exit $?"
    sha256sum <x.leaf
done | sort | uniq -c | sed 's/^ *//'
title missing operands
say hash
say check --against x
say verify
say sign --key k
