#include "formats/text_element.h"

#include <string.h>
#include <strings.h>

#define LINE LP_ELEMENT_LINE
#define CELL LP_ELEMENT_CELL
#define VOID LP_ELEMENT_VOID
#define RAW LP_ELEMENT_RAW
#define REFS LP_ELEMENT_REFS
#define PLAIN LP_ELEMENT_PLAIN
#define HIDE LP_ELEMENT_HIDE
#define ENDS_P LP_ELEMENT_ENDS_P
#define SCOPE LP_ELEMENT_SCOPE
#define FOREIGN LP_ELEMENT_FOREIGN
#define ROOT LP_ELEMENT_ROOT
#define P LP_ELEMENT_P
#define LI LP_ELEMENT_LI
#define DD LP_ELEMENT_DD
#define OPTION LP_ELEMENT_OPTION
#define GROUP LP_ELEMENT_GROUP
#define ROW LP_ELEMENT_ROW
#define ROWS LP_ELEMENT_ROWS
#define CAPTION LP_ELEMENT_CAPTION
#define LIST LP_ELEMENT_LIST
#define TABLE LP_ELEMENT_TABLE

/* Sorted by name. */
static const struct lp_element elements[] = {
    {"address", LINE | ENDS_P},
    {"applet", SCOPE},
    {"area", VOID},
    {"article", LINE | ENDS_P},
    {"aside", LINE | ENDS_P},
    {"base", VOID},
    {"basefont", VOID},
    {"bgsound", VOID},
    {"blockquote", LINE | ENDS_P},
    {"body", LINE | ROOT},
    {"br", LINE | VOID},
    {"caption", LINE | SCOPE | CAPTION},
    {"center", LINE | ENDS_P},
    {"col", VOID},
    {"datalist", HIDE | LIST},
    {"dd", LINE | ENDS_P | DD},
    {"details", LINE | ENDS_P},
    {"dialog", LINE | ENDS_P},
    {"dir", LINE | ENDS_P | LIST},
    {"div", LINE | ENDS_P},
    {"dl", LINE | ENDS_P | LIST},
    {"dt", LINE | ENDS_P | DD},
    {"embed", VOID},
    {"fieldset", LINE | ENDS_P},
    {"figcaption", LINE | ENDS_P},
    {"figure", LINE | ENDS_P},
    {"footer", LINE | ENDS_P},
    {"form", LINE | ENDS_P},
    {"frame", VOID},
    {"frameset", LINE},
    {"h1", LINE | ENDS_P},
    {"h2", LINE | ENDS_P},
    {"h3", LINE | ENDS_P},
    {"h4", LINE | ENDS_P},
    {"h5", LINE | ENDS_P},
    {"h6", LINE | ENDS_P},
    {"header", LINE | ENDS_P},
    {"hgroup", LINE | ENDS_P},
    {"hr", LINE | VOID | ENDS_P},
    {"html", LINE | ROOT},
    {"iframe", RAW | HIDE},
    {"img", VOID},
    {"input", VOID},
    {"keygen", VOID},
    {"legend", LINE},
    {"li", LINE | ENDS_P | LI},
    {"link", VOID},
    {"listing", LINE | ENDS_P},
    {"main", LINE | ENDS_P},
    {"marquee", SCOPE},
    {"math", FOREIGN},
    {"menu", LINE | ENDS_P | LIST},
    {"meta", VOID},
    {"nav", LINE | ENDS_P},
    {"noembed", RAW | HIDE},
    {"noframes", RAW | HIDE},
    {"object", SCOPE},
    {"ol", LINE | ENDS_P | LIST},
    {"optgroup", LINE | GROUP},
    {"option", LINE | OPTION},
    {"p", LINE | ENDS_P | P},
    {"param", VOID},
    {"plaintext", LINE | RAW | PLAIN | ENDS_P},
    {"pre", LINE | ENDS_P},
    {"rp", HIDE},
    {"script", RAW | HIDE},
    {"search", LINE | ENDS_P},
    {"section", LINE | ENDS_P},
    {"select", LINE | LIST},
    {"source", VOID},
    {"style", RAW | HIDE},
    {"summary", LINE | ENDS_P},
    {"svg", FOREIGN},
    {"table", LINE | ENDS_P | SCOPE | TABLE},
    {"tbody", LINE | ROWS},
    {"td", CELL | SCOPE},
    {"template", HIDE | SCOPE},
    {"textarea", LINE | RAW | REFS},
    {"tfoot", LINE | ROWS},
    {"th", CELL | SCOPE},
    {"thead", LINE | ROWS},
    {"title", RAW | HIDE},
    {"tr", LINE | ROW},
    {"track", VOID},
    {"ul", LINE | ENDS_P | LIST},
    {"wbr", VOID},
    {"xmp", LINE | RAW | ENDS_P},
};

