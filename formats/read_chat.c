#include "formats/read_chat.h"

#include <stdlib.h>
#include <string.h>

#include "base/source.h"
#include "formats/chat_json.h"
#include "formats/json_cut.h"

struct chat {
    struct lp_feed feed;
    const struct lp_limits *limits;
    enum lp_chat_of of;
    struct lp_json_cut cut;
    struct lp_chat_people people;
    bool group;          /* the chat at hand has a number that all know it by */
    struct lp_buf place; /* this number */
    struct lp_chat chat;
    struct lp_buf name;
    struct lp_after after;
    uint64_t entries;
    struct lp_err why; /* once something failed, it stays so */
};

/* How the first byte that is no blank says that objects lie. */
static bool
begin(struct lp_json_cut *cut, enum lp_chat_of *of, uint8_t first)
{
    cut->what = first == '[' ? LP_JSON_CUT_ITEMS : LP_JSON_CUT_MESSAGES;
    *of = first == '[' ? LP_CHAT_SLACK : LP_CHAT_TELEGRAM;
    return first == '[' || first == '{';
}

/* The head of an export of Signal is a line of its own. */
static bool
is_signal(const struct lp_json_cut *cut)
{
    return cut->what == LP_JSON_CUT_MESSAGES && cut->depth == 1 &&
           lp_slice_is(lp_buf_slice(&cut->key), "backupTimeMs");
}

static bool
has(const struct lp_buf *b, const char *what)
{
    return b->len > 0 && memmem(b->data, b->len, what, strlen(what)) != NULL;
}

/* What an object that is not cut out says of the chat around its messages. */
static void
note(struct chat *r)
{
    struct lp_slice key = lp_buf_slice(&r->cut.key);

    if (is_signal(&r->cut)) {
        r->cut.what = LP_JSON_CUT_LINES;
        r->of = LP_CHAT_SIGNAL;
    } else if (lp_slice_is(key, "type")) {
        r->group = has(&r->cut.word, "group") || has(&r->cut.word, "channel");
    } else if (lp_slice_is(key, "id")) {
        lp_buf_clear(&r->place);
        lp_buf_put(&r->place, lp_buf_slice(&r->cut.word));
    }
}

static enum lp_code
cut_fault(const struct chat *r, enum lp_json_cut_told told, struct lp_err *err)
{
    if (told == LP_JSON_CUT_LONG) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_HEADER,
                          r->cut.object_at,
                          "chat: a message is longer than the limit");
    }
    return lp_fail_at(err, LP_E_FORMAT, LP_RULE_JSON, r->cut.at,
                      "chat: this is no JSON");
}

/* Up to the next object that is cut out. */
static enum lp_code
next_object(struct chat *r, bool *end, struct lp_err *err)
{
    struct lp_piece p;
    enum lp_json_cut_told told;
    enum lp_code rc = LP_OK;

    for (;;) {
        struct lp_slice rest;

        LP_TRY(lp_feed_peek(&r->feed, &p, err));
        if (p.bytes.len == 0) {
            *end = true;
            return lp_json_cut_whole(&r->cut)
                       ? LP_OK
                       : lp_fail_at(err, LP_E_FORMAT, LP_RULE_TRUNCATED,
                                    r->cut.at, "chat: ends too early");
        }
        rest = p.bytes;
        told = lp_json_cut_feed(&r->cut, &rest);
        lp_feed_took(&r->feed, p.bytes.len - rest.len);
        LP_TRY(lp_buf_check(&r->cut.object, err));
        switch (told) {
        case LP_JSON_CUT_MORE:
            break;
        case LP_JSON_CUT_ENTER:
            r->group = false;
            lp_buf_clear(&r->place);
            break;
        case LP_JSON_CUT_SCALAR:
            note(r);
            break;
        case LP_JSON_CUT_OBJECT:
            return LP_OK;
        default:
            return cut_fault(r, told, err);
        }
    }

done:
    return rc;
}

static enum lp_code
step(struct chat *r, struct lp_entry *e, bool *end, struct lp_err *err)
{
    struct lp_chat_item item = {0};
    enum lp_code rc;

    while (!item.message) {
        LP_TRY(next_object(r, end, err));
        if (*end) {
            break;
        }
        lp_chat_clear(&r->chat);
        LP_TRY(lp_chat_json(&item, r->of, lp_buf_slice(&r->cut.object),
                            r->group ? lp_buf_slice(&r->place)
                                     : (struct lp_slice){0},
                            &r->people, &r->chat, err));
    }
    if (*end) {
        return r->entries > 0
                   ? LP_OK
                   : lp_fail_at(err, LP_E_LIMIT, LP_RULE_CHAT_EMPTY, 0,
                                "chat: there is no message in it");
    }
    if (++r->entries > r->limits->entries) {
        return lp_fail_at(err, LP_E_LIMIT, LP_RULE_LIMIT_ENTRIES,
                          r->cut.object_at,
                          "chat: more messages than the limit");
    }
    LP_TRY(lp_chat_entry(e, &r->chat, r->entries, &r->name, err));
    if (item.wrong != LP_RULE_NONE) {
        lp_findings_add(&e->found, item.wrong, r->cut.object_at);
    }
    e->has_size = true;
    e->size = r->cut.object.len;
    e->packed = e->size;
    e->front = r->cut.at;
    e->span_at = r->cut.object_at;
    r->after = (struct lp_after){.end = r->cut.at};
    e->after = &r->after;

done:
    return rc;
}

