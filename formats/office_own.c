#include "formats/office_own.h"

#include <string.h>
#include <strings.h>

#define XML LP_OFFICE_XML
#define TEXT LP_OFFICE_TEXT
#define FONT LP_OFFICE_FONT
#define PICTURE LP_OFFICE_PICTURE
#define SHOWN (LP_OFFICE_XML | LP_OFFICE_LISTED)

/* What programs draw for themselves is small. */
#define PICTURE_MAX ((uint64_t)256 * 1024)
#define PRINTER_MAX ((uint64_t)64 * 1024)
#define TYPE_MAX 128

/* A part by a word that its name has, without regard to ASCII case, at its
 * start, at its end or anywhere. The first that fits decides. */
struct own {
    const char *word;
    enum { WHOLE, START, END, ANYWHERE } where;
    unsigned as;
};

static const struct own ooxml_own[] = {
    {".xml", END, XML},
    {".rels", END, XML},
    {".vml", END, XML},
    {".odttf", END, LP_OFFICE_VEILED_FONT},
    {".fntdata", END, FONT},
    {"docProps/thumbnail.", START, PICTURE},
    {"/printerSettings/", ANYWHERE, LP_OFFICE_PRINTER | XML},
    {NULL, WHOLE, 0},
};

static const struct own odf_own[] = {
    {".xml", END, XML},
    {"mimetype", WHOLE, LP_OFFICE_TYPE},
    {"manifest.rdf", END, XML},
    {"layout-cache", END, LP_OFFICE_CACHE},
    {"META-INF/", START, XML},
    {"Thumbnails/", START, PICTURE},
    {"Configurations2/", ANYWHERE, XML | PICTURE},
    {"ObjectReplacements/", ANYWHERE, PICTURE},
    {"Fonts/", START, FONT},
    {NULL, WHOLE, 0},
};

static const struct own epub_own[] = {
    {".xml", END, XML},        {".opf", END, XML},
    {".ncx", END, XML},        {".xhtml", END, SHOWN},
    {".html", END, SHOWN},     {".htm", END, SHOWN},
    {".css", END, TEXT},       {".js", END, TEXT},
    {".smil", END, XML},       {".pls", END, XML},
    {".ttf", END, FONT},       {".otf", END, FONT},
    {".woff", END, FONT},      {".woff2", END, FONT},
    {"META-INF/", START, XML}, {"mimetype", WHOLE, LP_OFFICE_TYPE},
    {NULL, WHOLE, 0},
};

static bool
same(const uint8_t *a, struct lp_slice word)
{
    return strncasecmp((const char *)a, (const char *)word.data, word.len) == 0;
}

static bool
has_word(struct lp_slice name, const struct own *o)
{
    struct lp_slice word = lp_slice_str(o->word);
    size_t more;

    if (name.len < word.len) {
        return false;
    }
    more = name.len - word.len;
    switch (o->where) {
    case WHOLE:
        return more == 0 && same(name.data, word);
    case START:
        return same(name.data, word);
    case END:
        return same(name.data + more, word);
    default:
        for (size_t i = 0; i <= more; i++) {
            if (same(name.data + i, word)) {
                return true;
            }
        }
        return false;
    }
}

unsigned
lp_office_own_name(enum lp_kind kind, struct lp_slice name)
{
    const struct own *own = kind == LP_KIND_OOXML ? ooxml_own
                            : kind == LP_KIND_ODF ? odf_own
                                                  : epub_own;

    for (; own->word != NULL; own++) {
        if (has_word(name, own)) {
            return own->as;
        }
    }
    return 0;
}

struct magic {
    size_t at;
    const char *bytes;
    size_t len;
};

#define MAGIC(at, s)             \
    {                            \
        (at), (s), sizeof(s) - 1 \
    }

static bool
has_magic(struct lp_slice head, const struct magic *m)
{
    for (; m->bytes != NULL; m++) {
        if (head.len >= m->at + m->len &&
            memcmp(head.data + m->at, m->bytes, m->len) == 0) {
            return true;
        }
    }
    return false;
}

