#include "evidence/mail_hints.h"

#include <stdlib.h>
#include <string.h>

#include "crypto/rand.h"
#include "evidence/mail_judge.h"
#include "evidence/witness.h"
#include "formats/mail_zone.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void
zones(void)
{
    static const struct {
        const char *date;
        bool time; /* there is a time of day */
        bool can_be;
        bool contradicts;
    } cases[] = {
        {"Fri, 14 Jul 2017 02:40:00 +0000", true, true, false},
        {"Fri, 14 Jul 2017 02:40:00", true, true, false},
        {"Fri, 14 Jul 2017", false, true, false},
        {"", false, true, false},
        {":", false, true, false},
        {"1:23", true, true, false},
        {"1:2", false, true, false},
        {"02:40:00 +1400", true, true, false},
        {"02:40:00 +1401", true, false, false},
        {"02:40:00 -1400", true, true, false},
        {"02:40:00 -1500", true, false, false},
        {"02:40:00 +9999", true, false, false},
        {"02:40:00 +0059", true, true, false},
        {"02:40:00 +0060", true, false, false},
        {"02:40:00 +00600", true, true, false},
        {"02:40 +14:30", true, false, false},
        {"02:40:00 -0800 (PST)", true, true, false},
        {"02:40:00 -0700 (PST)", true, true, true},
        {"02:40:00 -0700 (pdt )", true, true, false},
        {"02:40:00 +0800 (PST)", true, true, false},
        {"02:40:00 +0100 (GMT)", true, true, true},
        {"02:40:00 +0100 GMT", true, true, true},
        {"02:40:00 +0000 (GMT)", true, true, false},
        {"02:40:00 GMT", true, true, false},
        {"02:40:00 +0100 (GMT+01:00)", true, true, false},
        {"02:40:00 +0100 (GMT Standard Time)", true, true, false},
        {"02:40:00 +0100 (XYZ)", true, true, false},
        {"02:40:00 +0100 (CET", true, true, false},
        {"02:40:00 +0200 (CET)", true, true, true},
        {"02:40:00 +0530 (IST)", true, true, false},
    };

    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_mail_zone z;

        CHECK(lp_mail_zone(&z, lp_slice_str(cases[i].date)) == cases[i].time,
              cases[i].date);
        CHECK(lp_mail_zone_can_be(&z) == cases[i].can_be, cases[i].date);
        CHECK(lp_mail_zone_contradicts(&z) == cases[i].contradicts,
              cases[i].date);
    }
}

static enum lp_code
told(void *who, const struct lp_evidence *e, struct lp_err *err)
{
    (void)who;
    (void)e;
    (void)err;
    return LP_OK;
}

/* The hints of a message, through all that carries them. */
static void
hints_of(struct lp_hints *h, struct lp_engine *engine,
         struct lp_key_archive *keys, const char *message)
{
    struct lp_judging j = {.keys = keys, .now = 1600000000};
    struct lp_witness *w = NULL;
    struct lp_buf claims = {0};
    struct lp_err err = {0};
    uint64_t passed = 0;

    *h = (struct lp_hints){0};
    CHECK(lp_witness_new(&w, engine, &lp_limits_default, &err) == LP_OK, "new");
    lp_witness_feed(w, lp_slice_str(message));
    CHECK(lp_witness_end(w, &claims, &err) == LP_OK, "end");
    lp_witness_free(w);
    CHECK(lp_mail_judge(&j, lp_buf_slice(&claims), &passed, h, told, NULL,
                        &err) == LP_OK,
          "judge");
    for (size_t i = 0; i < claims.len && i < 200; i++) {
        struct lp_hints cut = {0};

        CHECK(lp_mail_judge(&j, lp_slice_head(lp_buf_slice(&claims), i),
                            &passed, &cut, told, NULL, &err) != LP_OK ||
                  i >= 36,
              "claims that are cut");
    }
    lp_buf_release(&claims);
    lp_buf_release(&j.room);
}

#define NOON "Mon, 3 Mar 2014 12:00:00 +0000"
#define RECEIVED "Received: from a.example by b.example; "

