# What signatures prove: the examples of the standards, and what was done to them.
. "$LP_TESTS/cli/common.inc"
keys=$FIXTURES/signed/keys
cp "$FIXTURES"/signed/*.eml .
title authentic
say authenticate --keys "$keys" rfc6376.eml rfc8463.eml
say auth -q --keys "$keys" rfc8463.eml
title all that is said
SOURCE_DATE_EPOCH=1600000000 say authenticate -v --keys "$keys" rfc8463.eml
title without keys
say authenticate rfc8463.eml
title edited
sed 's/^Subject: /Subject: [list] /' rfc8463.eml >tagged.eml
sed 's/We lost/We won/' rfc8463.eml >won.eml
sed 's/^Subject: Is/Subject: Was/' rfc8463.eml >subject.eml
{ cat rfc8463.eml; printf '____\r\nA list\r\n'; } >footer.eml
{ printf 'From: eve@example.org\r\n'; cat rfc6376.eml; } >two.eml
grep -v '^From' rfc8463.eml | tr -d '\r' >fromless.eml
say authenticate --keys "$keys" -v footer.eml
say authenticate --keys "$keys" tagged.eml won.eml subject.eml two.eml \
    fromless.eml
title however the lines end
for way in 's/\r//' 's/\r/\r\r/' '1s/^/\xef\xbb\xbf/' \
    '1s/^/From joe Fri Jul 11 21:01:54 2003\r\n/'; do
    sed "$way" rfc6376.eml >way.eml
    say authenticate -q --keys "$keys" way.eml
done
title at every depth
{ printf 'From joe Fri Jul 11 21:01:54 2003\n'; tr -d '\r' <rfc6376.eml
  printf '\nFrom joe Fri Jul 11 21:01:54 2003\n'; tr -d '\r' <won.eml; } >box
cat >forward.eml <<'EOF'
From: bob@example.net
Subject: Fwd
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b

see below
--b
Content-Type: message/rfc822

EOF
tr -d '\r' <rfc8463.eml >>forward.eml
printf '\n--b--\n' >>forward.eml
printf 'a plan\n' >plan.txt
tar -cf all.tar --owner=0 --group=0 --mtime=@0 box forward.eml plan.txt
say authenticate --keys "$keys" all.tar
title required
say authenticate --keys "$keys" --require dkim rfc6376.eml
say authenticate --keys "$keys" --require arc rfc6376.eml
say authenticate --require sorcery rfc6376.eml
say authenticate --require dkmi rfc6376.eml
title a body that is too large to undo its edits
{ cat rfc6376.eml; head -c 1100000 /dev/zero | tr '\0' x; } >large.eml
say authenticate -v --keys "$keys" large.eml
title key files
sed -n 's/^brisbane._domainkey.example.com\t/&2003-07-01\t2003-08-01\tan archive\t/p' \
    "$keys" >archive.tsv
say authenticate -v --keys archive.tsv rfc6376.eml
record=$(sed -n 's/^brisbane._domainkey.example.com\t//p' "$keys")
cat >archive.json <<EOF
[{"domainSelectorPair": {"domain": "Example.COM", "selector": "brisbane"},
  "firstSeenAt": "2003-07-01T00:00:00.000Z", "lastSeenAt": null,
  "value": "$record", "keyType": "RSA", "source": "SCRAPER",
  "provenanceVerified": true}]
EOF
say authenticate -v --keys archive.json rfc6376.eml
printf '{"domain": "example.com", "records": [{"selector": "brisbane", "value": "%s"}]}' \
    "$record" >nested.json
say authenticate -q --keys nested.json rfc6376.eml
printf '{"brisbane._domainkey.example.com.": ["v=DKIM1; p=", "%s"]}' \
    "$record" >named.json
say authenticate -q --keys named.json rfc6376.eml
printf 'brisbane._domainkey.example.com. 3600 IN TXT ( "%s" )\n' "$record" >zone
say authenticate -q --keys zone rfc6376.eml
title a key that is there no more
{ cat archive.tsv
  printf 'brisbane._domainkey.example.com\t2026-01-01\t2026-02-01\tdns+dnssec\t-\n'
} >gone.tsv
say authenticate -v --keys gone.tsv rfc6376.eml
grep -e '-$' gone.tsv >never.tsv
say authenticate -v --keys never.tsv rfc6376.eml
say keys list gone.tsv
title files of keys that are none
printf 'only-a-name\n' >bad.keys
say authenticate --keys bad.keys rfc6376.eml
printf '[{"a": ' >bad.json
say authenticate --keys bad.json rfc6376.eml
say authenticate --keys none rfc6376.eml
say authenticate
title behind signatures of nobody
bogus='DKIM-Signature: v=1; a=rsa-sha256; d=example.com; s=brisbane; h=from; bh=QUJD; b=QUJDRA=='
for n in 255 256; do
    { yes "$bogus" | head -n "$n"; tr -d '\r' <rfc6376.eml; } >"bogus$n.eml"
    say authenticate --keys "$keys" "bogus$n.eml"
done
title a chain
say authenticate -v --keys "$keys" rfc8617.eml
say authenticate -v --keys "$FIXTURES"/signed/keys-twin rfc8617-twin.eml
