#include "formats/iso_trees.h"

#include <string.h>

#include "tests/unit/test.h"
#include "tests/unit/view_box.h"

#define SECTOR ((size_t)2048)
#define SECTORS 24
#define OWN 20    /* where the root of its own tree is, ... */
#define JOLIET 21 /* ... that of the other, ... */
#define BELOW 22  /* ... and a folder in both */

static uint8_t image[SECTORS * SECTOR];

/* A record of a file or folder at the end of what stands in a sector. */
static void
put(size_t sector, unsigned at, unsigned size, unsigned flags, uint8_t name)
{
    uint8_t *r = image + sector * SECTOR;

    while (*r != 0) {
        r += *r;
    }
    r[0] = 34;
    lp_put_le32(r + 2, at);
    lp_put_le32(r + 10, size);
    r[25] = (uint8_t)flags;
    r[32] = 1;
    r[33] = name;
}

static void
describe(size_t sector, unsigned type, const char *id, size_t root)
{
    uint8_t *d = image + sector * SECTOR;

    d[0] = (uint8_t)type;
    memcpy(d + 1, id, 5);
    d[6] = 1;
    lp_put_le16(d + 128, SECTOR);
    if (type == 2) {
        memcpy(d + 88, "%/E", 3);
    }
    lp_put_le32(d + 158, (uint32_t)root);
    lp_put_le32(d + 166, SECTOR);
}

/* Both trees have the files 30 and 31; 31 lies in a folder. */
static void
make(void)
{
    memset(image, 0, sizeof image);
    describe(16, 1, "CD001", OWN);
    describe(17, 2, "CD001", JOLIET);
    describe(18, 255, "CD001", 0);
    for (size_t root = OWN; root <= JOLIET; root++) {
        put(root, (unsigned)root, SECTOR, 2, 0);
        put(root, (unsigned)root, SECTOR, 2, 1);
        put(root, 30, 5, 0, 'a');
        put(root, BELOW, SECTOR, 2, 'd');
    }
    put(BELOW, BELOW, SECTOR, 2, 0);
    put(BELOW, OWN, SECTOR, 2, 1);
    put(BELOW, 31, 6, 0, 'b');
}

static bool
differ(size_t size, const struct lp_limits *limits)
{
    struct view_box box = view_box((struct lp_slice){image, size});
    bool out = false;

    CHECK(lp_iso_trees(&box.base, limits, &out, NULL) == LP_OK,
          "it can be told");
    return out;
}

static bool
whole(void)
{
    return differ(sizeof image, &lp_limits_default);
}

static void
check_same(void)
{
    make();
    CHECK(!whole(), "two trees of the same files");
    put(OWN, 40, 0, 0, 'c');
    CHECK(!whole(), "an empty file more");
    put(OWN, 30, 5, 0, 'd');
    CHECK(!whole(), "a second name");
    put(JOLIET, 31, 6, 0, 'e');
    CHECK(!whole(), "... in another folder");
    put(OWN, 30, 5, 0, 'f');
    memcpy(image + 512, "PM", 2);
    CHECK(!whole(), "half of a map of partitions");
    make();
    CHECK(!differ(19 * SECTOR, &lp_limits_default), "cut before its folders");
    CHECK(!differ(16 * SECTOR + 9, &lp_limits_default), "cut in a descriptor");
}

static void
check_different(void)
{
    struct lp_limits few = lp_limits_default;

    make();
    put(OWN, 32, 7, 0, 'c');
    CHECK(whole(), "a file more in the first");
    make();
    put(JOLIET, 32, 7, 0, 'c');
    CHECK(whole(), "a file more in the second");
    make();
    put(OWN, 32, 7, 0, 'c');
    put(JOLIET, 33, 7, 0, 'c');
    CHECK(whole(), "other bytes by the same name");
    make();
    put(OWN, 32, 7, 0, 'c');
    put(JOLIET, 32, 8, 0, 'c');
    CHECK(whole(), "another length");
    make();
    image[JOLIET * SECTOR + 3 * 34] = 0;
    CHECK(whole(), "a folder less");
    make();
    memset(image + 17 * SECTOR + 88, 0, 3);
    put(OWN, 32, 7, 0, 'c');
    CHECK(whole(), "a second tree that is not of Joliet");
    make();
    image[OWN * SECTOR + 2 * 34 + 1] = 1;
    CHECK(whole(), "blocks before the data");
    make();
    image[OWN * SECTOR + 4 * 34] = 33;
    CHECK(whole(), "a record that is too short");
    make();
    image[(OWN + 1) * SECTOR - 20] = 34;
    CHECK(whole(), "something behind the last record");
    make();
    lp_put_le16(image + 17 * SECTOR + 128, SECTOR / 2);
    CHECK(whole(), "blocks of another size");
    make();
    memcpy(image + 1024, "BD", 2);
    CHECK(whole(), "HFS");
    make();
    memcpy(image, "ER", 2);
    memcpy(image + 512, "PM", 2);
    CHECK(whole(), "a map of partitions");
    make();
    for (size_t i = 19; i < 23; i++) {
        describe(i, 2, "CD001", OWN);
    }
    CHECK(whole(), "more trees than are read");
    make();
    put(BELOW, BELOW, SECTOR, 2, 'l');
    few.entries = 100;
    CHECK(differ(sizeof image, &few), "a folder in itself, up to the limit");
    make();
    describe(19, 0, "BOOT2", 0);
    CHECK(!whole(), "extended descriptors");
    memcpy(image + 19 * SECTOR + 1, "NSR03", 5);
    CHECK(whole(), "UDF");
}

int
main(void)
{
    check_same();
    check_different();
    return lp_test_failures != 0;
}
