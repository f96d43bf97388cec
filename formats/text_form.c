#include "formats/text_form.h"

#include <string.h>
#include <strings.h>

#include "formats/text_office.h"

/* Of so many bytes at least all others must be NUL for UTF-16 without a mark.
 */
#define WIDE_MIN 8

static bool
begins_as(struct lp_slice s, const char *word)
{
    struct lp_slice w = lp_slice_str(word);

    return s.len >= w.len &&
           strncasecmp((const char *)s.data, word, w.len) == 0;
}

static bool
has_mark(struct lp_slice head)
{
    return lp_slice_begins(head, lp_slice_str("\xef\xbb\xbf")) ||
           lp_slice_begins(head, lp_slice_str("\xff\xfe")) ||
           lp_slice_begins(head, lp_slice_str("\xfe\xff")) ||
           lp_slice_begins(
               head, (struct lp_slice){(const uint8_t *)"\0\0\xfe\xff", 4});
}

/* A byte that no text in a charset of bytes has. ESC switches charsets. */
static bool
is_binary(uint8_t byte)
{
    return byte < 0x20 && (byte < '\t' || byte > '\r') && byte != 0x1b;
}

#define STEP 8

/* Whether one of STEP bytes is below 0x20, or may be. */
static bool
has_control(const uint8_t *bytes)
{
    uint64_t of;

    memcpy(&of, bytes, sizeof of);
    return ((of - UINT64_C(0x2020202020202020)) & ~of &
            UINT64_C(0x8080808080808080)) != 0;
}

static bool
is_narrow(struct lp_slice head)
{
    size_t i = 0;

    while (i < head.len) {
        if (head.len - i >= STEP && !has_control(head.data + i)) {
            i += STEP;
        } else if (is_binary(head.data[i])) {
            return false;
        } else {
            i++;
        }
    }
    return true;
}

/* UTF-16 without a mark: one byte of each unit is NUL, the other is none. */
static bool
is_wide(struct lp_slice head)
{
    size_t odd = 0;
    size_t even = 0;
    size_t pairs = head.len / 2;

    for (size_t i = 0; i < 2 * pairs; i++) {
        odd += i % 2 == 1 && head.data[i] == 0 ? 1 : 0;
        even += i % 2 == 0 && head.data[i] == 0 ? 1 : 0;
    }
    return head.len >= WIDE_MIN &&
           ((odd == pairs && even == 0) || (even == pairs && odd == 0));
}

static bool
is_text(struct lp_slice head)
{
    return is_narrow(head) || has_mark(head) || is_wide(head);
}

static struct lp_slice
pass_blanks(struct lp_slice s)
{
    while (s.len > 0 &&
           (s.data[0] == ' ' || (s.data[0] >= '\t' && s.data[0] <= '\r'))) {
        s = lp_slice_from(s, 1);
    }
    return s;
}

/* What stands in front of the first element: a mark, an XML declaration. */
static struct lp_slice
pass_prolog(struct lp_slice s)
{
    if (lp_slice_begins(s, lp_slice_str("\xef\xbb\xbf"))) {
        s = lp_slice_from(s, 3);
    }
    s = pass_blanks(s);
    if (begins_as(s, "<?xml")) {
        struct lp_cursor c = lp_cursor_over(s);

        (void)lp_cursor_until(&c, '>');
        s = pass_blanks(c.failed ? s : c.rest);
    }
    return s;
}

static bool
is_html(struct lp_slice head)
{
    static const char *const first[] = {"<!doctype html", "<html", "<head",
                                        "<body"};

    head = pass_prolog(head);
    for (size_t i = 0; i < sizeof first / sizeof first[0]; i++) {
        if (begins_as(head, first[i])) {
            return true;
        }
    }
    return false;
}

enum lp_text_form
lp_text_form(enum lp_kind kind, struct lp_slice head, struct lp_slice type)
{
    if (kind == LP_KIND_PDF) {
        return LP_TEXT_FORM_PDF;
    }
    if (kind == LP_KIND_OLE || lp_text_office_has(kind)) {
        return LP_TEXT_FORM_OFFICE;
    }
    if ((kind != LP_KIND_OTHER && kind != LP_KIND_RTF &&
         !lp_kind_is_encoded(kind)) ||
        !is_text(head)) {
        return LP_TEXT_FORM_NONE;
    }
    if (lp_slice_begins(head, lp_slice_str("{\\rtf"))) {
        return LP_TEXT_FORM_RTF;
    }
    return lp_slice_is(type, "text/html") || is_html(head) ? LP_TEXT_FORM_HTML
                                                           : LP_TEXT_FORM_PLAIN;
}
