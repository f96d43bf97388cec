#include "formats/closed.h"

#include <string.h>

/*
 * A PDF is encrypted if its trailer, or the dictionary of a cross-reference
 * stream, has /Encrypt (ISO 32000 section 7.6): a reference `N G R` or a
 * dictionary. Neither of the two can itself be compressed. One octet is one
 * step, so that pieces of any size give the same answer.
 */
enum {
    IDLE, /* ... to IDLE + 7: so many bytes of the name were seen */
    NAMED = 8,
    GAP,
    LESS,
    NUMBER,
    NUMBER_GAP,
    GENERATION,
    GENERATION_GAP,
    REFERENCE,
    FOUND,
};

#define NAME "/Encrypt"
#define NAME_LEN (sizeof NAME - 1)

static unsigned
after_name(unsigned state, uint8_t b)
{
    bool space =
        b == 0 || b == '\t' || b == '\n' || b == '\f' || b == '\r' || b == ' ';
    bool digit = b >= '0' && b <= '9';

    switch (state) {
    case NAMED:
    case GAP:
        return space                   ? GAP
               : b == '<'              ? LESS
               : digit && state == GAP ? NUMBER
                                       : IDLE;
    case LESS:
        return b == '<' ? FOUND : IDLE;
    case NUMBER:
        return digit ? NUMBER : space ? NUMBER_GAP : IDLE;
    case NUMBER_GAP:
        return space ? NUMBER_GAP : digit ? GENERATION : IDLE;
    case GENERATION:
        return digit ? GENERATION : space ? GENERATION_GAP : IDLE;
    case GENERATION_GAP:
        return space ? GENERATION_GAP : b == 'R' ? REFERENCE : IDLE;
    case REFERENCE:
        return space || memchr("/<>[](){}%", b, 10) != NULL ? FOUND : IDLE;
    default:
        return IDLE;
    }
}

static unsigned
pdf_step(unsigned state, uint8_t b)
{
    if (state < NAMED) {
        state = b == (uint8_t)NAME[state] ? state + 1 : IDLE;
    } else {
        state = after_name(state, b);
    }
    /* The byte that breaks one name may begin the next. */
    return state == IDLE && b == '/' ? IDLE + 1 : state;
}

static void
pdf_feed(struct lp_closed_scan *s, struct lp_slice bytes)
{
    size_t i = 0;

    while (i < bytes.len && !s->found) {
        if (s->state == IDLE) {
            const uint8_t *name =
                memmem(bytes.data + i, bytes.len - i, NAME, NAME_LEN);
            size_t tail = bytes.len > NAME_LEN ? bytes.len - NAME_LEN : 0;

            if (name != NULL) {
                i = (size_t)(name - bytes.data) + NAME_LEN;
                s->state = NAMED;
                continue;
            }
            i = i > tail ? i : tail; /* a name cut by the end of the piece */
        }
        do {
            s->state = pdf_step(s->state, bytes.data[i++]);
        } while (i < bytes.len && s->state != IDLE && s->state != FOUND);
        s->found = s->state == FOUND;
    }
}

/*
 * An encrypted office document is an OLE file with a stream of this name
 * ([MS-OFFCRYPTO] section 2.3.4.4). Directory entries are 128 bytes in sectors
 * of 512 or 4096 ([MS-CFB] section 2.6), so the name, in UTF-16LE with its
 * NUL, begins at a multiple of 128.
 */
#define OLE_ENTRY 128

static const uint8_t package[] = "E\0n\0c\0r\0y\0p\0t\0e\0d\0"
                                 "P\0a\0c\0k\0a\0g\0e\0\0";

static void
ole_feed(struct lp_closed_scan *s, struct lp_slice bytes)
{
    while (bytes.len > 0 && !s->found) {
        size_t in = (size_t)(s->at % OLE_ENTRY);
        struct lp_slice part = lp_slice_head(bytes, OLE_ENTRY - in);
        size_t n = in < sizeof package ? sizeof package - in : 0;

        /* state: how much of the name agreed in this entry so far */
        if (in == 0) {
            s->state = 0;
        }
        n = n < part.len ? n : part.len;
        if (s->state == in && n > 0 &&
            memcmp(part.data, package + in, n) == 0) {
            s->state += (unsigned)n;
            s->found = s->state == sizeof package;
        }
        s->at += part.len;
        bytes = lp_slice_from(bytes, part.len);
    }
}

/* What a piece ends with is looked at again together with what follows: an
 * archive may begin in one piece and show itself in the next. */
static void
program_feed(struct lp_closed_scan *s, struct lp_slice bytes)
{
    struct lp_slice first = lp_slice_head(bytes, LP_PROGRAM_SHOWS);
    struct lp_slice seam = {s->end, s->kept + first.len};

    if (bytes.len == 0 || s->inner != LP_KIND_OTHER) {
        return;
    }
    memcpy(s->end + s->kept, first.data, first.len);
    s->inner = lp_program_holds(seam, s->script);
    if (s->inner == LP_KIND_OTHER && bytes.len > first.len) {
        s->inner = lp_program_holds(bytes, s->script);
        seam = bytes;
    }
    s->kept = seam.len < LP_PROGRAM_SHOWS ? seam.len : LP_PROGRAM_SHOWS;
    memmove(s->end, seam.data + seam.len - s->kept, s->kept);
}

void
lp_closed_scan_init(struct lp_closed_scan *s, enum lp_kind kind,
                    struct lp_slice head)
{
    *s = (struct lp_closed_scan){
        .kind = kind,
        .program = kind == LP_KIND_OTHER && lp_is_program(head),
        .script = lp_is_script(head),
        .inner = LP_KIND_OTHER,
    };
}

void
lp_closed_scan_feed(struct lp_closed_scan *s, struct lp_slice bytes)
{
    if (s->kind == LP_KIND_PDF) {
        pdf_feed(s, bytes);
    } else if (s->kind == LP_KIND_OLE) {
        ole_feed(s, bytes);
    } else if (s->program) {
        program_feed(s, bytes);
    }
}

enum lp_rule
lp_closed_scan_verdict(const struct lp_closed_scan *s)
{
    if (s->kind == LP_KIND_PDF && (s->found || s->state == REFERENCE)) {
        return LP_RULE_ENC_PDF;
    }
    return s->kind == LP_KIND_OLE && s->found ? LP_RULE_ENC_OFFICE
                                              : LP_RULE_NONE;
}

enum lp_kind
lp_closed_scan_program(const struct lp_closed_scan *s)
{
    return s->program ? s->inner : LP_KIND_OTHER;
}
