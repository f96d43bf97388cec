#include "formats/mail_key.h"

#include <string.h>

#include "formats/tag_list.h"

/* No character of these can be in a key record. What is between the quotes of
 * two strings belongs to none of them. */
void
lp_mail_key_undress(struct lp_buf *to, struct lp_slice text, unsigned *odd)
{
    bool inside = false;
    bool between = false;

    text = lp_tag_trim(text);
    while (text.len > 1 && text.data[0] == '(' &&
           text.data[text.len - 1] == ')') {
        text = lp_tag_trim((struct lp_slice){text.data + 1, text.len - 2});
    }
    lp_buf_clear(to);
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.data[i];

        if (c == '"') {
            *odd |= LP_MAIL_KEY_QUOTED;
            inside = !inside;
            between = !inside;
        } else if (c == '\\') {
            *odd |= LP_MAIL_KEY_ESCAPED;
        } else if (!between || strchr(" \t\r\n", c) == NULL || c == '\0') {
            lp_buf_byte(to, c);
            between = false;
        }
    }
}

static void
broken(struct lp_mail_key *k, const char *why)
{
    if (k->state == LP_MAIL_KEY_LAWFUL) {
        k->state = LP_MAIL_KEY_BROKEN;
        k->why = why;
    }
}

static bool
lists(struct lp_slice list, const char *word)
{
    struct lp_slice item;

    while (lp_tag_item(&list, ':', &item)) {
        if (lp_tag_is(item, word)) {
            return true;
        }
    }
    return false;
}

static void
read_kind(struct lp_mail_key *k, const struct lp_tags *t)
{
    const struct lp_slice *kind = lp_tags_find(t, "k");

    if (kind == NULL) {
        return;
    }
    k->ed25519 = lp_tag_is(*kind, "ed25519");
    k->other = !k->ed25519 && !lp_tag_is(*kind, "rsa");
    if (!k->other && !lp_slice_is(*kind, "rsa") &&
        !lp_slice_is(*kind, "ed25519")) {
        k->odd |= LP_MAIL_KEY_CASE;
    }
}

static void
read_uses(struct lp_mail_key *k, const struct lp_tags *t)
{
    const struct lp_slice *h = lp_tags_find(t, "h");
    const struct lp_slice *s = lp_tags_find(t, "s");
    const struct lp_slice *flags = lp_tags_find(t, "t");
    const struct lp_slice *g = lp_tags_find(t, "g");

    if (h != NULL) {
        bool sha1 = lists(*h, "sha1");
        bool sha256 = lists(*h, "sha256");

        k->only_sha1 = sha1 && !sha256;
        k->only_sha256 = sha256 && !sha1;
        k->no_hash = !sha1 && !sha256;
    }
    k->no_mail = s != NULL && !lists(*s, "*") && !lists(*s, "email");
    if (flags != NULL) {
        k->strict = lists(*flags, "s");
        k->odd |= lists(*flags, "y") ? LP_MAIL_KEY_TESTING : 0;
    }
    if (g != NULL && !lp_slice_is(*g, "*")) {
        size_t n = g->len < sizeof k->granted ? g->len : sizeof k->granted - 1;

        k->odd |= LP_MAIL_KEY_GRANTED;
        k->has_granted = true;
        memcpy(k->granted, g->data, n);
        k->granted[n] = '\0';
    }
}

/* RFC 8463 has the key itself; some put it into a SubjectPublicKeyInfo as RSA
 * keys are (RFC 8410, 4). */
static void
read_ed25519(struct lp_mail_key *k)
{
    static const uint8_t before[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
                                     0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    if (k->len == sizeof before + 32 &&
        memcmp(k->bytes, before, sizeof before) == 0) {
        memmove(k->bytes, k->bytes + sizeof before, 32);
        k->len = 32;
        k->odd |= LP_MAIL_KEY_WRAPPED;
    }
    if (k->len != 32) {
        broken(k, "p= is no Ed25519 key");
    }
}

static void
read_bytes(struct lp_mail_key *k, const struct lp_tags *t)
{
    const struct lp_slice *p = lp_tags_find(t, "p");

    if (p == NULL) {
        broken(k, "the record has no p=");
    } else if (p->len == 0) {
        if (k->state == LP_MAIL_KEY_LAWFUL) {
            k->state = LP_MAIL_KEY_REVOKED;
        }
    } else if (!lp_tag_base64(*p, k->bytes, sizeof k->bytes, &k->len)) {
        broken(k, "p= is no base64, or longer than any key");
    } else if (k->ed25519) {
        read_ed25519(k);
    }
}

void
lp_mail_key_read(struct lp_mail_key *k, struct lp_slice text,
                 struct lp_buf *room)
{
    const struct lp_slice *v;
    struct lp_tags t;

    *k = (struct lp_mail_key){0};
    lp_mail_key_undress(room, text, &k->odd);
    if (room->failed == LP_OK && lp_slice_is(lp_buf_slice(room), "-")) {
        k->state = LP_MAIL_KEY_ABSENT;
        return;
    }
    lp_tags_read(&t, lp_buf_slice(room));
    if (room->failed != LP_OK) {
        broken(k, "there is no memory for the record");
    }
    if (t.wrong != NULL) {
        broken(k, t.wrong);
    }
    v = lp_tags_find(&t, "v");
    if (v != NULL && !lp_slice_is(*v, "DKIM1")) {
        broken(k, "v= is not DKIM1");
    }
    k->odd |= v != NULL && v != &t.of[0].value ? LP_MAIL_KEY_LATE : 0;
    read_kind(k, &t);
    read_uses(k, &t);
    read_bytes(k, &t);
}
