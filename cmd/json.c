#include "cmd/json.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"

static void
put_string(struct lp_json *j, struct lp_slice s)
{
    (void)putc('"', j->to);
    for (size_t i = 0; i < s.len; i++) {
        uint8_t b = s.data[i];

        if (b == '"' || b == '\\') {
            (void)putc('\\', j->to);
            (void)putc(b, j->to);
        } else if (b < 0x20 || b == 0x7f) {
            fprintf(j->to, "\\u%04x", b);
        } else {
            (void)putc(b, j->to);
        }
    }
    (void)putc('"', j->to);
}

/* What goes before a value: a comma if it is not the first, and its key. */
static void
lead(struct lp_json *j, const char *key)
{
    if ((j->open & 1) != 0) {
        (void)putc(',', j->to);
    }
    j->open |= 1;
    if (key != NULL) {
        put_string(j, lp_slice_str(key));
        (void)putc(':', j->to);
    }
}

static void
enter(struct lp_json *j, char bracket)
{
    (void)putc(bracket, j->to);
    j->open <<= 1;
}

static void
leave(struct lp_json *j, char bracket)
{
    (void)putc(bracket, j->to);
    j->open >>= 1;
}

void
lp_json_begin(struct lp_json *j, const char *type)
{
    j->open = 0;
    enter(j, '{');
    lp_json_text(j, "schema", "leafproof/1");
    lp_json_text(j, "type", type);
}

void
lp_json_end(struct lp_json *j)
{
    leave(j, '}');
    (void)putc('\n', j->to);
}

void
lp_json_slice(struct lp_json *j, const char *key, struct lp_slice value)
{
    lead(j, key);
    put_string(j, value);
}

void
lp_json_text(struct lp_json *j, const char *key, const char *value)
{
    lp_json_slice(j, key, lp_slice_str(value));
}

void
lp_json_escaped(struct lp_json *j, const char *key, const char *words)
{
    struct lp_buf text = {0};

    lp_text_escape(&text, lp_slice_str(words));
    lp_json_slice(j, key, lp_buf_slice(&text));
    lp_buf_release(&text);
}

void
lp_json_number(struct lp_json *j, const char *key, uint64_t value)
{
    lead(j, key);
    fprintf(j->to, "%" PRIu64, value);
}

void
lp_json_part(struct lp_json *j, const char *key, double value)
{
    unsigned thousandths = (unsigned)(value * 1000.0 + 0.5);

    /* Not by printf: it would write the comma of a locale. */
    thousandths = thousandths > 1000 ? 1000 : thousandths;
    lead(j, key);
    fprintf(j->to, "%u.%03u", thousandths / 1000, thousandths % 1000);
}

void
lp_json_bool(struct lp_json *j, const char *key, bool value)
{
    lead(j, key);
    fputs(value ? "true" : "false", j->to);
}

void
lp_json_null(struct lp_json *j, const char *key)
{
    lead(j, key);
    fputs("null", j->to);
}

void
lp_json_hex(struct lp_json *j, const char *key, struct lp_slice bytes)
{
    struct lp_buf hex = {0};

    lp_text_hex(&hex, bytes);
    lp_json_slice(j, key, lp_buf_slice(&hex));
    lp_buf_release(&hex);
}

void
lp_json_time(struct lp_json *j, const char *key, int64_t seconds)
{
    struct lp_buf text = {0};

    lp_text_time(&text, seconds);
    lp_json_slice(j, key, lp_buf_slice(&text));
    lp_buf_release(&text);
}

void
lp_json_object(struct lp_json *j, const char *key)
{
    lead(j, key);
    enter(j, '{');
}

void
lp_json_object_end(struct lp_json *j)
{
    leave(j, '}');
}

void
lp_json_array(struct lp_json *j, const char *key)
{
    lead(j, key);
    enter(j, '[');
}

void
lp_json_array_end(struct lp_json *j)
{
    leave(j, ']');
}
