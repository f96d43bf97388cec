# A path that is missing beside a manifest is a failure of that path only.
. "$LP_TESTS/cli/common.inc"
mkdir new
printf 'new\n' >new/c.txt
printf 'two\n' >new/d.txt
leafproof index add new/c.txt -o c.set --publication C --date 2025 >/dev/null
leafproof hash new/d.txt -o d.leaf -q >/dev/null
say check d.leaf gone --against c.set -q
say check gone d.leaf --against c.set -q
