#include "formats/pgp_clear.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "formats/pgp_armor.h"

const char lp_pgp_clear_smuggled[] =
    "text stands where only the name of a digest may";

enum { OUTSIDE, HEADERS, TEXT, ARMOR };

static bool
is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static struct lp_slice
strip(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

static void
wrong(struct lp_pgp_clear *c, const char *why)
{
    c->wrong = c->wrong == NULL ? why : c->wrong;
}

static void
end(struct lp_pgp_clear *c, const char *why)
{
    if (why != NULL) {
        wrong(c, why);
    }
    c->sink.end(c->sink.who, c->level, lp_buf_slice(&c->armor), c->wrong);
    lp_buf_clear(&c->armor);
    c->state = OUTSIDE;
}

static void
begin(struct lp_pgp_clear *c)
{
    c->state = HEADERS;
    c->lines = false;
    c->versioned = false;
    c->wrong = NULL;
    c->sink.begin(c->sink.who, c->level);
}

/* Whether a list of digests has nothing but their names, each as it is written
 * (RFC 4880, 9.4; RFC 9580, 9.5), with commas between them. */
static bool
are_digests(struct lp_slice list)
{
    static const char *const names[] = {
        "MD5",    "SHA1",   "RIPEMD160", "SHA256",   "SHA384",
        "SHA512", "SHA224", "SHA3-256",  "SHA3-512",
    };
    bool all = true;
    bool more = true;

    while (all && more) {
        const uint8_t *comma =
            list.len == 0 ? NULL : memchr(list.data, ',', list.len);
        size_t n = comma == NULL ? list.len : (size_t)(comma - list.data);

        all = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            all = all || lp_slice_is(lp_slice_head(list, n), names[i]);
        }
        more = comma != NULL;
        list = lp_slice_from(list, more ? n + 1 : n);
        if (lp_slice_begins(list, lp_slice_str(" "))) {
            list = lp_slice_from(list, 1);
        }
    }
    return all;
}

/* Which armor headers may stand there. Whoever shows the text may show any
 * others as part of it, and they are not signed. */
static void
take_header(struct lp_pgp_clear *c, struct lp_slice line)
{
    if (line.len == 0) {
        c->state = TEXT;
    } else if (lp_slice_begins(line, lp_slice_str("NotDashEscaped:"))) {
        wrong(c, "it is signed in a way of its own (NotDashEscaped)");
    } else if (!lp_slice_begins(line, lp_slice_str("Hash: ")) ||
               line.len > 200 || !are_digests(lp_slice_from(line, 6))) {
        wrong(c, lp_pgp_clear_smuggled);
    }
}

/* ">From ", ">>From ", as mailboxes have it. */
static bool
is_quoted(struct lp_slice line)
{
    size_t n = 0;

    while (n < line.len && line.data[n] == '>') {
        n++;
    }
    return n > 0 &&
           lp_slice_begins(lp_slice_from(line, n), lp_slice_str("From "));
}

/* A message may hold another: what it signs is looked at again. */
static enum lp_code
feed_inner(struct lp_pgp_clear *c, struct lp_slice bytes, struct lp_err *err)
{
    if (c->level + 1 == LP_PGP_CLEAR_LEVELS) {
        return LP_OK;
    }
    if (c->inner == NULL) {
        c->inner = calloc(1, sizeof *c->inner);
        if (c->inner == NULL) {
            return lp_no_memory(err);
        }
        c->inner->sink = c->sink;
        c->inner->level = c->level + 1;
    }
    return lp_pgp_clear_feed(c->inner, bytes, err);
}

static void
tell(struct lp_pgp_clear *c, struct lp_slice bytes, bool quoted)
{
    if (bytes.len > 0) {
        c->sink.text(c->sink.who, c->level, bytes, quoted);
    }
}

/* A line of what is signed, or the end of one that was begun to be told. */
static enum lp_code
take_text(struct lp_pgp_clear *c, struct lp_slice line, bool goes_on,
          struct lp_err *err)
{
    enum lp_code rc;

