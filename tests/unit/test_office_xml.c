#include "formats/office_xml.h"

#include <stdlib.h>

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A grammar of its own, that writes down what it is told. */
enum { A = 1, B, SKIP, OUT, ANY };

static const struct lp_office_word words[] = {
    {LP_OFFICE_W, A, "a"},       {LP_OFFICE_W, B, "b"},
    {LP_OFFICE_W, SKIP, "skip"}, {LP_OFFICE_W, OUT, "out"},
    {LP_OFFICE_A, ANY, "*"},     {LP_OFFICE_NONE, 0, NULL},
};

static void
start(struct lp_office_xml *x, unsigned tag)
{
    struct lp_slice v;

    lp_buf_byte(lp_office_xml_who(x), (uint8_t)("?abs<*"[tag]));
    if (lp_office_xml_attr(x, LP_OFFICE_NONE, "v", &v)) {
        lp_buf_str(lp_office_xml_who(x), "=");
        lp_buf_put(lp_office_xml_who(x), v);
    }
    if (lp_office_xml_attr(x, LP_OFFICE_R, "v", &v)) {
        lp_buf_str(lp_office_xml_who(x), "~");
        lp_buf_put(lp_office_xml_who(x), v);
    }
    if (tag == SKIP) {
        lp_office_xml_skip(x, 0);
    } else if (tag == OUT) {
        lp_office_xml_skip(x, 1);
    }
}

static void
end(struct lp_office_xml *x, unsigned tag)
{
    lp_buf_byte(lp_office_xml_who(x), (uint8_t)("?ABS>+"[tag]));
}

static void
text(struct lp_office_xml *x, struct lp_slice utf8)
{
    (void)lp_office_xml_tag(x, 9);
    lp_buf_put(lp_office_xml_who(x), utf8);
}

static const struct lp_office_grammar grammar = {words, start, end, text};

#define W " xmlns='" ECMA "wordprocessingml/2006/main'"
#define DA " xmlns:d='" ECMA "drawingml/2006/main'"
#define DR " xmlns:r='" ISO "officeDocument/relationships'"
#define TEXT(s) s, sizeof(s) - 1
#define U(c) c "\0"

static const struct {
    const char *label;
    const char *xml;
    size_t len;
    const char *told;
} rows[] = {
    {"elements and text", TEXT("<a" W ">x<b>y</b></a>"), "axbyBA"},
    {"one element", TEXT("<a" W "/>"), "aA"},
    {"an element without a word", TEXT("<c" W "><a/></c>"), "aA"},
    {"a name without a namespace", TEXT("<a><b/></a>"), ""},
    {"any element of a namespace", TEXT("<d:q" DA ">x</d:q>"), "*x+"},
    {"a namespace that comes later", TEXT("<c><a" W "/><a/></c>"), "aA"},
    {"a prefix that changes",
     TEXT("<p:a xmlns:p='urn:x'><p:a xmlns:p='" ISO
          "wordprocessingml/main'/></p:a>"),
     "aA"},
    {"attributes", TEXT("<a" W DR " v='1' r:v='2'/>"), "a=1~2A"},
    {"an attribute of another namespace", TEXT("<a" W DA " d:v='1'/>"), "aA"},
    {"an attribute cut and folded", TEXT("<a" W " v='1\n2&amp;'/>"), "a=1 2&A"},
    {"an element passed over", TEXT("<a" W ">x<skip>y<b/></skip>z</a>"),
     "axszA"},
    {"the element around it", TEXT("<a" W ">x<b>y<out/>z<a/></b>q</a>"),
     "axby<qA"},
    {"all of it", TEXT("<skip" W "><a/></skip>"), "s"},
    {"a declaration", TEXT("<?xml version='1.0' encoding='UTF-8'?><a" W "/>"),
     "aA"},
    {"a mark before UTF-8", TEXT("\xef\xbb\xbf<a" W ">\xc3\xa9</a>"),
     "a\xc3\xa9"
     "A"},
    {"Latin-1",
     TEXT("<?xml version='1.0' encoding='iso-8859-1'?><a" W ">\xe9</a>"),
     "a\xc3\xa9"
     "A"},
    {"UTF-16",
     TEXT("\xff\xfe" U("<") U("a") U(">") U("\x20") U("<") U("/") U("a")
              U(">")),
     " "},
    {"another coding", TEXT("<?xml version='1.0' encoding='koi8-r'?><a" W "/>"),
     "!bad-xml"},
    {"bytes that are not UTF-8", TEXT("<a" W ">\xc3(</a>"), "a!bad-xml"},
    {"a surrogate in UTF-8", TEXT("<a" W ">\xed\xa0\x80</a>"), "a!bad-xml"},
    {"a character cut", TEXT("<a" W ">\xe2\x82</a>"), "a!bad-xml"},
    {"a control", TEXT("<a" W ">\1</a>"), "a!bad-xml"},
    {"nothing", TEXT(""), "!bad-xml"},
    {"blanks alone", TEXT("  "), "!bad-xml"},
    {"no XML", TEXT("PK\3\4"), "!bad-xml"},
    {"an element that does not end", TEXT("<a" W ">"), "a!bad-xml"},
    {"one that ends as another", TEXT("<a" W "></b>"), "a!bad-xml"},
    {"two roots", TEXT("<a" W "/><a" W "/>"), "aA!bad-xml"},
    {"a comment behind the root", TEXT("<a" W "/><!-- x -->\n"), "aA"},
    {"a prefix that nobody declared", TEXT("<p:a/>"), "!bad-xml"},
    {"an attribute twice", TEXT("<a" W " v='1' v='2'/>"), "!bad-xml"},
    {"an entity that nobody declared", TEXT("<a" W ">&x;</a>"), "a!bad-xml"},
    {"a document type", TEXT("<!DOCTYPE a><a" W "/>"), "!bad-xml"},
    {"an entity of one's own",
     TEXT("<!DOCTYPE a [<!ENTITY x 'yy'>]><a" W ">&x;</a>"), "!bad-xml"},
    {"a document type from elsewhere",
     TEXT("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a" W "/>"), "!bad-xml"},
    {"what looks like one in a comment", TEXT("<!-- <!DOCTYPE a> --><a" W "/>"),
     "aA"},
};

