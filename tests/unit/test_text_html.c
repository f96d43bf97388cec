#include "formats/text_html.h"

#include <string.h>

#include "tests/unit/markup_box.h"

#define S(literal) literal, sizeof(literal) - 1

struct row {
    const char *label;
    const char *in;
    size_t in_len;
    const char *out;
    size_t out_len;
};

static const struct row rows[] = {
    {"nothing", S(""), S("")},
    {"text", S("a b\n c"), S("a b\n c")},
    {"a mark is not of the text",
     S("\xef\xbb\xbf"
       "a"),
     S("a")},
    {"a mark in the text is", S("a\xef\xbb\xbf"), S("a\xef\xbb\xbf")},
    {"a mark that is cut",
     S("\xef\xbb"
       "a"),
     S("\xef\xbf\xbd\xef\xbf\xbd"
       "a")},
    {"what is malformed", S("\xe2\x82\xff\xed\xa0\x80"),
     S("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
       "\xef\xbf\xbd")},
    {"a character cut by a tag", S("\xe2\x82<b>\xac</b>"),
     S("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
    {"letters of four bytes", S("\xf0\x9f\x93\x8e\xe4\xb8\xad\xc3\xa9"),
     S("\xf0\x9f\x93\x8e\xe4\xb8\xad\xc3\xa9")},
    {"NUL is dropped", S("a\0b\xe2\0\x82\xac"),
     S("ab\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},

    {"inline elements part nothing", S("a<b>b</b><span>c</span><x-y>d</x-y>"),
     S("abcd")},
    {"wbr parts nothing", S("a<wbr>b&shy;c"),
     S("ab\xc2\xad"
       "c")},
    {"blocks part lines", S("<p>a</p><div>b<div>c</div></div>d"),
     S("a\nb\nc\nd")},
    {"br parts lines once", S("a<br><br/>b</br>c"), S("a\nb\nc")},
    {"cells are parted", S("<table><tr><td>a<td>b</tr><tr><th>c</table>d"),
     S("a\tb\nc\nd")},
    {"options are parted", S("<select><option>a<option>b</select>"),
     S("a\nb\n")},
    {"upper case", S("a<BR>b<P>c</P>"), S("a\nb\nc\n")},

    {"title, style and script",
     S("<title>a</title><style>b</style>c<script>"
       "if (a<b) x='</p>'</script>d"),
     S("cd")},
    {"nearly the end of a script", S("<script>a</scriptx></script x='>'>b"),
     S("b")},
    {"a script without end", S("a<script>b</scrip"), S("a")},
    {"noscript", S("a<noscript><p>b</p></noscript>"), S("a\nb\n")},
    {"template", S("a<template>b<p>c</template>d"), S("ad")},
    {"textarea", S("a<textarea><b>&lt;</tex</textarea>b"),
     S("a\n<b><</tex\nb")},
    {"a textarea that is hidden", S("a<textarea hidden>b</textarea>c"),
     S("ac")},
    {"xmp has no references", S("a<xmp><b>&lt;</xmp>b"), S("a\n<b>&lt;\nb")},
    {"plaintext has no end", S("a<plaintext>&lt;\0</plaintext>"),
     S("a\n&lt;</plaintext>")},
    {"ruby", S("a<ruby>b<rp>(</rp><rt>c</rt><rp>)</rp></ruby>"), S("abc")},
    {"pictures say nothing", S("a<img alt='b' title=c>d"), S("ad")},

    {"comments", S("a<!-- b > <p> -- > -->c<!---->d<!-->e<!--->f<!--x--!>g"),
     S("acdefg")},
    {"dashes in comments", S("a<!--b--c---d--->e<!----!-->f<!--!>g-->h"),
     S("aefh")},
    {"a comment without end", S("a<!-- b"), S("a")},
    {"a conditional comment", S("a<!--[if mso]>b<![endif]-->c"), S("ac")},
    {"a revealed one", S("a<![if !mso]>b<![endif]>c"), S("abc")},
    {"doctype, CDATA, instructions",
     S("<!DOCTYPE html>a<![CDATA[b]]>c<?d?>e<?>"
       "f"),
     S("acef")},
    {"no tags", S("a < b <3 <"), S("a < b <3 <")},
    {"no end tags", S("a</>b</ c>d</"), S("abd</")},
    {"`<!` without dashes", S("a<!-b>c<!->d<!"), S("acd")},
    {"a tag without end", S("a<p title='b>"), S("a")},

    {"`>` in quotes", S("a<b x='>' y=\">\">c"), S("ac")},
    {"`>` without quotes", S("a<b x=\x60>\x60>c"), S("a\x60>c")},
    {"quotes in a bare value", S("a<b x=c'>d'e"), S("ad'e")},
    {"attributes in a row", S("a<b x='y'z=\"'\"=\">b"), S("ab")},
    {"no value", S("a<b x=>b<b x= '>'>c"), S("abc")},
    {"`<` in a tag", S("a<b<c>d"), S("ad")},

    {"hidden", S("a<p hidden>b</p>c"), S("ac")},
    {"hidden=\"\"", S("a<p HIDDEN=''>b</p>c"), S("ac")},
    {"nearly hidden", S("a<b hiddenx>b</b><b hidde>c</b><b x=hidden>d</b>"),
     S("abcd")},
    {"display:none", S("a<b style='color:red; DISPLAY : None'>b</b>c"),
     S("ac")},
    {"display:block", S("a<b style='display:block;x:display:none'>b</b>c"),
     S("abc")},
    {"visibility:hidden", S("a<b style=visibility:hidden>b</b>c"), S("ac")},
    {"important",
     S("a<b style='display:none!important;display:block'>b</b>"
       "<b style='display:none ! important'>c</b>d"),
     S("ad")},
    {"not important", S("a<b style='display:none;display:block'>b</b>c"),
     S("abc")},
    {"the first style counts", S("a<b style='x:y' style='display:none'>b</b>c"),
     S("abc")},
    {"a font without size", S("a<b style='font-size:0;mso-hide:all'>b</b>c"),
     S("abc")},
    {"hidden to the same depth", S("a<b hidden>b<b>c</b>d</b>e"), S("ae")},
    {"a void element hides nothing", S("a<img hidden>b<input hidden>c"),
     S("abc")},
    {"hidden to the end of what it is in", S("<div>a<b hidden>b</div>c"),
     S("a\nc")},
    {"hidden to the end of the body", S("<body>a<b hidden>b</body>c"),
     S("a\nc")},
    {"hidden to the end", S("a<b hidden>b</i></p>c"), S("a")},
    {"hidden to the next p", S("a<p hidden>b<p>c"), S("a\nc")},
    {"hidden to the next li", S("<ul><li hidden>a<ul><li>b</ul><li>c"), S("c")},
    {"hidden to the next dt", S("<dl><dd hidden>a<dt>c"), S("c")},
    {"hidden to the next cell", S("<table><tr><td hidden>a<td>b"), S("b")},
    {"hidden to the next row", S("<table><tr hidden><td>a<td>b<tr><td>c"),
     S("c")},
    {"a cell of an inner table",
     S("<table><tr><td hidden>a<table><tr><td>b"
       "</table>c</td><td>d"),
     S("d")},
    {"a div ends in its cell", S("<div><table><tr><td hidden>a</div>b</td>c"),
     S("c")},
    {"scripts in what is hidden",
     S("a<div hidden><script></div></script>b"
       "</div>c"),
     S("ac")},
    {"references in what is hidden", S("a<b hidden>&amp;&#65;&x</b>c"),
     S("ac")},

    {"`/` ends nothing in HTML", S("<b hidden/>a</b>b"), S("b")},
    {"`/` ends an element of XML",
     S("<?xml version='1.0'?><b hidden/>a"
       "<script/>b"),
     S("ab")},
    {"an XML declaration that is late", S(" <?xml version='1.0'?><title/>a"),
     S(" ")},
    {"`/` ends an element of svg", S("<svg><title/>a</svg><title/>b"), S("a")},
    {"`/` in a bare value", S("<?xml ?><b x=a/ hidden>c</b><b hidden x=a/>d"),
     S("")},

    {"named references", S("&lt;&amp;&eacute;&nbsp;&NotEqualTilde;"),
     S("<&\xc3\xa9\xc2\xa0\xe2\x89\x82\xcc\xb8")},
    {"names without `;`", S("&lt&ampx&eacute &notit; &notin;&copy=1"),
     S("<&x\xc3\xa9 \xc2\xacit; \xe2\x88\x89\xc2\xa9=1")},
    {"names that are none", S("&hellip &x; &; & &Amp; &alpha"),
     S("&hellip &x; &; & &Amp; &alpha")},
    {"the longest name", S("&CounterClockwiseContourIntegral;"),
     S("\xe2\x88\xb3")},
    {"names that are longer",
     S("&CounterClockwiseContourIntegralX; "
       "&ltabcdefghijklmnopqrstuvwxyzabcdefgh;"),
     S("&CounterClockwiseContourIntegralX; "
       "<abcdefghijklmnopqrstuvwxyzabcdefgh;")},
    {"numbers", S("&#65;&#x42;&#X43;&#68 &#x1F4CE;&#0065z"),
     S("ABCD \xf0\x9f\x93\x8e"
       "Az")},
    {"numbers that are windows-1252", S("&#150;&#x80;&#129;"),
     S("\xe2\x80\x93\xe2\x82\xac\xc2\x81")},
    {"numbers of no character", S("&#0;&#xd800;&#x110000;&#99999999999;"),
     S("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd")},
    {"no numbers", S("&#; &#x; &#xg &#a &#"), S("&#; &#x; &#xg &#a &#")},
    {"references and tags", S("&l<b>t;&amp<b>"), S("&lt;&")},
    {"a name at the end", S("&notin"),
     S("\xc2\xac"
       "in")},
    {"a number at the end", S("&#6"), S("\6")},
    {"`&#x` at the end", S("&#x"), S("&#x")},
    {"`&` at the end", S("&"), S("&")},
};

static void
check(struct lp_slice in, struct lp_slice out, const char *label)
{
    static const size_t steps[] = {1, 2, 3, 7, (size_t)1 << 30};

    for (size_t k = 0; k < sizeof steps / sizeof steps[0]; k++) {
        struct lp_buf got = {0};

        (void)box_html(&got, in, steps[k]);
        CHECK(lp_slice_equal(lp_buf_slice(&got), out), label);
        lp_buf_release(&got);
    }
}

static void
repeat(struct lp_buf *b, const char *what, size_t n)
{
    while (n-- > 0) {
        lp_buf_str(b, what);
    }
}

static void
check_deep(void)
{
    struct lp_buf in = {0};
    struct lp_buf out = {0};

    repeat(&in, "<b>", 511);
    lp_buf_str(&in, "a<b hidden>b</b>c");
    CHECK(!box_html(&out, lp_buf_slice(&in), 4096), "512 are not too deep");
    CHECK(lp_slice_is(lp_buf_slice(&out), "ac"), "hidden in the deepest");

    lp_buf_clear(&in);
    lp_buf_clear(&out);
    repeat(&in, "<b>", 512);
    lp_buf_str(&in, "a<i hidden>b</i>c");
    CHECK(box_html(&out, lp_buf_slice(&in), 4096), "513 are too deep");
    CHECK(lp_slice_is(lp_buf_slice(&out), "abc"), "hidden too deep");

    lp_buf_clear(&in);
    lp_buf_clear(&out);
    repeat(&in, "<div>", 100000);
    lp_buf_str(&in, "a");
    repeat(&in, "</div>", 100000);
    lp_buf_str(&in, "b");
    CHECK(box_html(&out, lp_buf_slice(&in), 4096), "many");
    CHECK(lp_slice_is(lp_buf_slice(&out), "a\nb"), "what is in them");
    lp_buf_release(&in);
    lp_buf_release(&out);
}

static void
check_long(void)
{
    struct lp_buf in = {0};
    struct lp_buf out = {0};

    lp_buf_str(&in, "a<b style='");
    repeat(&in, "x:y;", 255);
    lp_buf_str(&in, "z;;;display:none'>b</b>c<");
    repeat(&in, "name", 10000);
    lp_buf_str(&in, " ");
    repeat(&in, "attr", 10000);
    lp_buf_str(&in, "=");
    repeat(&in, "value", 10000);
    lp_buf_str(&in, ">d");
    (void)box_html(&out, lp_buf_slice(&in), 4096);
    CHECK(lp_slice_is(lp_buf_slice(&out), "abcd"), "what is long");

    lp_buf_clear(&in);
    lp_buf_clear(&out);
    repeat(&in, "0123456789", 100000);
    (void)box_html(&out, lp_buf_slice(&in), 100000);
    CHECK(lp_slice_equal(lp_buf_slice(&out), lp_buf_slice(&in)), "long text");
    lp_buf_release(&in);
    lp_buf_release(&out);
}

static const struct {
    const char *label;
    const char *head;
    const char *name; /* NULL if none */
} charsets[] = {
    {"nothing", "", NULL},
    {"no meta", "<html><p charset=a>", NULL},
    {"charset", "<meta charset=koi8-r>", "koi8-r"},
    {"charset in quotes", "<html><META Charset = 'koi8-r'>", "koi8-r"},
    {"charset and a slash", "<meta/charset=\"koi8-r\"/>", "koi8-r"},
    {"a quote that is open", "<meta charset='koi8-r>", NULL},
    {"not meta", "<metax charset=a>", NULL},
    {"empty", "<meta charset=''><meta charset=b>", "b"},
    {"content",
     "<meta http-equiv=Content-Type content='text/html; charset=koi8-r'>",
     "koi8-r"},
    {"content first",
     "<meta content='text/html;charset = \"koi8-r\"' http-equiv=content-type>",
     "koi8-r"},
    {"content and more",
     "<meta http-equiv=content-type "
     "content='x charset charset=a;b'>",
     "a"},
    {"content of something else",
     "<meta http-equiv=refresh "
     "content='1; charset=a'>",
     NULL},
    {"content alone", "<meta content='text/html; charset=a'>", NULL},
    {"in a comment", "<!-- <meta charset=a> --><meta charset=b>", "b"},
    {"a short comment", "<!--><meta charset=b>", "b"},
    {"in an attribute", "<p title='<meta charset=a>'><meta charset=b>", "b"},
    {"behind other things", "<!DOCTYPE x><?y?></z a='>'>< <meta charset=b>",
     "b"},
    {"UTF-16 it cannot be", "<meta charset=UTF-16LE>", "utf-8"},
    {"an XML declaration",
     "<?xml version='1.0' encoding='koi8-r'?><meta charset=b>", "koi8-r"},
    {"a declaration without", "<?xml version='1.0'?><meta charset=b>", "b"},
    {"a declaration that is late", " <?xml encoding='koi8-r'?>", NULL},
};

static void
check_charsets(void)
{
    struct lp_buf far = {0};
    struct lp_slice name = {0};

    for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
        struct lp_slice head = lp_slice_str(charsets[i].head);
        bool found = lp_text_html_charset(head, &name);

        CHECK(found == (charsets[i].name != NULL), charsets[i].label);
        CHECK(!found || lp_slice_is(name, charsets[i].name), charsets[i].label);
    }
    repeat(&far, " ", LP_TEXT_HTML_HEAD - 16);
    lp_buf_str(&far, "<meta charset=a>");
    CHECK(lp_text_html_charset(lp_buf_slice(&far), &name), "just in reach");
    lp_buf_clear(&far);
    repeat(&far, " ", LP_TEXT_HTML_HEAD - 14);
    lp_buf_str(&far, "<meta charset=a>");
    CHECK(!lp_text_html_charset(lp_buf_slice(&far), &name), "out of reach");
    lp_buf_release(&far);
}

int
main(void)
{
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *r = &rows[i];

        check((struct lp_slice){(const uint8_t *)r->in, r->in_len},
              (struct lp_slice){(const uint8_t *)r->out, r->out_len}, r->label);
    }
    check_deep();
    check_long();
    check_charsets();
    return lp_test_failures != 0;
}