void
lp_element_find(struct lp_element *e)
{
    size_t low = 0;
    size_t high = sizeof elements / sizeof elements[0];

    e->kind = 0;
    while (low < high) {
        size_t mid = (low + high) / 2;
        const char *name = elements[mid].name;
        int order = e->name[0] == name[0]
                        ? memcmp(e->name, name, sizeof e->name)
                        : (uint8_t)e->name[0] - (uint8_t)name[0];

        if (order == 0) {
            e->kind = elements[mid].kind;
            return;
        }
        if (order < 0) {
            high = mid;
        } else {
            low = mid + 1;
        }
    }
}

static bool
is_blank(uint8_t b)
{
    return b == ' ' || b == '\t' || b == '\n' || b == '\f' || b == '\r';
}

static struct lp_slice
trim(struct lp_slice s)
{
    while (s.len > 0 && is_blank(s.data[0])) {
        s = lp_slice_from(s, 1);
    }
    while (s.len > 0 && is_blank(s.data[s.len - 1])) {
        s.len--;
    }
    return s;
}

static bool
is(struct lp_slice s, const char *word)
{
    return s.len == strlen(word) &&
           strncasecmp((const char *)s.data, word, s.len) == 0;
}

/* Cut `!important` off. */
static bool
take_important(struct lp_slice *value)
{
    static const char word[] = "important";
    size_t n = sizeof word - 1;
    struct lp_slice before;

    if (value->len <= n || !is(lp_slice_from(*value, value->len - n), word)) {
        return false;
    }
    before = trim(lp_slice_head(*value, value->len - n));
    if (before.len == 0 || before.data[before.len - 1] != '!') {
        return false;
    }
    *value = trim(lp_slice_head(before, before.len - 1));
    return true;
}

/* The last declaration of a property counts, but one that is important
 * before one that is not. */
struct property {
    const char *name;
    const char *hides;
    bool important;
    bool hidden;
};

static void
declare(struct property *p, struct lp_slice name, struct lp_slice value)
{
    bool important;

    if (!is(name, p->name)) {
        return;
    }
    important = take_important(&value);
    if (important || !p->important) {
        p->important = important;
        p->hidden = is(value, p->hides);
    }
}

bool
lp_element_style_hides(struct lp_slice style)
{
    struct property display = {.name = "display", .hides = "none"};
    struct property visible = {.name = "visibility", .hides = "hidden"};

    while (style.len > 0) {
        const uint8_t *end = memchr(style.data, ';', style.len);
        size_t n = end == NULL ? style.len : (size_t)(end - style.data);
        struct lp_slice one = lp_slice_head(style, n);
        const uint8_t *colon = n == 0 ? NULL : memchr(one.data, ':', n);

        if (colon != NULL) {
            size_t at = (size_t)(colon - one.data);
            struct lp_slice name = trim(lp_slice_head(one, at));
            struct lp_slice value = trim(lp_slice_from(one, at + 1));

            declare(&display, name, value);
            declare(&visible, name, value);
        }
        style = lp_slice_from(style, end == NULL ? n : n + 1);
    }
    return display.hidden || visible.hidden;
}
