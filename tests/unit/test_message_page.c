/* The mails of docs/FORMAT-identity.md, and what follows from them, as it
 * stands there: looked at by a walk of a folder. */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "bundle/do_hash.h"
#include "bundle/levels.h"
#include "tests/unit/test.h"

#define MAILS 14

static const struct {
    const char *key;
    enum lp_id id;
} keys[] = {
    {"message=", LP_ID_MESSAGE},     {"message_body=", LP_ID_BODY},
    {"message_loose=", LP_ID_LOOSE}, {"mih=", LP_ID_MIH},
    {"text=", LP_ID_TEXT},           {"letters=", LP_ID_LETTERS},
};

#define KEYS (sizeof keys / sizeof keys[0])

static char folder[4096];
static char path[4200];

/* What was told of the mail itself. */
struct told {
    unsigned ids;
    uint8_t id[LP_ID_COUNT][LP_ID_LEN_MAX];
    unsigned mails;
};

static enum lp_code
on_item(void *self, const struct lp_record *r, const struct lp_where *at,
        struct lp_err *err)
{
    struct told *t = self;

    (void)at;
    (void)err;
    if (r->depth == 0) {
        t->mails += r->kind == LP_KIND_MESSAGE ? 1 : 0;
        t->ids = r->ids;
        memcpy(t->id, r->id, sizeof t->id);
    }
    return LP_OK;
}

/* Write a mail, walk it, and take it away. */
static void
look(struct told *t, struct lp_slice mail, unsigned levels)
{
    static const struct lp_sink_ops ops = {.item = on_item};
    const char *paths[] = {path};
    const struct lp_hash_options o = {.paths = paths,
                                      .n = 1,
                                      .how = {.limits = lp_limits_default,
                                              .depth = UINT_MAX,
                                              .levels = levels,
                                              .threads = 2}};
    const struct lp_listener listener = {.sink = {&ops, t}};
    struct lp_hash_report report;
    struct lp_err err = {0};
    FILE *to = fopen(path, "wb");

    *t = (struct told){0};
    CHECK(to != NULL && fwrite(mail.data, 1, mail.len, to) == mail.len,
          "the mail is written");
    if (to != NULL) {
        (void)fclose(to);
    }
    CHECK(lp_do_hash(&o, &listener, &report, &err) == LP_OK, err.text);
    CHECK(t->mails == 1, "it is taken for a mail");
    (void)unlink(path);
}

static void
check_id(const struct told *t, enum lp_id id, struct lp_slice want)
{
    uint8_t bytes[LP_ID_LEN_MAX] = {0};
    bool there = (t->ids >> id & 1) != 0;

    if (lp_slice_is(want, "none")) {
        CHECK(!there, lp_id_word(id));
        return;
    }
    CHECK(there, lp_id_word(id));
    CHECK(lp_text_unhex(want, bytes, lp_id_len(id)), "an identity");
    CHECK(memcmp(bytes, t->id[id], lp_id_len(id)) == 0, lp_id_word(id));
}

/* A line without the blanks that make it one of a vector; what is empty stays
 * so. */
static bool
unindent(struct lp_slice *line)
{
    if (!lp_slice_begins(*line, lp_slice_str("    "))) {
        return line->len == 0;
    }
    *line = lp_slice_from(*line, 4);
    return true;
}

static void
check_value(const struct told *t, struct lp_slice line, unsigned *checked)
{
    for (size_t i = 0; i < KEYS; i++) {
        if (lp_slice_begins(line, lp_slice_str(keys[i].key))) {
            check_id(t, keys[i].id, lp_slice_from(line, strlen(keys[i].key)));
            *checked += 1;
        }
    }
}

static void
check_page(struct lp_slice page)
{
    struct lp_cursor c = lp_cursor_over(page);
    struct lp_buf mail = {0};
    struct told t = {0};
    unsigned mails = 0;
    unsigned checked = 0;
    bool within = false;

    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');

        if (!unindent(&line)) {
            continue;
        }
        if (lp_slice_is(line, "mail begins")) {
            within = true;
            lp_buf_clear(&mail);
        } else if (lp_slice_is(line, "mail ends")) {
            within = false;
            mails++;
            look(&t, lp_buf_slice(&mail), LP_LEVELS_ALL);
        } else if (within) {
            lp_buf_put(&mail, line);
            lp_buf_byte(&mail, '\n');
        } else if (mails > 0) {
            check_value(&t, line, &checked);
        }
    }
    CHECK(mails == MAILS, "mails on the page");
    CHECK(checked == MAILS * KEYS, "identities on the page");
    look(&t, lp_buf_slice(&mail), LP_LEVELS_OF_BYTES);
    CHECK(t.ids == 0, "what is not asked for is not made");
    lp_buf_release(&mail);
}

/* A type that is too long is none: the mail is that of a plain text. */
static void
check_long_type(void)
{
    struct lp_buf mail = {0};
    struct told first;
    struct told t;

    for (unsigned i = 0; i < 2; i++) {
        lp_buf_clear(&mail);
        lp_buf_str(&mail, "From: a@b\nContent-Type: text/");
        for (unsigned n = 0; n < 250 + 1 - i; n++) {
            lp_buf_byte(&mail, 'x');
        }
        lp_buf_str(&mail, "\n\nhello\n");
        look(i == 0 ? &first : &t, lp_buf_slice(&mail), LP_LEVELS_ALL);
    }
    CHECK(memcmp(t.id[LP_ID_MESSAGE], first.id[LP_ID_MESSAGE], 32) != 0,
          "a type of 255 bytes, and one of 256, which is none");
    lp_buf_clear(&mail);
    lp_buf_str(&mail, "From: a@b\n\nhello\n");
    look(&t, lp_buf_slice(&mail), LP_LEVELS_ALL);
    CHECK(memcmp(t.id[LP_ID_MESSAGE], first.id[LP_ID_MESSAGE], 32) == 0,
          "what has no type is as what says no type");
    lp_buf_release(&mail);
}

int
main(void)
{
    const char *fixtures = getenv("FIXTURES");
    const char *tmp = getenv("TMPDIR");
    struct lp_buf name = {0};
    struct lp_buf page = {0};
    enum lp_code rc;

    (void)snprintf(folder, sizeof folder, "%s/lp_test_mail.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL) {
        perror(folder);
        return 1;
    }
    (void)snprintf(path, sizeof path, "%s/a.eml", folder);
    lp_buf_printf(&name, "%s/../docs/FORMAT-identity.md",
                  fixtures == NULL ? "fixtures" : fixtures);
    lp_buf_byte(&name, 0);
    rc = lp_buf_check(&name, NULL);
    if (rc == LP_OK) {
        rc = lp_file_read(&page, (const char *)name.data, 1 << 20, NULL, NULL);
    }
    CHECK(rc == LP_OK, "the page");
    check_page(lp_buf_slice(&page));
    check_long_type();
    lp_buf_release(&page);
    lp_buf_release(&name);
    CHECK(rmdir(folder) == 0, "nothing is left behind");
    return lp_test_failures != 0;
}
