# Digests as text, a manifest, records.
. "$LP_TESTS/cli/common.inc"
make_bundle tree

title digests
say hash tree
title only digests on stdout
leafproof hash tree 2>/dev/null | sha256sum -c --quiet --strict 2>&1 | head -n 1
(cd tree && leafproof hash . 2>/dev/null | sha256sum -c --strict 2>&1)

title a manifest
say hash tree -o tree.leaf
cat tree.leaf
[ "$(leafproof hash tree -o again.leaf | sed -n 's/.*sha256://p')" = \
    "$(sha256sum again.leaf | cut -d ' ' -f 1)" ] && echo "its digest is told"
cmp tree.leaf again.leaf
(cd tree && sha256sum -c --strict ../tree.leaf)

title an older manifest is replaced, its links and mode are its own
say hash tree -o tree.leaf -q
stat -c %a tree.leaf

title records
say hash tree --json
say hash tree --format ndjson -o json.leaf | tail -n 2
cmp tree.leaf json.leaf

title one thread, four, none inside
leafproof hash tree -j 1 -o one.leaf -q >/dev/null
leafproof hash tree -j 4 -o four.leaf -q >/dev/null
cmp tree.leaf one.leaf
cmp tree.leaf four.leaf