static const struct {
    const char *label;
    const char *head;
    unsigned want; /* bits 1 << enum lp_hint_kind */
} cases[] = {
    {"nothing", "Subject: x\n\n", 0},
    {"all fits",
     RECEIVED NOON "\n" RECEIVED NOON "\nDate: " NOON
                   "\nFrom: a@a.example\nMessage-ID: <1@a.example>\n\n",
     0},
    {"ten minutes back",
     RECEIVED "Mon, 3 Mar 2014 11:50:00 +0000\n" RECEIVED NOON "\n\n", 0},
    {"eleven minutes back",
     RECEIVED "Mon, 3 Mar 2014 11:49:00 +0000\n" RECEIVED NOON "\n\n",
     1U << LP_HINT_HOPS_UNEVEN},
    {"a day back",
     RECEIVED "Sun, 2 Mar 2014 12:00:00 +0000\n" RECEIVED NOON "\n\n",
     1U << LP_HINT_HOPS_UNEVEN},
    {"more than a day back",
     RECEIVED "Sun, 2 Mar 2014 11:59:59 +0000\n" RECEIVED NOON "\n\n",
     1U << LP_HINT_HOPS_BACKWARDS},
    {"a year of waiting",
     RECEIVED NOON "\n" RECEIVED "Sun, 3 Mar 2013 12:00:00 +0000\n\n", 0},
    {"a hop without a time between",
     RECEIVED "Sat, 1 Mar 2014 12:00:00 +0000\nReceived: by x\n" RECEIVED NOON
              "\n\n",
     1U << LP_HINT_HOPS_BACKWARDS},
    {"Date ten minutes ahead",
     RECEIVED NOON "\nDate: Mon, 3 Mar 2014 12:10:00 +0000\n\n", 0},
    {"Date an hour ahead",
     RECEIVED NOON "\nDate: Mon, 3 Mar 2014 13:00:00 +0000\n\n",
     1U << LP_HINT_DATE_AHEAD},
    {"Date two days ahead",
     RECEIVED NOON "\nDate: Wed, 5 Mar 2014 12:00:00 +0000\n\n",
     1U << LP_HINT_DATE_LATER},
    {"Date without Received", "Date: Wed, 5 Mar 2064 12:00:00 +0000\n\n", 0},
    {"Date a year before",
     RECEIVED NOON "\nDate: Sun, 3 Mar 2013 12:00:00 +0000\n\n", 0},
    {"Date years before",
     RECEIVED NOON "\nDate: Fri, 2 Mar 2012 12:00:00 +0000\n\n",
     1U << LP_HINT_DATE_FAR},
    {"a zone that cannot be", "Date: Mon, 3 Mar 2014 12:00:00 +1500\n\n",
     1U << LP_HINT_ZONE_IMPOSSIBLE},
    {"a zone of a hop that cannot be",
     RECEIVED "Mon, 3 Mar 2014 12:00:00 +0060\n\n",
     1U << LP_HINT_ZONE_IMPOSSIBLE},
    {"two zones", "Date: Mon, 3 Mar 2014 12:00:00 +0100 (GMT)\n\n",
     1U << LP_HINT_ZONE_NAME},
    {"two zones of a hop", RECEIVED "Mon, 3 Mar 2014 12:00:00 +0100 (GMT)\n\n",
     0},
    {"an identifier of nobody",
     RECEIVED NOON "\nFrom: a@a.example\nMessage-ID: <1@mail.other.example"
                   ">\n\n",
     1U << LP_HINT_ID_DOMAIN},
    {"an identifier of a server",
     RECEIVED NOON "\nFrom: a@c.example\nMessage-ID: <1@B.Example>\n\n", 0},
    {"an identifier without a domain",
     RECEIVED NOON "\nFrom: a@a.example\nMessage-ID: <1@localhost>\n\n", 0},
    {"an identifier, and no hop",
     "From: a@a.example\nMessage-ID: <1@other.example>\n\n", 0},
    {"an identifier below the author's domain",
     RECEIVED NOON
     "\nFrom: a@shop.example.co.uk\nMessage-ID: <1@x.example.co.uk>\n\n",
     0},
    {"an identifier of another company",
     RECEIVED NOON "\nFrom: a@shop.one.co.uk\nMessage-ID: <1@x.two.co.uk>\n\n",
     1U << LP_HINT_ID_DOMAIN},
    {"signed with the reception",
     RECEIVED NOON "\nDate: " NOON
                   "\nDKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s;"
                   " h=from; t=1393848000; bh=aaaa; b=aaaa\n\n",
     0},
    {"signed later",
     RECEIVED NOON "\nDate: " NOON
                   "\nDKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s;"
                   " h=from; t=1393948000; bh=aaaa; b=aaaa\n\n",
     1U << LP_HINT_SIGNED_LATER},
    {"signed a month later than Date",
     "Date: " NOON "\nDKIM-Signature: v=1; a=rsa-sha256; d=a.example; s=s;"
     " h=from; t=1397848000; bh=aaaa; b=aaaa\n\n",
     1U << LP_HINT_SIGNED_APART},
};

static void
messages(void)
{
    struct lp_engine *engine = NULL;
    struct lp_key_archive *keys = NULL;
    struct lp_err err = {0};

    CHECK(lp_engine_new(&engine, &err) == LP_OK, "engine");
    CHECK(lp_key_archive_new(&keys, &err) == LP_OK, "keys");
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct lp_hints h;
        unsigned got = 0;

        hints_of(&h, engine, keys, cases[i].head);
        for (size_t k = 0; k < h.n; k++) {
            got |= 1U << h.of[k].kind;
            CHECK(h.of[k].text[0] != '\0', cases[i].label);
        }
        CHECK(got == cases[i].want, cases[i].label);
    }
    lp_key_archive_free(keys);
    lp_engine_free(engine);
}

static void
words(void)
{
    struct lp_hints h = {0};

    for (unsigned k = 0; k < LP_HINT_KINDS; k++) {
        const struct lp_hint_info *info = lp_hint_info(k);

        CHECK(info != NULL && info->code[0] == 'F' && info->text[0] != '\0',
              "it is told");
        CHECK(lp_hints_add(&h, (enum lp_hint_kind)k) != NULL, "once");
        CHECK(lp_hints_add(&h, (enum lp_hint_kind)k) == NULL, "not twice");
    }
    CHECK(lp_hint_info(LP_HINT_KINDS) == NULL, "no more");
    CHECK(h.n == LP_HINT_KINDS && lp_hints_hard(&h) == 7, "hard ones");
}

int
main(void)
{
    struct lp_err err = {0};

    CHECK(lp_crypto_start(&err) == LP_OK, "start");
    zones();
    messages();
    words();
    return lp_test_failures != 0;
}
