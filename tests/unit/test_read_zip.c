#include "formats/read_zip.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/unit/test.h"
#include "tests/unit/zip_box.h"

/* The head of a 0x7075 field of two bytes for the name "caf\x82". */
#define CRC_OF_82 "\xcb\x08\xd3\x71"
#define PATH_OF_82 "\x75\x70\7\0\1" CRC_OF_82

static const struct row rows[] = {
    {"two stored members", {.parts = {ALPHA, BRAVO}}, "a=alpha b=bravo ."},
    {"no member", {.comment = L("c")}, " ."},
    {"a comment", {.parts = {ALPHA}, .comment = L("text")}, "a=alpha ."},
    {"zip64 records", {.parts = {ALPHA}, .wide = true}, "a=alpha ."},
    {"zip64 with another count",
     {.parts = {ALPHA}, .wide = true, .wide_count = 1},
     "a=alpha . !zip-two-ends !zip-count-mismatch"},
    {"a member over the next",
     {.parts = {{.name = "a", .text = "alpha", .size = 4}, BRAVO}},
     "a=alphaPK\3\4?crc-mismatch b#zip-overlap . !zip-overlap"},
    {"a member over the directory",
     {.parts = {{.name = "a", .text = "alpha", .size = 9}}},
     "a#zip-overlap !zip-overlap ."},
    {"two members with one header",
     {.parts = {ALPHA,
                {.name = "b", .text = "bravo", .offset = (unsigned)-36}}},
     "a=alpha b#zip-overlap . !zip-overlap !zip-gap"},
    {"bytes between members",
     {.parts = {{.name = "a", .text = "alpha", .behind = L("x")}, BRAVO}},
     "a=alpha b=bravo . !zip-gap"},
    {"bytes before the directory",
     {.parts = {ALPHA}, .between = L("x")},
     "a=alpha . !zip-gap"},
    {"an archive extra data record",
     {.parts = {ALPHA}, .between = L("PK\6\x08\1\0\0\0x")},
     "a=alpha ."},
    {"an archive extra data record that is longer",
     {.parts = {ALPHA}, .between = L("PK\6\x08\1\0\0\0xy")},
     "a=alpha . !zip-gap"},
    {"an Android signing block",
     {.parts = {ALPHA},
      .between = L("\x19\0\0\0\0\0\0\0p\x19\0\0\0\0\0\0\0APK Sig Block 42")},
     "a=alpha ."},
    {"its two lengths differ",
     {.parts = {ALPHA},
      .between = L("\x19\0\0\0\0\0\0\0p\x18\0\0\0\0\0\0\0APK Sig Block 42")},
     "a=alpha . !zip-gap"},
    {"bytes behind the directory",
     {.parts = {ALPHA}, .before_end = L("x")},
     "a=alpha . !zip-gap"},
    {"bytes before, counted",
     {.parts = {ALPHA}, .before = L("#!")},
     "a=alpha . !zip-prepended"},
    {"bytes before, not counted",
     {.parts = {ALPHA}, .before = L("#!"), .shifted = true},
     "a=alpha . !zip-prepended"},
    {"bytes before zip64 records",
     {.parts = {ALPHA}, .before = L("#!"), .shifted = true, .wide = true},
     "a=alpha . !zip-prepended"},
    {"an archive before",
     {.parts = {ALPHA}, .before = L(END), .shifted = true},
     "a=alpha . !zip-prepended !zip-two-ends"},
    {"bytes after",
     {.parts = {ALPHA}, .after = L("x")},
     "a=alpha . !zip-appended"},
    {"zeros after", {.parts = {ALPHA}, .after = L("\0\0\0")}, "a=alpha ."},
    {"an end record in the comment",
     {.parts = {ALPHA}, .comment = L(END "x")},
     "a=alpha . !zip-two-ends"},
    {"an end record before the end record",
     {.parts = {ALPHA}, .before_end = L(END)},
     "a=alpha . !zip-gap !zip-two-ends"},
    {"an archive that is a member",
     {.parts = {{.name = "z", .text = "z", .packed = L(END), .method = 9}}},
     "z#unsupported-method ."},
    {"one more is counted",
     {.parts = {ALPHA}, .count = 1},
     "a=alpha . !zip-count-mismatch"},
    {"the same name twice",
     {.parts = {ALPHA, BRAVO, ALPHA}},
     "a=alpha b=bravo a=alpha* . !zip-duplicate-name"},
    {"names that differ in case",
     {.parts = {ALPHA, {.name = "A", .text = "alpha"}}},
     "a=alpha A=alpha ."},
    {"a name in CP437",
     {.parts = {{.name = "caf\x82", .text = "x"}}},
     "caf\x82(cp437)caf\xc3\xa9=x ."},
    {"UTF-8 that is not declared",
     {.parts = {{.name = "caf\xc3\xa9", .text = "x"}}},
     "caf\xc3\xa9=x ."},
    {"declared UTF-8 that is none",
     {.parts = {{.name = "caf\x82", .text = "x", .flags = 1 << 11}}},
     "caf\x82=x ."},
    {"a name in CP437 and its Unicode name",
     {.parts = {{.name = "caf\x82",
                 .text = "x",
                 .extra = L(PATH_OF_82 "\xd1\x84"),
                 .local_extra = L(PATH_OF_82 "\xd1\x84")}}},
     "caf\x82(unicode-path)\xd1\x84=x ."},
    {"its Unicode name is stale",
     {.parts = {{.name = "caf\x83",
                 .text = "x",
                 .extra = L(PATH_OF_82 "\xd1\x84")}}},
     "caf\x83(cp437)caf\xc3\xa2=x ."},
    {"its Unicode name is no UTF-8",
     {.parts =
          {{.name = "caf\x82", .text = "x", .extra = L(PATH_OF_82 "\xd1z")}}},
     "caf\x82(cp437)caf\xc3\xa9=x ."},
    {"its Unicode name is of a later version",
     {.parts = {{.name = "caf\x82",
                 .text = "x",
                 .extra = L("\x75\x70\7\0\2" CRC_OF_82 "\xd1\x84")}}},
     "caf\x82(cp437)caf\xc3\xa9=x ."},
    {"two Unicode names in the two headers",
     {.parts = {{.name = "caf\x82",
                 .text = "x",
                 .extra = L(PATH_OF_82 "\xd1\x84"),
                 .local_extra = L(PATH_OF_82 "\xd1\x85")}}},
     "caf\x82(unicode-path)\xd1\x84=x !zip-unicode-name-differs ."},
    {"two Unicode names in one header",
     {.parts = {{.name = "caf\x82",
                 .text = "x",
                 .extra = L(PATH_OF_82 "\xd1\x84" PATH_OF_82 "\xd1\x85")}}},
     "caf\x82(unicode-path)\xd1\x84=x !zip-unicode-name-differs ."},
    {"one Unicode name twice",
     {.parts = {{.name = "caf\x82",
                 .text = "x",
                 .extra = L(PATH_OF_82 "\xd1\x84" PATH_OF_82 "\xd1\x84")}}},
     "caf\x82(unicode-path)\xd1\x84=x ."},
    {"another disk", {.parts = {ALPHA}, .disk = 1}, "!!multi-volume"},
    {"a member on another disk",
     {.parts = {{.name = "a", .text = "alpha", .disk = 1}}},
     "!!multi-volume"},
    {"a split marker",
     {.before = L("PK\7\x08"), .parts = {ALPHA}},
     "!!multi-volume"},
    {"the directory lies past the end",
     {.parts = {ALPHA}, .directory = 1},
     "!!zip-directory-broken"},
    {"the directory is not where it should be",
     {.parts = {ALPHA}, .directory = (unsigned)-1, .length = (unsigned)-1},
     "!!zip-directory-broken"},
    {"the directory runs into other bytes",
     {.parts = {ALPHA}, .before_end = L("x"), .length = 1},
     "a=alpha!!zip-directory-broken"},
    {"a digital signature",
     {.parts = {ALPHA}, .before_end = L("PK\5\5\1\0x"), .length = 7},
     "a=alpha ."},
    {"more members than the limit",
     {.parts = {ALPHA, BRAVO, {.name = "c", .text = ""}}},
     "!!limit-entries"},
};

