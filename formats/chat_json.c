#include "formats/chat_json.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* So many people of one export are kept apart, and names up to this length. */
#define PEOPLE_MAX ((size_t)1 << 20)
#define NAME_MAX_LEN 256

void
lp_chat_people_release(struct lp_chat_people *p)
{
    lp_buf_release(&p->numbers);
    lp_buf_release(&p->names);
}

static const char *
text_of(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void
put(struct lp_buf *to, const char *text)
{
    if (text != NULL) {
        lp_buf_str(to, text);
    }
}

/* A number that stands as text: digits, and nothing else. */
static bool
number(const char *text, int64_t *out)
{
    size_t n = text == NULL ? 0 : strspn(text, "0123456789");

    if (n == 0 || n > 18 || text[n] != '\0') {
        return false;
    }
    *out = (int64_t)strtoll(text, NULL, 10);
    return true;
}

static void
attach(struct lp_chat *c, const char *reference)
{
    /* "(File not included. ...)": something was there. */
    if (reference != NULL && reference[0] != '\0' && reference[0] != '(') {
        lp_buf_str(&c->attached, " ");
        lp_buf_str(&c->attached, reference);
    }
}

/* Text, or a list of text and of objects with text. */
static void
telegram_text(struct lp_chat *c, const json_t *text)
{
    size_t i;
    const json_t *part;

    put(&c->said, json_string_value(text));
    json_array_foreach(text, i, part)
    {
        put(&c->said, json_is_string(part) ? json_string_value(part)
                                           : text_of(part, "text"));
    }
}

static bool
telegram(const json_t *m, struct lp_slice place, struct lp_chat *c)
{
    const char *type = text_of(m, "type");
    const char *when = text_of(m, "date_unixtime");
    const char *from = text_of(m, "from_id");

    if (type == NULL || !json_is_integer(json_object_get(m, "id")) ||
        (strcmp(type, "message") != 0 && strcmp(type, "service") != 0)) {
        return false;
    }
    c->network = "telegram";
    lp_buf_put(&c->place, place);
    put(&c->sender, from != NULL ? from : text_of(m, "actor_id"));
    c->has_time = number(when, &c->time);
    put(&c->when, c->has_time ? when : NULL);
    telegram_text(c, json_object_get(m, "text"));
    attach(c, text_of(m, "photo"));
    attach(c, text_of(m, "file"));
    return true;
}

/* "1355517523.000005" */
static bool
slack_time(const char *ts, int64_t *out)
{
    char whole[20] = {0};
    const char *dot = ts == NULL ? NULL : strchr(ts, '.');
    size_t n = dot == NULL ? 0 : (size_t)(dot - ts);

    if (n == 0 || n >= sizeof whole || strlen(dot) != 7 ||
        strspn(dot + 1, "0123456789") != 6) {
        return false;
    }
    memcpy(whole, ts, n);
    return number(whole, out);
}

static bool
slack(const json_t *m, struct lp_chat *c)
{
    const char *type = text_of(m, "type");
    const char *ts = text_of(m, "ts");
    const char *user = text_of(m, "user");
    size_t i;
    const json_t *file;

    if (type == NULL || strcmp(type, "message") != 0 ||
        !slack_time(ts, &c->time)) {
        return false;
    }
    c->network = "slack";
    c->has_time = true;
    put(&c->when, ts);
    put(&c->sender, user != NULL ? user : text_of(m, "bot_id"));
    put(&c->said, text_of(m, "text"));
    json_array_foreach(json_object_get(m, "files"), i, file)
    {
        attach(c, text_of(file, "name"));
    }
    return true;
}

/* Keep what a recipient is called everywhere. */
static void
signal_person(const json_t *recipient, struct lp_chat_people *p)
{
    const json_t *contact = json_object_get(recipient, "contact");
    const char *name = text_of(contact, "aci");
    int64_t id;

    name = name != NULL ? name : text_of(contact, "e164");
    if (json_is_object(json_object_get(recipient, "self"))) {
        name = "self";
    }
    if (name == NULL || strlen(name) > NAME_MAX_LEN ||
        !number(text_of(recipient, "id"), &id) ||
        p->numbers.len / 12 >= PEOPLE_MAX || p->names.len > UINT32_MAX / 2) {
        return;
    }
    lp_buf_le64(&p->numbers, (uint64_t)id);
    lp_buf_le32(&p->numbers, (uint32_t)p->names.len);
    lp_buf_str(&p->names, name);
    lp_buf_byte(&p->names, 0);
}

/* The exporter numbers people as it tells them, so that the table is in order;
 * where it is not, some are not found, and their messages have no identity. */
static const char *
signal_name(const struct lp_chat_people *p, int64_t id)
{
    size_t low = 0;
    size_t high = p->numbers.len / 12;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        const uint8_t *one = p->numbers.data + mid * 12;
        int64_t found = (int64_t)lp_get_le64(one);

        if (found == id) {
            return (const char *)p->names.data + lp_get_le32(one + 8);
        }
        low = found < id ? mid + 1 : low;
        high = found < id ? high : mid;
    }
    return NULL;
}

