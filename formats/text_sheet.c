#include "formats/text_sheet.h"

#define STRINGS_MAX ((size_t)64 << 20)
#define ENDS_MAX ((size_t)32 << 20) /* four bytes each */

enum {
    TAG_ITEM = 1, /* of the shared strings */
    TAG_TEXT,
    TAG_PHONETIC,
    TAG_ROW,
    TAG_CELL,
    TAG_VALUE,
    TAG_INLINE,
    TAG_RUN,
};

static const struct lp_office_word words[] = {
    {LP_OFFICE_S, TAG_ITEM, "si"},      {LP_OFFICE_S, TAG_TEXT, "t"},
    {LP_OFFICE_S, TAG_PHONETIC, "rPh"}, {LP_OFFICE_S, TAG_ROW, "row"},
    {LP_OFFICE_S, TAG_CELL, "c"},       {LP_OFFICE_S, TAG_VALUE, "v"},
    {LP_OFFICE_S, TAG_INLINE, "is"},    {LP_OFFICE_S, TAG_RUN, "r"},
    {LP_OFFICE_NONE, 0, NULL},
};

/* Whether the text here is that of a string: of `of`, or of one of its runs
 * (18.4.8, 18.4.4). */
static bool
is_text_of(const struct lp_office_xml *x, unsigned of)
{
    unsigned above = lp_office_xml_tag(x, 1);

    return lp_office_xml_tag(x, 0) == TAG_TEXT &&
           (above == of || (above == TAG_RUN && lp_office_xml_tag(x, 2) == of));
}

static void
strings_start(struct lp_office_xml *x, unsigned tag)
{
    if (tag == TAG_PHONETIC) {
        lp_office_xml_skip(x, 0);
    }
}

static void
put(struct lp_office_xml *x, struct lp_buf *to, struct lp_slice bytes,
    size_t max)
{
    if (bytes.len > max - to->len) {
        lp_office_xml_limit(x, "more shared strings than the limit");
        return;
    }
    lp_buf_put(to, bytes);
    if (to->failed != LP_OK) {
        lp_office_xml_no_memory(x);
    }
}

static void
strings_end(struct lp_office_xml *x, unsigned tag)
{
    struct lp_text_strings *s = lp_office_xml_who(x);
    uint8_t end[4];

    if (tag == TAG_ITEM) {
        lp_put_le32(end, (uint32_t)s->text.len);
        put(x, &s->ends, (struct lp_slice){end, sizeof end}, ENDS_MAX);
    }
}

static void
strings_text(struct lp_office_xml *x, struct lp_slice utf8)
{
    struct lp_text_strings *s = lp_office_xml_who(x);

    if (is_text_of(x, TAG_ITEM)) {
        put(x, &s->text, utf8, STRINGS_MAX);
    }
}

const struct lp_office_grammar lp_text_strings_grammar = {
    .words = words,
    .start = strings_start,
    .end = strings_end,
    .text = strings_text,
};

void
lp_text_strings_release(struct lp_text_strings *s)
{
    lp_buf_release(&s->text);
    lp_buf_release(&s->ends);
}

static uint32_t
end_of(const struct lp_text_strings *s, uint64_t i)
{
    struct lp_cursor c =
        lp_cursor_over(lp_buf_part(&s->ends, (size_t)i * 4, 4));

    return lp_cursor_le32(&c);
}

static void
sheet_start(struct lp_office_xml *x, unsigned tag)
{
    struct lp_text_sheet *s = lp_office_xml_who(x);
    struct lp_slice type = {0};

    if (tag == TAG_PHONETIC) {
        lp_office_xml_skip(x, 0);
    } else if (tag == TAG_CELL) {
        (void)lp_office_xml_attr(x, LP_OFFICE_NONE, "t", &type);
        s->shared = lp_slice_is(type, "s");
        s->cell = false;
    } else if (tag == TAG_VALUE) {
        s->digits = false;
        s->ended = false;
        s->number = 0;
    } else if (tag == TAG_ROW) {
        s->row = false;
    }
}

static void
say(struct lp_office_xml *x, struct lp_text_sheet *s, struct lp_slice utf8)
{
    s->cell = s->cell || utf8.len > 0;
    lp_office_xml_push(x, utf8);
}

/* More of the number of a shared string: an unsignedInt, with blanks around
 * it as XML Schema has it. */
static void
number(struct lp_office_xml *x, struct lp_text_sheet *s, struct lp_slice text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            s->ended = s->digits;
        } else if (c < '0' || c > '9' || s->ended || s->number > UINT32_MAX) {
            lp_office_xml_refuse(x, "a cell has no number of a string");
            return;
        } else {
            s->digits = true;
            s->number = s->number * 10 + (uint64_t)(c - '0');
        }
    }
}

static void
say_shared(struct lp_office_xml *x, struct lp_text_sheet *s)
{
    uint32_t from;

    if (!s->digits || s->number >= s->strings->ends.len / 4) {
        lp_office_xml_refuse(x, "a cell names a string that is not there");
        return;
    }
    from = s->number == 0 ? 0 : end_of(s->strings, s->number - 1);
    say(x, s,
        lp_buf_part(&s->strings->text, from,
                    end_of(s->strings, s->number) - from));
}

/* Likewise, in the cell itself (18.3.1.53). */
static bool
is_inline(const struct lp_office_xml *x)
{
    bool run = lp_office_xml_tag(x, 1) == TAG_RUN;

    return is_text_of(x, TAG_INLINE) &&
           lp_office_xml_tag(x, run ? 3 : 2) == TAG_CELL;
}

static bool
is_value(const struct lp_office_xml *x)
{
    return lp_office_xml_tag(x, 0) == TAG_VALUE &&
           lp_office_xml_tag(x, 1) == TAG_CELL;
}

static void
sheet_end(struct lp_office_xml *x, unsigned tag)
{
    struct lp_text_sheet *s = lp_office_xml_who(x);

    if (tag == TAG_VALUE && s->shared && is_value(x)) {
        say_shared(x, s);
    } else if (tag == TAG_CELL && s->cell) {
        s->row = true;
        s->cell = false;
        lp_office_xml_mark(x, "\t");
    } else if (tag == TAG_ROW && s->row) {
        lp_office_xml_mark(x, "\n");
    }
}

static void
sheet_text(struct lp_office_xml *x, struct lp_slice utf8)
{
    struct lp_text_sheet *s = lp_office_xml_who(x);

    if (is_value(x) && s->shared) {
        number(x, s, utf8);
    } else if (is_value(x) || is_inline(x)) {
        say(x, s, utf8);
    }
}

const struct lp_office_grammar lp_text_sheet_grammar = {
    .words = words,
    .start = sheet_start,
    .end = sheet_end,
    .text = sheet_text,
};