    if (!c->passing) {
        if (c->lines) {
            tell(c, lp_slice_str("\r\n"), false);
        }
        if (lp_slice_begins(line, lp_slice_str("- "))) {
            line = lp_slice_from(line, 2);
        }
    }
    tell(c, line, !c->passing && is_quoted(line));
    c->lines = true;
    LP_TRY(feed_inner(c, line, err));
    if (!goes_on) {
        rc = feed_inner(c, lp_slice_str("\n"), err);
    }

done:
    return rc;
}

static void
take_outside(struct lp_pgp_clear *c, struct lp_slice line, struct lp_slice all)
{
    if (lp_pgp_armor_is(line, "BEGIN PGP", "SIGNED MESSAGE")) {
        begin(c);
        return;
    }
    if (lp_pgp_armor_is(line, "BEGIN PGP", "MESSAGE")) {
        c->sink.packed(c->sink.who, c->level);
    }
    c->outside += line.len > 0 ? all.len : 0;
}

/* Cut letters of names and numbers off the front of `*s`: at most so many. */
static bool
cut_word(struct lp_slice *s, size_t most, bool blanks)
{
    static const char may[] = "abcdefghijklmnopqrstuvwxyz0123456789./#_-";
    size_t n = 0;

    while (n < s->len && s->data[n] != '\0' &&
           (strchr(may, tolower(s->data[n])) != NULL ||
            (blanks && s->data[n] == ' '))) {
        n++;
    }
    *s = lp_slice_from(*s, n);
    return n > 0 && n <= most;
}

static bool
cut_text(struct lp_slice *s, const char *text)
{
    bool begins = lp_slice_begins(*s, lp_slice_str(text));

    *s = lp_slice_from(*s, begins ? strlen(text) : 0);
    return begins;
}

/* "Version: GnuPG v2.0.22 (GNU/Linux)": what programs write of themselves. */
static bool
is_version(struct lp_slice line)
{
    bool good = cut_text(&line, "Version: ") && cut_word(&line, 16, false);

    if (good && line.len > 1 && line.data[1] != '(' && cut_text(&line, " ")) {
        good = cut_word(&line, 16, false);
    }
    if (good && cut_text(&line, " (")) {
        good = cut_word(&line, 24, true) && cut_text(&line, ")");
    }
    return good && line.len == 0;
}

/* A header of an armor may say anything to whoever reads the text, and is not
 * signed. */
static bool
is_remark(struct lp_pgp_clear *c, struct lp_slice line)
{
    if (line.len == 0 || memchr(line.data, ':', line.len) == NULL) {
        return false;
    }
    if (!c->versioned && is_version(line)) {
        c->versioned = true;
        return false;
    }
    return true;
}

static void
take_armor(struct lp_pgp_clear *c, struct lp_slice line)
{
    c->outside += is_remark(c, line) ? line.len : 0;
    if (c->armor.len + line.len >= LP_PGP_CLEAR_ARMOR) {
        wrong(c, "its armor is longer than 1 MiB");
    } else {
        lp_buf_put(&c->armor, line);
        lp_buf_byte(&c->armor, '\n');
    }
    if (lp_pgp_armor_is(line, "END PGP", "SIGNATURE")) {
        end(c, NULL);
    }
}

/* What was signed in what was signed ends with it. */
static enum lp_code
end_inner(struct lp_pgp_clear *c, struct lp_err *err)
{
    return c->inner == NULL ? LP_OK : lp_pgp_clear_end(c->inner, err);
}

/* A whole line, without its LF. */
static enum lp_code
take_line(struct lp_pgp_clear *c, struct lp_slice all, struct lp_err *err)
{
    struct lp_slice line;
    bool framing = !c->passing;
    enum lp_code rc = LP_OK;

    if (!c->began && lp_slice_begins(all, lp_slice_str("\xef\xbb\xbf"))) {
        all = lp_slice_from(all, 3);
    }
    c->began = true;
    line = strip(all);
    if (c->state == OUTSIDE && framing) {
        take_outside(c, line, all);
    } else if (c->state == OUTSIDE) {
        c->outside += all.len;
    } else if (framing && c->state != ARMOR &&
               lp_pgp_armor_is(line, "BEGIN PGP", "SIGNED MESSAGE")) {
        LP_TRY(end_inner(c, err));
        end(c, "another begins before its signature");
        begin(c);
    } else if (c->state == HEADERS) {
        take_header(c, line);
    } else if (c->state == ARMOR) {
        take_armor(c, line);
    } else if (framing && lp_pgp_armor_is(line, "BEGIN PGP", "SIGNATURE")) {
        LP_TRY(end_inner(c, err));
        c->state = ARMOR;
        take_armor(c, line);
    } else {
        rc = take_text(c, line, false, err);
    }

done:
    c->passing = false;
    return rc;
}

