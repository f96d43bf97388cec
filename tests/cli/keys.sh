# Archives of keys: what they hold, and many made one.
. "$LP_TESTS/cli/common.inc"
weak=$FIXTURES/weak
title list
say keys list "$FIXTURES/signed/keys"
say keys list --bad-keys "$weak/bad-keys" "$weak/keys"
title odd records
cat >odd.keys <<'EOF'
a._domainkey.harbor.example v=DKIM1; p=
b._domainkey.harbor.example v=DKIM1; p=!
c._domainkey.harbor.example "v=DKIM1; k=RSA; t=y:s; h=sha1; s=other; g=desk; p=AAEC"
d._domainkey.harbor.example v=DKIM1; k=dsa; p=AAEC
e._domainkey.harbor.example v=DKIM1; k=ed25519; p=MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
EOF
say keys list odd.keys
say keys list --json odd.keys
title add
cat >first.keys <<'EOF'
Brisbane._domainkey.Harbor.example. 3600 IN TXT "v=DKIM1; p=" "AAEC"
EOF
printf 'b._domainkey.harbor.example\t2020-05-06\t2020-06-01\tscraper\tp=AAEC\n' \
    >second.keys
cat >third.json <<'EOF'
[{"domain": "harbor.example", "selector": "b", "value": "p=AAEC",
  "firstSeenAt": "2019-01-01T00:00:00.000Z", "lastSeenAt": null,
  "source": "scraper"},
 {"domain": "harbor.example", "selector": "b", "value": "p=AAED",
  "source": "a mail of 2012"}]
EOF
say keys add archive.tsv first.keys
say keys add archive.tsv second.keys third.json
cat archive.tsv
title the same once more
cp archive.tsv before
say keys add archive.tsv third.json second.keys first.keys -q
cmp archive.tsv before
title in any order
say keys add other.tsv third.json first.keys second.keys -q
cmp archive.tsv other.tsv
title lines that are none
printf '# mine\n\nnothing\n; of 2020\nb._domainkey.harbor.example\tsoon\t-\t\tp=AAEC\nc._domainkey.harbor.example p=AAEC\n' \
    >torn.tsv
printf 'c._domainkey.harbor.example p=AAED\nharbor.example v=spf1 a=1\nc._domainkey.harbor.example none\n..x._domainkey.b p=AAEC\n' \
    >more.keys
printf '[{"name": "d._domainkey.harbor.example", "value": "p=AAEC"},\n {"na' \
    >cut.json
say keys list torn.tsv more.keys
say keys add torn.tsv more.keys cut.json
cat torn.tsv
say keys add --json torn.tsv more.keys
cat torn.tsv
title what cannot be added to
cp third.json kept.json
say keys add kept.json first.keys
cmp kept.json third.json
cp archive.tsv kept.tsv
say keys add kept.tsv none.keys
cmp kept.tsv archive.tsv
say keys add no/archive.tsv first.keys
say keys add archive.tsv
say keys list
say keys list none.keys
say keys lst
say keys list --bad-keys first.keys archive.tsv
title an archive is a file of keys
cp "$FIXTURES/signed/rfc6376.eml" .
say keys add mine.tsv "$FIXTURES/signed/keys" -q
say authenticate -q --keys mine.tsv rfc6376.eml
title nothing is asked without being told to
say keys fetch mine.tsv brisbane._domainkey.example.com
say keys fetch mine.tsv --from rfc6376.eml
say keys fetch mine.tsv --online
say keys fetch mine.tsv --online example.com
title help
say keys
say keys --help
say keys add --help
say keys fetch --help