/* However it is cut, an archive is not read as a whole one. */
static void
test_cuts(void)
{
    static const struct box box = {.parts = {ALPHA, BRAVO}, .wide = true};
    struct lp_buf zip = build(&box);

    for (size_t n = 0; n < zip.len; n++) {
        struct lp_buf seen = {0};

        transcribe(&seen, lp_slice_head(lp_buf_slice(&zip), n), 3);
        CHECK(lp_slice_is(lp_buf_slice(&seen), "!!zip-no-end"), "cut");
        lp_buf_release(&seen);
    }
    lp_buf_release(&zip);
}

/* A body needs neither its reader nor its turn; what a header says arrives. */
static void
test_later(void)
{
    static const struct box box = {
        .parts = {ALPHA,
                  {.name = "b",
                   .text = "bravo",
                   .extra = L("\x55\x54\5\0\1\xff\xff\xff\xff")}}};
    struct lp_buf zip = build(&box);
    struct memory m = {{&memory_ops, zip.len, 1}, lp_buf_slice(&zip)};
    struct lp_input in = {.view = &m.base, .limits = &lp_limits_default};
    struct lp_reader r = {.ops = &lp_read_zip};
    struct lp_source body[2] = {{0}};
    struct lp_entry e[2] = {0};
    struct lp_piece p;
    bool end = false;

    CHECK(r.ops->open(&r, &in, NULL) == LP_OK, "open");
    for (int i = 0; i < 2; i++) {
        CHECK(r.ops->next(&r, &e[i], &body[i], &end, NULL) == LP_OK, "next");
    }
    CHECK(e[0].has_time && e[0].time == 946814400, "a DOS time, as UTC");
    CHECK(e[1].has_time && e[1].time == -1, "an extended timestamp");
    CHECK(e[0].has_size && e[0].size == 5 && e[0].packed == 5, "sizes");
    CHECK(e[0].front == 36 && e[1].front == 72, "fronts");
    r.ops->release(&r);
    CHECK(m.base.refs == 3, "bodies hold the view");
    for (int i = 1; i >= 0; i--) {
        CHECK(lp_source_pull(&body[i], &p, NULL) == LP_OK, "later");
        CHECK(lp_slice_is(p.bytes, i == 0 ? "alpha" : "bravo"), "later");
        CHECK(lp_source_pull(&body[i], &p, NULL) == LP_OK, "its end");
        CHECK(p.bytes.len == 0, "its end");
        lp_source_release(&body[i]);
    }
    CHECK(m.base.refs == 1, "and let it go");
    lp_buf_release(&zip);
}