/* The line at hand is longer than what is held. */
static enum lp_code
pass_on(struct lp_pgp_clear *c, struct lp_err *err)
{
    struct lp_slice all = lp_buf_slice(&c->line);
    struct lp_slice told = strip(all);
    size_t n = told.len;
    enum lp_code rc = LP_OK;

    c->began = true;
    if (c->state != TEXT || n == 0) {
        wrong(c, "a line of it is longer than it may be");
        n = all.len;
        c->outside += c->state == OUTSIDE ? n : 0;
    } else {
        rc = take_text(c, told, true, err);
    }
    c->passing = true;
    memmove(c->line.data, c->line.data + n, all.len - n);
    c->line.len -= n;
    return rc;
}

/* Lines outside that cannot begin a message are only counted. */
static struct lp_slice
skip_outside(struct lp_pgp_clear *c, struct lp_slice bytes)
{
    while (bytes.len > 0 && (c->skipped > 0 || bytes.data[0] != '-')) {
        const uint8_t *lf = memchr(bytes.data, '\n', bytes.len);
        size_t n = lf == NULL ? bytes.len : (size_t)(lf - bytes.data) + 1;

        for (size_t i = 0; i < n && !c->shown; i++) {
            c->shown = bytes.data[i] != '\n' && !is_blank(bytes.data[i]);
        }
        c->skipped += n;
        if (lf != NULL) {
            c->outside += c->shown ? c->skipped - 1 : 0;
            c->shown = false;
            c->skipped = 0;
        }
        bytes = lp_slice_from(bytes, n);
    }
    return bytes;
}

enum lp_code
lp_pgp_clear_feed(struct lp_pgp_clear *c, struct lp_slice bytes,
                  struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (bytes.len > 0) {
        const uint8_t *lf;
        size_t room;
        size_t n;

        if (c->state == OUTSIDE && c->began && c->line.len == 0 &&
            !c->passing) {
            bytes = skip_outside(c, bytes);
            if (bytes.len == 0) {
                break;
            }
        }
        lf = memchr(bytes.data, '\n', bytes.len);
        n = lf == NULL ? bytes.len : (size_t)(lf - bytes.data);
        room = LP_PGP_CLEAR_LINE - c->line.len;
        lp_buf_put(&c->line, lp_slice_head(bytes, n < room ? n : room));
        LP_TRY(lp_buf_check(&c->line, err));
        bytes = lp_slice_from(bytes, n < room ? n : room);
        if (n >= room) {
            LP_TRY(pass_on(c, err));
        } else if (lf != NULL) {
            bytes = lp_slice_from(bytes, 1);
            LP_TRY(take_line(c, lp_buf_slice(&c->line), err));
            lp_buf_clear(&c->line);
            LP_TRY(lp_buf_check(&c->armor, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_pgp_clear_end(struct lp_pgp_clear *c, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (c->line.len > 0) {
        LP_TRY(take_line(c, lp_buf_slice(&c->line), err));
        lp_buf_clear(&c->line);
    }
    c->outside += c->shown ? c->skipped : 0;
    c->shown = false;
    c->skipped = 0;
    if (c->state != OUTSIDE) {
        LP_TRY(end_inner(c, err));
        end(c, "its signature is cut, or not there");
    }

done:
    return rc;
}

void
lp_pgp_clear_release(struct lp_pgp_clear *c)
{
    struct lp_pgp_clear *inner = c->inner;

    lp_buf_release(&c->line);
    lp_buf_release(&c->armor);
    while (inner != NULL) {
        struct lp_pgp_clear *next = inner->inner;

        lp_buf_release(&inner->line);
        lp_buf_release(&inner->armor);
        free(inner);
        inner = next;
    }
    *c = (struct lp_pgp_clear){.sink = c->sink};
}
