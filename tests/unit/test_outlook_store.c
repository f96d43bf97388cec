#include <stdio.h>

#include "base/spool.h"
#include "formats/cfb_stream.h"
#include "formats/crc32.h"
#include "formats/helper.h"
#include "formats/msg_flat.h"
#include "formats/pst_check.h"
#include "formats/read_archive.h"
#include "tests/unit/test.h"

/* The checksums of a store, what its helper says, and messages laid flat. */

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The smallest store of one block: header, a page of nodes that lists none, a
 * page of blocks that lists one, and that. */
#define NODES 1024
#define BLOCKS 1536
#define BLOCK 2048
#define STORE 2112

static uint8_t store[STORE];

static uint32_t
sum(const uint8_t *bytes, size_t n)
{
    return lp_crc32(UINT32_MAX, (struct lp_slice){bytes, n}) ^ UINT32_MAX;
}

static void
make_page(uint8_t *p, uint8_t type, uint8_t entries, uint8_t size)
{
    p[488] = entries;
    p[489] = 20;
    p[490] = size;
    p[496] = type;
    p[497] = type;
    lp_put_le32(p + 500, sum(p, 496));
}

static void
make_store(void)
{
    memset(store, 0, sizeof store);
    memcpy(store, "!BDN\0\0\0\0SM\x17", 11);
    lp_put_le64(store + 224, NODES);
    lp_put_le64(store + 240, BLOCKS);
    lp_put_le32(store + 4, sum(store + 8, 471));
    make_page(store + NODES, 0x81, 0, 32);
    lp_put_le64(store + BLOCKS + 8, BLOCK);
    store[BLOCKS + 16] = 5;
    make_page(store + BLOCKS, 0x80, 1, 24);
    memcpy(store + BLOCK, "block", 5);
    store[BLOCK + 48] = 5;
    lp_put_le32(store + BLOCK + 52, sum(store + BLOCK, 5));
}

static struct lp_view *
view_of(struct lp_store **held, struct lp_slice bytes)
{
    struct lp_spool *spool = NULL;

    if (lp_store_new(held, -1, 1 << 20, 0, NULL) != LP_OK ||
        lp_spool_new(&spool, *held, NULL) != LP_OK ||
        lp_spool_put(spool, bytes, NULL) != LP_OK) {
        CHECK(false, "a view");
        return NULL;
    }
    return lp_spool_view(spool);
}

static const struct {
    const char *label;
    size_t at; /* where a byte is another */
    uint8_t by;
    const char *says;
} stores[] = {
    {"a store", 700, 1, ""},
    {"a byte of the block is another", BLOCK + 2, 1, "F0628@2048"},
    {"its sum is", BLOCK + 52, 1, "F0628@2048"},
    {"its length is", BLOCK + 48, 1, "F0628@2048"},
    {"what is behind its bytes", BLOCK + 7, 1, ""},
    {"the list of blocks", BLOCKS + 8, 1, "F0628@1536"},
    {"... says that it has more", BLOCKS + 488, 0x80, "F0628@1536"},
    {"... has another type", BLOCKS + 497, 1, "F0628@1536"},
    {"the list of nodes", NODES + 100, 1, "F0628@1024"},
    {"the header", 40, 1, "F0628@4"},
    {"the list of blocks lies elsewhere", 247, 0x80,
     "F0628@4 F0628@9223372036854777344"},
    {"encrypted by permutation", 513, 1, ""},
    {"encrypted otherwise", 513, 0x10, "N0202"},
    {"no such version", 10, 0x17, "F0627"},
    {"of Outlook 2013", 10, 0x17 ^ 36, "F0629@0"},
};

static void
check_stores(void)
{
    for (size_t i = 0; i < COUNT(stores); i++) {
        struct lp_findings found = {0};
        struct lp_err err = {0};
        struct lp_store *held = NULL;
        struct lp_view *view;
        char said[200] = "";
        enum lp_code rc;

        make_store();
        store[stores[i].at] ^= stores[i].by;
        view = view_of(&held, (struct lp_slice){store, sizeof store});
        rc = lp_pst_check(view, &found, &err);
        for (unsigned k = 0; k < found.n; k++) {
            size_t n = strlen(said);

            (void)snprintf(said + n, sizeof said - n, "%s%s@%llu",
                           k > 0 ? " " : "", lp_rule_info(found.of[k].rule)->id,
                           (unsigned long long)found.of[k].at);
        }
        if (rc != LP_OK) {
            (void)snprintf(said, sizeof said, "%s",
                           lp_rule_info((unsigned)err.rule)->id);
        }
        /* A rule is kept once, with its first place. */
        CHECK(strncmp(said, stores[i].says, strcspn(stores[i].says, " ")) ==
                      0 &&
                  (said[0] == '\0') == (stores[i].says[0] == '\0'),
              stores[i].label);
        lp_view_unref(view);
        lp_store_free(held);
    }
}

