# What messages say of themselves and cannot all be true: hints, and no proof.
. "$LP_TESTS/cli/common.inc"
cat >fits.eml <<'END'
Received: from a.example by b.example; Mon, 3 Mar 2014 12:00:05 +0000
From: Ann <ann@a.example>
Date: Mon, 3 Mar 2014 12:00:00 +0000
Message-ID: <1@a.example>
Subject: plan

It fits.
END
title what fits
say authenticate fits.eml
title a message that was written after it came, and one from long before
sed 's/^Date: Mon, 3/Date: Thu, 6/' fits.eml >later.eml
sed 's/^Date: Mon, 3 Mar 2014/Date: Sat, 3 Mar 2012/' fits.eml >before.eml
say authenticate later.eml before.eml
leafproof authenticate --json later.eml | grep -e finding -e hints
title what honest messages show too
sed 's/^Date: .*/Date: Mon, 3 Mar 2014 12:30:00 +0100 (GMT)/' fits.eml >zone.eml
say authenticate zone.eml
say authenticate -v zone.eml
title a foreign byte does no harm
printf 'Date: \033[31m 12:00:00 +9900\nFrom: a@b\n\nx\n' >escape.eml
say authenticate escape.eml