/* Read, and end with ! and the rule's word if that fails. */
static struct lp_buf
told(struct lp_slice xml, struct lp_office_out *out)
{
    struct lp_buf told = {0};
    struct lp_source from = {0};
    struct lp_err err = {0};
    enum lp_code rc = lp_source_bytes(&from, xml, NULL, &err);

    if (rc == LP_OK) {
        rc = lp_office_xml_read(&grammar, &told, &from, out, &err);
    }
    if (rc != LP_OK) {
        lp_buf_printf(&told, "!%s", lp_rule_info(err.rule)->word);
    }
    lp_source_release(&from);
    return told;
}

static void
check(struct lp_slice xml, const char *want, const char *label)
{
    struct lp_office_out out = {0};
    struct lp_buf got = told(xml, &out);

    CHECK(lp_slice_is(lp_buf_slice(&got), want), label);
    if (!lp_slice_is(lp_buf_slice(&got), want)) {
        lp_buf_byte(&got, 0);
        fprintf(stderr, "    %.80s\n", (const char *)got.data);
    }
    lp_buf_release(&got);
}

/* `n` times `middle`, between `begin` and `end`. */
static struct lp_buf
much(const char *begin, const char *middle, size_t n, const char *ends)
{
    struct lp_buf b = {0};

    lp_buf_str(&b, begin);
    for (size_t i = 0; i < n; i++) {
        lp_buf_str(&b, middle);
    }
    lp_buf_str(&b, ends);
    return b;
}

static void
check_much(const char *label, struct lp_buf b, const char *want)
{
    check(lp_buf_slice(&b), want, label);
    lp_buf_release(&b);
}

/* One that has `n` different names, in turn of elements, of attributes and of
 * prefixes. */
static struct lp_buf
names(size_t n, const char *pattern)
{
    struct lp_buf b = {0};

    lp_buf_str(&b, "<c>");
    for (unsigned i = 0; i < n; i++) {
        for (const char *p = pattern; *p != '\0'; p++) {
            if (*p == '#') {
                lp_buf_printf(&b, "%x", i);
            } else {
                lp_buf_byte(&b, (uint8_t)*p);
            }
        }
    }
    lp_buf_str(&b, "</c>");
    return b;
}

static struct lp_buf
deep(unsigned n)
{
    struct lp_buf b = much("<c>", "<c>", n - 1, "");

    for (unsigned i = 0; i < n; i++) {
        lp_buf_str(&b, "</c>");
    }
    return b;
}

static void
check_limits(void)
{
    const size_t mib = (size_t)1 << 16; /* of sixteen bytes */

    check_much("as deep as may be", deep(LP_OFFICE_XML_DEPTH), "");
    check_much("one deeper", deep(LP_OFFICE_XML_DEPTH + 1), "!limit-text");
    check_much("a long comment",
               much("<c><!--", "0123456789abcdef", 3 * mib, "--></c>"), "");
    check_much("one too long",
               much("<c><!--", "0123456789abcdef", 5 * mib, "--></c>"),
               "!limit-text");
    check_much("an attribute too long",
               much("<c d='", "0123456789abcdef", 5 * mib, "'/>"),
               "!limit-text");
    check_much("a comment before the root too long",
               much("<!--", "0123456789abcdef", 5 * mib, "--><c/>"),
               "!limit-text");
    check_much("a long instruction too long",
               much("<c><?x ", "0123456789abcdef", 5 * mib, "?></c>"),
               "!limit-text");
    check_much("some names", names(5000, "<e#/>"), "");
    check_much("too many elements", names(9000, "<e#/>"), "!limit-text");
    check_much("too many attributes", names(9000, "<c e#=''/>"), "!limit-text");
    check_much("too many prefixes", names(9000, "<c xmlns:e#='u'/>"),
               "!limit-text");
    check_much("the same prefix again and again",
               much("<c>", "<c xmlns:e='u'/>", 9000, "</c>"), "");
}

static void
check_total(void)
{
    struct lp_office_out out = {.unpacked = ((uint64_t)1 << 30) - 4};
    struct lp_buf b = told(lp_slice_str("<c/>"), &out);

    CHECK(b.len == 0, "as large as may be");
    lp_buf_release(&b);
    b = told(lp_slice_str("<c/>"), &out);
    CHECK(lp_slice_is(lp_buf_slice(&b), "!limit-text"), "no larger in all");
    lp_buf_release(&b);
}

int
main(void)
{
    for (size_t i = 0; i < COUNT(rows); i++) {
        check((struct lp_slice){(const uint8_t *)rows[i].xml, rows[i].len},
              rows[i].told, rows[i].label);
    }
    check_limits();
    check_total();
    return lp_test_failures != 0;
}
