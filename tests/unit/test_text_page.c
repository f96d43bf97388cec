/* The test vectors of text-v1, as they stand on the page. With the argument
 * `-`, it says of each line on stdin (declared charset, TAB, flowed, TAB, hex)
 * what its forms are: for an oracle to compare. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "formats/fold.h"
#include "formats/text_plain.h"
#include "tests/unit/test.h"

#define PAGE "FORMAT-identity-text.md"

struct forms {
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
};

static void
take(void *who, struct lp_slice utf8)
{
    struct forms *f = who;

    lp_fold_feed(f->fold, utf8, &f->t0, &f->t1);
}

static bool
make(struct forms *f, const struct lp_text_plain_how *how, struct lp_slice in,
     size_t step)
{
    const struct lp_text_sink sink = {.text = take, .who = f};
    struct lp_text_plain *p = NULL;
    bool good = lp_text_plain_new(&p, how, sink, NULL) == LP_OK;

    lp_fold_reset(f->fold);
    lp_buf_clear(&f->t0);
    lp_buf_clear(&f->t1);
    while (good && in.len > 0) {
        struct lp_slice now = lp_slice_head(in, step);

        good = lp_text_plain_feed(p, now, NULL) == LP_OK;
        in = lp_slice_from(in, now.len);
    }
    good = good && lp_text_plain_end(p, NULL) == LP_OK;
    lp_fold_end(f->fold, &f->t0, &f->t1);
    lp_text_plain_free(p);
    return good;
}

static bool
read_how(struct lp_text_plain_how *how, struct lp_slice flowed)
{
    how->flowed = !lp_slice_is(flowed, "no");
    how->delsp = lp_slice_is(flowed, "delsp");
    return !how->flowed || how->delsp || lp_slice_is(flowed, "yes");
}

static bool
unhex(struct lp_buf *to, struct lp_slice hex)
{
    uint8_t *room;

    lp_buf_clear(to);
    room = lp_buf_room(to, hex.len / 2);
    if (room == NULL || !lp_text_unhex(hex, room, hex.len / 2)) {
        return false;
    }
    to->len = hex.len / 2;
    return true;
}

/* What a vector holds, in the order of the page. */
enum { CHARSET, FLOWED, BYTES, T0, ID0, T1, ID1, KEYS };

static const char *const keys[KEYS] = {
    "charset=", "flowed=", "bytes=", "t0=", "id0=", "t1=", "id1="};

static void
check_form(struct lp_slice got, struct lp_slice form, struct lp_slice id,
           const char *label)
{
    struct lp_digest digest = {0};
    uint8_t want[32] = {0};
    struct lp_buf hex = {0};

    lp_text_hex(&hex, got);
    CHECK(lp_slice_equal(lp_buf_slice(&hex), form), label);
    CHECK(lp_text_unhex(id, want, 32), label);
    CHECK(lp_digest_of(&digest, LP_ALG_SHA256, got, NULL) == LP_OK &&
              memcmp(digest.bytes, want, 32) == 0,
          label);
    lp_buf_release(&hex);
}

static void
check_vector(struct forms *f, const struct lp_slice v[KEYS], const char *label)
{
    static const size_t steps[] = {1, 2, 3, 1 << 20};
    struct lp_text_plain_how how = {.charset = v[CHARSET]};
    struct lp_buf in = {0};

    CHECK(unhex(&in, v[BYTES]), label);
    CHECK(read_how(&how, v[FLOWED]), label);
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        CHECK(make(f, &how, lp_buf_slice(&in), steps[i]), label);
        check_form(lp_buf_slice(&f->t0), v[T0], v[ID0], label);
        check_form(lp_buf_slice(&f->t1), v[T1], v[ID1], label);
    }
    lp_buf_release(&in);
}

static void
check_page(struct forms *f, struct lp_slice page)
{
    struct lp_cursor c = lp_cursor_over(page);
    struct lp_slice v[KEYS] = {{0}};
    char label[80] = "";
    unsigned n = 0;
    size_t at = 0;

    while (c.rest.len > 0 && !c.failed) {
        struct lp_slice line = lp_cursor_until(&c, '\n');
        struct lp_slice rest = lp_slice_from(line, 4);

        if (lp_slice_ends(line, lp_slice_str(":")) && line.len < sizeof label) {
            memcpy(label, line.data, line.len);
            label[line.len] = '\0';
        }
        if (!lp_slice_begins(line, lp_slice_str("    ")) ||
            !lp_slice_begins(rest, lp_slice_str(keys[at]))) {
            CHECK(at == 0, label);
            continue;
        }
        v[at] = lp_slice_from(rest, strlen(keys[at]));
        at = (at + 1) % KEYS;
        if (at == 0) {
            check_vector(f, v, label);
            n++;
        }
    }
    CHECK(n >= 20, "vectors on the page");
}

static void
tell_line(struct forms *f, struct lp_slice line)
{
    struct lp_cursor c = lp_cursor_over(line);
    struct lp_text_plain_how how = {.charset = lp_cursor_until(&c, '\t')};
    struct lp_slice flowed = lp_cursor_until(&c, '\t');
    struct lp_buf in = {0};
    struct lp_buf out = {0};

    CHECK(!c.failed && read_how(&how, flowed) && unhex(&in, c.rest), "a line");
    CHECK(make(f, &how, lp_buf_slice(&in), 1 << 20), "a line");
    lp_text_hex(&out, lp_buf_slice(&f->t0));
    lp_buf_byte(&out, '\t');
    lp_text_hex(&out, lp_buf_slice(&f->t1));
    printf("%.*s\n", (int)out.len, (const char *)out.data);
    lp_buf_release(&in);
    lp_buf_release(&out);
}

static void
tell_lines(struct forms *f)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    while ((n = getline(&line, &cap, stdin)) > 0) {
        tell_line(f, (struct lp_slice){(uint8_t *)line, (size_t)n - 1});
    }
    free(line);
}

static void
read_page(struct forms *f)
{
    const char *fixtures = getenv("FIXTURES");
    struct lp_buf path = {0};
    struct lp_buf page = {0};
    enum lp_code rc;

    lp_buf_printf(&path, "%s/../docs/" PAGE,
                  fixtures == NULL ? "fixtures" : fixtures);
    lp_buf_byte(&path, 0);
    rc = lp_buf_check(&path, NULL);
    if (rc == LP_OK) {
        rc = lp_file_read(&page, (const char *)path.data, 1 << 20, NULL, NULL);
    }
    CHECK(rc == LP_OK, "the page");
    check_page(f, lp_buf_slice(&page));
    lp_buf_release(&page);
    lp_buf_release(&path);
}

int
main(int argc, char **argv)
{
    struct forms f = {0};

    CHECK(lp_fold_new(&f.fold, NULL) == LP_OK, "memory");
    if (f.fold != NULL) {
        if (argc == 2 && strcmp(argv[1], "-") == 0) {
            tell_lines(&f);
        } else {
            read_page(&f);
        }
    }
    lp_fold_free(f.fold);
    lp_buf_release(&f.t0);
    lp_buf_release(&f.t1);
    return lp_test_failures != 0;
}