static void
test_bid(void)
{
    CHECK(lp_read_zip.bid(lp_slice_str("PK\3\4")) > 0, "a member");
    CHECK(lp_read_zip.bid(lp_slice_str("PK\5\6")) > 0, "an empty archive");
    CHECK(lp_read_zip.bid(lp_slice_str("PK\7\x08")) > 0, "a split archive");
    CHECK(lp_read_zip.bid(lp_slice_str("PK\1\2")) == 0, "a directory");
    CHECK(lp_read_zip.bid(lp_slice_str("PK\3")) == 0, "cut");
}

/* More members than 16 bits can count, without zip64 records. */
static void
test_count_runs_over(void)
{
    struct lp_buf zip = {0};
    struct lp_buf seen = {0};
    struct box box = {0};
    struct part part = {.name = "xxxx", .text = ""};
    const unsigned n = 65537;
    char name[8];
    uint64_t directory;

    part.name = name;
    for (unsigned i = 0; i < n; i++) {
        (void)snprintf(name, sizeof name, "%07u", i);
        put_local(&zip, &part);
    }
    directory = zip.len;
    for (unsigned i = 0; i < n; i++) {
        (void)snprintf(name, sizeof name, "%07u", i);
        put_central(&zip, &part, (uint64_t)i * 37);
    }
    put_end(&zip, &box, n, directory, zip.len - directory);
    transcribe(&seen, lp_buf_slice(&zip), n);
    CHECK(seen.len > n && seen.data[seen.len - 1] == '.', "no finding");
    lp_buf_release(&zip);
    lp_buf_release(&seen);
}

int
main(void)
{
    test_rows(rows, sizeof rows / sizeof rows[0]);
    test_cuts();
    test_later();
    test_bid();
    test_count_runs_over();
    return lp_test_failures != 0;
}