/* ------------------------------------------------------- what its helper says
 */

#define F(type, body) type "\0\0\0" body
#define MEMBER(bits)                                                \
    F("\2\27", "\0" bits "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0" \
               "a")

static const struct {
    const char *label;
    const char *frames;
    size_t len;
    const char *says;
} told[] = {
#define ROW(label, frames, says)                \
    {                                           \
        label, frames, sizeof(frames) - 1, says \
    }
    ROW("nothing in it", F("\6\0", ""), "end"),
    ROW("a message", MEMBER("\0") F("\4\0", "") F("\6\0", ""), "a 0 end"),
    ROW("... that no folder lists", MEMBER("\10") F("\4\0", "") F("\6\0", ""),
        "a 10000 end"),
    ROW("... no such bit", MEMBER("\20") F("\4\0", "") F("\6\0", ""), "N0207"),
    ROW("a password", F("\12\1", "\5") F("\6\0", ""), "end 20000"),
    ROW("it is broken", F("\12\1", "\1") F("\6\0", ""), "end F0627"),
    ROW("no such note", F("\12\1", "\2") F("\6\0", ""), "N0207"),
    ROW("no note", F("\12\0", "") F("\6\0", ""), "N0207"),
    ROW("nothing can be read", F("\7\1", "\1"), "F0627"),
#undef ROW
};

static size_t row;

static enum lp_code
start(struct lp_source *out, const char *program, const char *format,
      struct lp_view *input, struct lp_err *err)
{
    CHECK(strcmp(program, "pst") == 0 && strcmp(format, "pst") == 0 &&
              input != NULL,
          "what is asked for");
    return lp_source_bytes(
        out,
        (struct lp_slice){(const uint8_t *)told[row].frames, told[row].len},
        NULL, err);
}

static const struct lp_helper helper = {start};

static void
say_store(struct lp_buf *to, struct lp_view *view)
{
    struct lp_reader r = {.ops = &lp_read_pst};
    struct lp_input in = {
        .view = view, .limits = &lp_limits_default, .helper = &helper};
    struct lp_err err = {0};
    bool end = false;
    enum lp_code rc = r.ops->open(&r, &in, &err);

    while (rc == LP_OK && !end) {
        struct lp_entry e = {0};
        struct lp_source body = {0};

        rc = r.ops->next(&r, &e, &body, &end, &err);
        if (rc == LP_OK && !end) {
            CHECK(e.role == LP_ROLE_MESSAGE && e.has_span, "a message");
            lp_buf_put(to, e.name);
            lp_buf_printf(to, " %x ", (unsigned)e.flags);
        }
    }
    if (end) {
        lp_buf_str(to, "end");
        if (r.flags != 0) {
            lp_buf_printf(to, " %x", (unsigned)r.flags);
        }
        for (unsigned i = 0; i < r.found.n; i++) {
            lp_buf_printf(to, " %s", lp_rule_info(r.found.of[i].rule)->id);
        }
    } else {
        lp_buf_clear(to);
        lp_buf_str(to, lp_rule_info((unsigned)err.rule)->id);
    }
    r.ops->release(&r);
}

static void
check_told(void)
{
    struct lp_store *held = NULL;
    struct lp_view *view;

    make_store();
    view = view_of(&held, (struct lp_slice){store, sizeof store});
    for (row = 0; row < COUNT(told); row++) {
        struct lp_buf said = {0};

        say_store(&said, view);
        CHECK(lp_slice_is(lp_buf_slice(&said), told[row].says),
              told[row].label);
        lp_buf_release(&said);
    }
    lp_view_unref(view);
    lp_store_free(held);
}

/* -------------------------------------------------------- messages laid flat
 */

#define MAGIC "\x89MAPI1\r\n"
#define Z7 "\0\0\0\0\0\0\0"
#define STREAM(len, name, size, bytes, state) "\2" len name size Z7 bytes state
#define STORAGE(len, name) "\1" len name