static const struct magic marks[] = {
    MAGIC(0, "\xef\xbb\xbf"),
    MAGIC(0, "\xff\xfe"),
    MAGIC(0, "\xfe\xff"),
    {0, NULL, 0},
};

/* EOT has its own word behind its sizes. */
static const struct magic fonts[] = {
    MAGIC(0, "\0\1\0\0"), MAGIC(0, "OTTO"), MAGIC(0, "true"), MAGIC(0, "ttcf"),
    MAGIC(0, "wOFF"),     MAGIC(0, "wOF2"), MAGIC(34, "LP"),  {0, NULL, 0},
};

static const struct magic pictures[] = {
    MAGIC(0, "\x89PNG\r\n\x1a\n"),
    MAGIC(0, "\xff\xd8\xff"),
    MAGIC(0, "GIF8"),
    MAGIC(40, " EMF"),
    MAGIC(0, "\xd7\xcd\xc6\x9a"),
    MAGIC(0, "\1\0\x09\0\0\3"),
    MAGIC(0, "VCLMTF"),
    {0, NULL, 0},
};

static bool
begins_as_xml(struct lp_slice head)
{
    size_t i = !has_magic(head, marks) ? 0 : head.data[0] == 0xef ? 3 : 2;
    bool wide = i == 2;

    while (i < head.len && (head.data[i] == ' ' || head.data[i] == '\t' ||
                            head.data[i] == '\r' || head.data[i] == '\n' ||
                            (wide && head.data[i] == 0))) {
        i++;
    }
    return i < head.len && head.data[i] == '<';
}

static bool
begins_as_text(struct lp_slice head)
{
    for (size_t i = 0; i < head.len; i++) {
        if (head.data[i] < 0x20 &&
            (head.data[i] < '\t' || head.data[i] > '\r')) {
            return false;
        }
    }
    return true;
}

/* A tag of a table in a font. */
static bool
is_tag(const uint8_t *p)
{
    for (size_t i = 0; i < 4; i++) {
        if (p[i] < 0x20 || p[i] > 0x7e) {
            return false;
        }
    }
    return true;
}

/* ECMA-376 part 4, 14.2.1 veils the first 32 bytes of a font. Behind them its
 * third and fourth tables have their tags, in increasing order. */
static bool
is_veiled_font(struct lp_slice head)
{
    return head.len >= 64 && is_tag(head.data + 44) && is_tag(head.data + 60) &&
           memcmp(head.data + 44, head.data + 60, 4) < 0;
}

/* DEVMODEW: the name of the printer in 64 bytes, and the version of the
 * structure, which is from 3.0 to 4.x. */
static bool
is_printer(struct lp_slice head)
{
    return head.len >= 66 && (head.data[65] == 3 || head.data[65] == 4);
}

bool
lp_office_own_bytes(unsigned as, struct lp_slice head, uint64_t size)
{
    head = lp_slice_head(head, LP_OFFICE_OWN_HEAD);
    return ((as & LP_OFFICE_XML) != 0 && begins_as_xml(head)) ||
           ((as & LP_OFFICE_TEXT) != 0 && begins_as_text(head)) ||
           ((as & LP_OFFICE_FONT) != 0 && has_magic(head, fonts)) ||
           ((as & LP_OFFICE_VEILED_FONT) != 0 && is_veiled_font(head)) ||
           ((as & LP_OFFICE_PICTURE) != 0 && size <= PICTURE_MAX &&
            has_magic(head, pictures)) ||
           ((as & LP_OFFICE_PRINTER) != 0 && size <= PRINTER_MAX &&
            is_printer(head)) ||
           ((as & LP_OFFICE_CACHE) != 0 && size <= PRINTER_MAX &&
            head.len >= 2 && head.data[0] == 1 && head.data[1] == 0) ||
           ((as & LP_OFFICE_TYPE) != 0 && size <= TYPE_MAX &&
            begins_as_text(head));
}
