# What XML signatures prove of office documents.
. "$LP_TESTS/cli/common.inc"
from=$FIXTURES/xmlsealed
mkdir bundle
cp "$from"/plain.docx "$from"/properties.docx "$from"/text-changed.docx bundle/
cp "$from"/wrapped-id.docx "$from"/types-last.docx "$from"/plain.odt bundle/
title nobody is trusted
say authenticate bundle/plain.docx
title a root is trusted
say authenticate bundle --trust-store "$from/root.pem"
title all that is said
say authenticate -v bundle/properties.docx --trust-store "$from/root.pem"
title records
leafproof authenticate --json "$from/part-removed.docx" |
    grep -o -e '"codes":[^]]*]' -e '"code":"[^"]*","verdict":"[^"]*"' \
        -e '"verdict":"ALTERED","exit":1'
title in an archive, in a message
(cd bundle && zip -q ../all.zip plain.odt text-changed.docx)
say authenticate all.zip --trust-store "$from/root.pem"
