#include "formats/text_form.h"

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])
#define S(text)                                   \
    {                                             \
        (const uint8_t *)(text), sizeof(text) - 1 \
    }

static const struct {
    const char *label;
    enum lp_kind kind;
    struct lp_slice head;
    const char *type;
    enum lp_text_form form;
} rows[] = {
    {"a text", LP_KIND_OTHER, S("A plain line.\n"), "", LP_TEXT_FORM_PLAIN},
    {"UTF-16 with its mark", LP_KIND_OTHER,
     S("\xff\xfe"
       "a\0b\0"),
     "", LP_TEXT_FORM_PLAIN},
    {"a NUL", LP_KIND_OTHER, S("A plain\0line.\n"), "", LP_TEXT_FORM_NONE},
    {"declared HTML", LP_KIND_OTHER, S("One <b>word</b>"), "text/html",
     LP_TEXT_FORM_HTML},
    {"the same, declared plain", LP_KIND_OTHER, S("One <b>word</b>"),
     "text/plain", LP_TEXT_FORM_PLAIN},
    {"a declaration that the bytes belie", LP_KIND_OTHER, S("\0\1\2"),
     "text/html", LP_TEXT_FORM_NONE},
    {"a doctype", LP_KIND_OTHER, S("<!DOCTYPE HTML><p>"), "",
     LP_TEXT_FORM_HTML},
    {"... behind a mark and blanks", LP_KIND_OTHER,
     S("\xef\xbb\xbf\r\n <HTML><p>"), "", LP_TEXT_FORM_HTML},
    {"... behind a declaration of XML", LP_KIND_OTHER,
     S("<?xml version=\"1.0\"?>\n<html>"), "", LP_TEXT_FORM_HTML},
    {"XML alone", LP_KIND_OTHER, S("<?xml version=\"1.0\"?>\n<list>"), "",
     LP_TEXT_FORM_PLAIN},
    {"an element in a text", LP_KIND_OTHER, S("see <html>"), "",
     LP_TEXT_FORM_PLAIN},
    {"RTF", LP_KIND_OTHER, S("{\\rtf1 a}"), "", LP_TEXT_FORM_RTF},
    {"RTF, declared HTML", LP_KIND_OTHER, S("{\\rtf1 a}"), "text/html",
     LP_TEXT_FORM_RTF},
    {"RTF that is known as such", LP_KIND_RTF, S("{\\rtf1 a}"), "",
     LP_TEXT_FORM_RTF},
    {"a text with a file in it", LP_KIND_UUENCODE, S("Hi,\nbegin 644 a\n"), "",
     LP_TEXT_FORM_PLAIN},
    {"a text that yEnc makes none", LP_KIND_YENC, S("=ybegin \1"), "",
     LP_TEXT_FORM_NONE},
    {"RTF, but for the brace", LP_KIND_OTHER, S("\\rtf1 a}"), "",
     LP_TEXT_FORM_PLAIN},
    {"PDF", LP_KIND_PDF, S("%PDF-1.7"), "text/plain", LP_TEXT_FORM_PDF},
    {"OOXML", LP_KIND_OOXML, S("PK"), "", LP_TEXT_FORM_OFFICE},
    {"ODF", LP_KIND_ODF, S("PK"), "", LP_TEXT_FORM_OFFICE},
    {"an archive", LP_KIND_ZIP, S("PK"), "", LP_TEXT_FORM_NONE},
    {"a message has that of its parts", LP_KIND_MESSAGE, S("From: a"), "",
     LP_TEXT_FORM_NONE},
    {"armor is no text", LP_KIND_PGP, S("-----BEGIN PGP MESSAGE"), "",
     LP_TEXT_FORM_NONE},
};

int
main(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        CHECK(lp_text_form(rows[i].kind, rows[i].head,
                           lp_slice_str(rows[i].type)) == rows[i].form,
              rows[i].label);
    }
    return lp_test_failures != 0;
}