static const struct {
    const char *label;
    const char *bytes;
    size_t len;
    const char *says;
} flat[] = {
#define ROW(label, bytes, says)               \
    {                                         \
        label, bytes, sizeof(bytes) - 1, says \
    }
    ROW("nothing in it", MAGIC "\0", "()"),
    ROW("two streams",
        MAGIC STREAM("\1", "a", "\2", "hi", "\0")
            STREAM("\2", "bc", "\0", "", "\0") "\0",
        "(a=hi bc= )"),
    ROW("a storage between them",
        MAGIC STREAM("\1", "a", "\1", "x", "\0") STORAGE("\1", "s")
            STREAM("\1", "b", "\1", "y", "\0") "\0" STREAM("\1", "c", "\1", "z",
                                                           "\0") "\0",
        "(a=x s(b=y )c=z )"),
    ROW("one that lacks something",
        MAGIC STREAM("\1", "a", "\1", "x", "\1") "\0", "(a=F0631 )!"),
    ROW("no such state", MAGIC STREAM("\1", "a", "\1", "x", "\2") "\0",
        "F0630"),
    ROW("no such mark", MAGIC "\3", "F0630"),
    ROW("no name", MAGIC STORAGE("\0", "") "\0\0", "F0630"),
    ROW("a name that is too long",
        MAGIC STORAGE("\40", "12345678901234567890123456789012") "\0\0",
        "F0630"),
    ROW("bytes behind it", MAGIC "\0\0", "F0630"),
    ROW("it does not end", MAGIC, "F0101"),
    ROW("a storage does not", MAGIC STORAGE("\1", "s") "\0", "F0101"),
    ROW("a stream is cut", MAGIC "\2\1a\3" Z7 "xy", "F0101"),
    ROW("a stream that is longer than all",
        MAGIC "\2\1a\377\377\377\377\377\377\377\377xy", "F0101"),
    ROW("another magic", "\x89MAPI2\r\n\0", "F0630"),
#undef ROW
};

static void
say_storage(struct lp_buf *to, const struct lp_cfb *c, uint32_t at)
{
    lp_buf_str(to, "(");
    for (uint32_t k = c->items[at].first; k != LP_CFB_NONE;
         k = c->items[k].next) {
        const struct lp_cfb_item *i = &c->items[k];
        struct lp_err err = {0};

        for (size_t n = 0; n < i->name_len; n += 2) {
            lp_buf_byte(to, i->name[n]);
        }
        if (i->type == LP_CFB_STORAGE) {
            say_storage(to, c, k);
            continue;
        }
        lp_buf_str(to, "=");
        if (lp_cfb_load(to, c, k, 100, &err) != LP_OK) {
            lp_buf_str(to, lp_rule_info((unsigned)err.rule)->id);
        }
        lp_buf_str(to, " ");
    }
    lp_buf_str(to, ")");
}

static void
check_flat(const char *label, struct lp_slice bytes, const char *says)
{
    struct lp_store *held = NULL;
    struct lp_view *view = view_of(&held, bytes);
    struct lp_buf said = {0};
    struct lp_err err = {0};
    struct lp_cfb *c = NULL;
    bool lacking = false;

    if (lp_msg_flat_open(&c, &lacking, view, &lp_limits_default, &err) ==
        LP_OK) {
        say_storage(&said, c, LP_CFB_ROOT);
        lp_buf_str(&said, lacking ? "!" : "");
    } else {
        lp_buf_str(&said, lp_rule_info((unsigned)err.rule)->id);
    }
    CHECK(lp_slice_is(lp_buf_slice(&said), says), label);
    lp_cfb_free(c);
    lp_buf_release(&said);
    lp_view_unref(view);
    lp_store_free(held);
}

/* An attachment in an attachment, and so on, to the limit and past it. */
static void
check_deep(void)
{
    for (unsigned n = 159; n <= 160; n++) {
        struct lp_buf b = {0};

        lp_buf_str(&b, MAGIC);
        for (unsigned i = 0; i < n; i++) {
            lp_buf_str(&b, STORAGE("\1", "s"));
        }
        for (unsigned i = 0; i <= n; i++) {
            lp_buf_byte(&b, 0);
        }
        if (n == 160) {
            check_flat("too deep", lp_buf_slice(&b), "N0303");
        } else {
            struct lp_store *held = NULL;
            struct lp_view *view = view_of(&held, lp_buf_slice(&b));
            struct lp_cfb *c = NULL;
            bool lacking = false;

            CHECK(lp_msg_flat_open(&c, &lacking, view, &lp_limits_default,
                                   NULL) == LP_OK,
                  "as deep as it may be");
            lp_cfb_free(c);
            lp_view_unref(view);
            lp_store_free(held);
        }
        lp_buf_release(&b);
    }
}

int
main(void)
{
    check_stores();
    check_told();
    for (size_t i = 0; i < COUNT(flat); i++) {
        check_flat(
            flat[i].label,
            (struct lp_slice){(const uint8_t *)flat[i].bytes, flat[i].len},
            flat[i].says);
    }
    check_deep();
    return lp_test_failures != 0;
}