static enum lp_code
chat_next(struct lp_reader *reader, struct lp_entry *entry,
          struct lp_source *body, bool *end, struct lp_err *err)
{
    struct chat *r = reader->state;

    if (r->why.code == LP_OK) {
        r->why.code = step(r, entry, end, &r->why);
    }
    if (r->why.code == LP_OK && !*end) {
        return lp_source_bytes(body, lp_buf_slice(&r->cut.object), NULL, err);
    }
    if (r->why.code != LP_OK) {
        *err = r->why;
    }
    return r->why.code;
}

static enum lp_code
chat_open(struct lp_reader *reader, const struct lp_input *in,
          struct lp_err *err)
{
    struct chat *r = calloc(1, sizeof *r);
    struct lp_piece p = {0};
    size_t i;
    enum lp_code rc;

    if (r == NULL) {
        return lp_no_memory(err);
    }
    reader->state = r;
    r->limits = in->limits;
    r->feed.from = in->stream;
    r->cut.max = in->limits->header;
    do {
        LP_TRY(lp_feed_peek(&r->feed, &p, err));
        for (i = 0; i < p.bytes.len && p.bytes.data[i] <= ' '; i++) {
        }
        if (i == p.bytes.len) {
            struct lp_slice blanks = p.bytes;

            (void)lp_json_cut_feed(&r->cut, &blanks);
            lp_feed_took(&r->feed, i);
        }
    } while (p.bytes.len > 0 && i == p.bytes.len);
    (void)begin(&r->cut, &r->of, p.bytes.len > 0 ? p.bytes.data[i] : 0);

done:
    return rc;
}

static void
chat_release(struct lp_reader *reader)
{
    struct chat *r = reader->state;

    if (r != NULL) {
        lp_json_cut_release(&r->cut);
        lp_chat_people_release(&r->people);
        lp_chat_release(&r->chat);
        lp_buf_release(&r->place);
        lp_buf_release(&r->name);
        free(r);
    }
    reader->state = NULL;
}

/* What Telegram writes before all of an account, which may be longer than what
 * is looked at. */
static bool
is_account(const struct lp_json_cut *cut, bool about)
{
    return about && cut->depth == 2 &&
           (lp_slice_is(lp_buf_slice(&cut->key), "personal_information") ||
            lp_slice_is(lp_buf_slice(&cut->key), "contacts") ||
            lp_slice_is(lp_buf_slice(&cut->key), "chats"));
}

static unsigned
bid_for(struct lp_json_cut *cut, struct lp_slice head, enum lp_chat_of of)
{
    bool about = false;

    for (;;) {
        switch (lp_json_cut_feed(cut, &head)) {
        case LP_JSON_CUT_ENTER:
            if (is_account(cut, about)) {
                return 60;
            }
            break;
        case LP_JSON_CUT_SCALAR:
            if (is_signal(cut)) {
                cut->what = LP_JSON_CUT_LINES;
                of = LP_CHAT_SIGNAL;
            }
            about = about || (cut->depth == 1 &&
                              lp_slice_is(lp_buf_slice(&cut->key), "about") &&
                              has(&cut->word, "Telegram"));
            break;
        case LP_JSON_CUT_OBJECT:
            return lp_chat_json_kind(lp_buf_slice(&cut->object)) == of ? 60 : 0;
        default:
            return 0;
        }
    }
}

static unsigned
chat_bid(struct lp_slice head)
{
    struct lp_json_cut cut = {.max = LP_HEAD_MAX};
    enum lp_chat_of of = LP_CHAT_NONE;
    unsigned sure;
    size_t i;

    for (i = 0; i < head.len && head.data[i] <= ' '; i++) {
    }
    if (i == head.len || !begin(&cut, &of, head.data[i])) {
        return 0;
    }
    sure = bid_for(&cut, head, of);
    lp_json_cut_release(&cut);
    return sure;
}

const struct lp_reader_ops lp_read_chat = {
    .name = "chat-1",
    .kind = LP_KIND_CHAT,
    .access = LP_ACCESS_STREAM,
    .spread = true,
    .bid = chat_bid,
    .open = chat_open,
    .next = chat_next,
    .release = chat_release,
};
