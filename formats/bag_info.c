#include "formats/bag_info.h"

#include <string.h>

#include "formats/bag_decl.h"

bool
lp_bag_label_is(struct lp_slice label, const char *name)
{
    size_t n = strlen(name);

    for (size_t i = 0; label.len == n && i < n; i++) {
        uint8_t x = label.data[i];
        uint8_t y = (uint8_t)name[i];

        x = x >= 'A' && x <= 'Z' ? (uint8_t)(x + 32) : x;
        y = y >= 'A' && y <= 'Z' ? (uint8_t)(y + 32) : y;
        if (x != y) {
            return false;
        }
    }
    return label.len == n;
}

/* A line that begins an element. */
static void
element(const struct lp_bag_info *info, struct lp_slice line,
        struct lp_bag_element *e)
{
    const uint8_t *colon = memchr(line.data, ':', line.len);
    const char *why = NULL;
    struct lp_slice name;
    struct lp_slice rest;

    if (colon == NULL) {
        e->wrong = "it has no colon";
        return;
    }
    name = lp_slice_head(line, (size_t)(colon - line.data));
    rest = lp_slice_from(line, name.len + 1);
    e->label = lp_bag_trim(name);
    e->value = lp_bag_trim(rest);
    if (e->label.len == 0) {
        e->wrong = "there is no label before the colon";
    } else if (e->label.len < name.len) {
        why = "there is a blank between the label and the colon";
    } else if (rest.len > 0 && rest.data[0] != ' ' && rest.data[0] != '\t') {
        why = "there is no blank after the colon";
    }
    if (info->strict && e->wrong == NULL) {
        e->wrong = why;
    } else {
        e->odd = why;
    }
}

bool
lp_bag_info_next(struct lp_bag_info *info, struct lp_bag_element *e)
{
    struct lp_slice line;
    bool blank;

    *e = (struct lp_bag_element){0};
    if (!lp_bag_line(&info->lines, &line)) {
        return false;
    }
    blank = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
    if (line.len == 0) {
        e->wrong = info->strict ? "an empty line" : NULL;
        e->odd = info->strict ? NULL : "an empty line";
        info->within = false;
    } else if (blank && info->within) {
        e->more = true;
        e->value = lp_bag_trim(line);
    } else if (blank) {
        e->wrong = "it goes on with an element, and there is none before it";
    } else {
        element(info, line, e);
        info->within = true;
    }
    return true;
}