static bool
signal_message(const json_t *frame, struct lp_chat_people *people,
               struct lp_chat *c)
{
    const json_t *m = json_object_get(frame, "chatItem");
    const json_t *said = json_object_get(m, "standardMessage");
    const char *when = text_of(m, "dateSent");
    size_t i;
    const json_t *one;
    int64_t id;

    if (!json_is_object(m)) {
        return false;
    }
    c->network = "signal";
    if (number(text_of(m, "authorId"), &id)) {
        put(&c->sender, signal_name(people, id));
    }
    if (number(when, &c->time)) {
        c->has_time = true;
        c->time /= 1000;
        put(&c->when, when);
    }
    put(&c->said, text_of(json_object_get(said, "text"), "body"));
    json_array_foreach(json_object_get(said, "attachments"), i, one)
    {
        attach(c, text_of(json_object_get(one, "pointer"), "fileName"));
    }
    return true;
}

/* NULL with `*wrong` if it is none, or if it has a key twice: two readers can
 * see two values. */
static json_t *
parse(struct lp_slice object, enum lp_rule *wrong)
{
    const char *text = (const char *)object.data;
    json_error_t why;
    json_t *j = json_loadb(text, object.len, JSON_REJECT_DUPLICATES, &why);
    json_t *again;

    if (j == NULL) {
        again = json_loadb(text, object.len, 0, &why);
        *wrong = again != NULL ? LP_RULE_JSON_TWICE : LP_RULE_JSON;
        json_decref(again);
    }
    return j;
}

enum lp_code
lp_chat_json(struct lp_chat_item *out, enum lp_chat_of of,
             struct lp_slice object, struct lp_slice place,
             struct lp_chat_people *people, struct lp_chat *c,
             struct lp_err *err)
{
    json_t *j;
    enum lp_code rc;

    *out = (struct lp_chat_item){0};
    j = parse(object, &out->wrong);
    if (j == NULL) {
        /* Something stands there that may be one. */
        out->message = true;
        return LP_OK;
    }
    switch (of) {
    /* What lies among messages is told as one, whatever it is. */
    case LP_CHAT_TELEGRAM:
        (void)telegram(j, place, c);
        out->message = true;
        break;
    case LP_CHAT_SLACK:
        (void)slack(j, c);
        out->message = true;
        break;
    case LP_CHAT_SIGNAL:
        signal_person(json_object_get(j, "recipient"), people);
        out->message = signal_message(j, people, c);
        break;
    default:
        break;
    }
    json_decref(j);
    LP_TRY(lp_buf_check(&people->numbers, err));
    LP_TRY(lp_buf_check(&people->names, err));
    lp_chat_form(c);
    rc = lp_chat_check(c, err);

done:
    return rc;
}

enum lp_chat_of
lp_chat_json_kind(struct lp_slice object)
{
    enum lp_rule wrong;
    json_t *j = parse(object, &wrong);
    struct lp_chat c = {0};
    enum lp_chat_of of = LP_CHAT_NONE;

    if (telegram(j, (struct lp_slice){0}, &c)) {
        of = LP_CHAT_TELEGRAM;
    } else if (slack(j, &c)) {
        of = LP_CHAT_SLACK;
    } else if (json_is_object(json_object_get(j, "account")) ||
               json_is_object(json_object_get(j, "recipient")) ||
               json_is_object(json_object_get(j, "chatItem"))) {
        of = LP_CHAT_SIGNAL;
    }
    lp_chat_release(&c);
    json_decref(j);
    return of;
}
