/* Any bytes are a plain text, in any charset, and have the same two forms in
 * whatever pieces they come. The first byte says how they are declared and
 * cut. */

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "formats/fold.h"
#include "formats/text_plain.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const declared[16] = {
    "",       "",       "",         "iso-8859-1",  "windows-1258",
    "koi8-u", "utf-16", "utf-32le", "sjis",        "gb18030",
    "big5",   "euc-kr", "euc-jp",   "iso-2022-jp", "iso-2022-kr",
    "utf-7",
};

struct forms {
    struct lp_fold *fold;
    struct lp_buf t0;
    struct lp_buf t1;
};

static void
need(bool good)
{
    if (!good) {
        abort();
    }
}

static void
take(void *who, struct lp_slice utf8)
{
    struct forms *f = who;

    need(lp_text_utf8(utf8));
    lp_fold_feed(f->fold, utf8, &f->t0, &f->t1);
    need(lp_text_utf8(lp_buf_slice(&f->t0)));
    need(lp_text_utf8(lp_buf_slice(&f->t1)));
}

static void
make(struct forms *f, const struct lp_text_plain_how *how, struct lp_slice in,
     size_t step)
{
    const struct lp_text_sink sink = {.text = take, .who = f};
    struct lp_text_plain *p = NULL;
    enum lp_code rc = lp_text_plain_new(&p, how, sink, NULL);

    need(rc == LP_OK);
    rc = lp_fold_new(&f->fold, NULL);
    need(rc == LP_OK);
    while (in.len > 0) {
        struct lp_slice now = lp_slice_head(in, step);
        uint8_t *own = malloc(now.len);

        need(own != NULL);
        memcpy(own, now.data, now.len);
        rc = lp_text_plain_feed(p, (struct lp_slice){own, now.len}, NULL);
        need(rc == LP_OK);
        free(own);
        in = lp_slice_from(in, now.len);
    }
    rc = lp_text_plain_end(p, NULL);
    need(rc == LP_OK);
    lp_fold_end(f->fold, &f->t0, &f->t1);
    need(lp_fold_letters(f->fold) <= lp_fold_chars(f->fold));
    need(lp_fold_chars(f->fold) <= f->t1.len);
    lp_text_plain_free(p);
}

static void
release(struct forms *f)
{
    lp_fold_free(f->fold);
    lp_buf_release(&f->t0);
    lp_buf_release(&f->t1);
}

/* The forms of a form are that form. */
static void
again(struct lp_slice form, const struct forms *f, bool is_t0)
{
    struct forms g = {0};
    enum lp_code rc = lp_fold_new(&g.fold, NULL);

    need(rc == LP_OK);
    take(&g, form);
    lp_fold_end(g.fold, &g.t0, &g.t1);
    need(!is_t0 || lp_slice_equal(lp_buf_slice(&g.t0), lp_buf_slice(&f->t0)));
    need(lp_slice_equal(lp_buf_slice(&g.t1), lp_buf_slice(&f->t1)));
    release(&g);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    unsigned how = size > 0 ? data[0] : 0;
    struct lp_slice in = {data, size};
    struct lp_text_plain_how said = {
        .charset = lp_slice_str(declared[how % 16]),
        .flowed = (how >> 4 & 1) != 0,
        .delsp = (how >> 5 & 1) != 0,
    };
    struct forms whole = {0};
    struct forms cut = {0};

    in = lp_slice_from(in, 1);
    make(&whole, &said, in, size + 1);
    make(&cut, &said, in, 1 + (how >> 6) * 2);
    need(lp_slice_equal(lp_buf_slice(&whole.t0), lp_buf_slice(&cut.t0)));
    need(lp_slice_equal(lp_buf_slice(&whole.t1), lp_buf_slice(&cut.t1)));
    if (lp_buf_slice(&whole.t0).len < 512) {
        again(lp_buf_slice(&whole.t0), &whole, true);
        again(lp_buf_slice(&whole.t1), &whole, false);
    }
    release(&whole);
    release(&cut);
    return 0;
}
