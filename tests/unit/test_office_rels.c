#include "formats/office_rels.h"

#include "tests/unit/office_box.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct {
    const char *label;
    const char *source;
    const char *name; /* of the list */
    const char *target;
    const char *part;
} places[] = {
    {"beside the part", "a/b.xml", "a/_rels/b.xml.rels", "c.xml", "a/c.xml"},
    {"below it", "a/b.xml", "a/_rels/b.xml.rels", "c/d.xml", "a/c/d.xml"},
    {"above it", "a/b/c.xml", "a/b/_rels/c.xml.rels", "../d.xml", "a/d.xml"},
    {"from the root", "a/b.xml", "a/_rels/b.xml.rels", "/c.xml", "c.xml"},
    {"of the package", "", "_rels/.rels", "a/b.xml", "a/b.xml"},
    {"of a part in no folder", "b.xml", "_rels/b.xml.rels", "c.xml", "c.xml"},
    {"above the root is the root", "a/b.xml", "a/_rels/b.xml.rels",
     "../../../c.xml", "c.xml"},
    {"steps that go nowhere", "a/b.xml", "a/_rels/b.xml.rels",
     ".//x/./../c.xml", "a/c.xml"},
    {"a step of three dots is a name", "a/b.xml", "a/_rels/b.xml.rels",
     ".../c.xml", "a/.../c.xml"},
    {"nowhere", "a/b.xml", "a/_rels/b.xml.rels", "", ""},
    {"escapes are letters like others", "a/b.xml", "a/_rels/b.xml.rels",
     "%2E%2E/c.xml", "a/%2E%2E/c.xml"},
};

static struct lp_office_rels
rels_of(const struct office_part *parts, const char *source)
{
    struct lp_buf zip = office_zip(parts);
    struct office_view m = {{&office_view_ops, zip.len, 1}, lp_buf_slice(&zip)};
    struct lp_office_package p = {0};
    struct lp_office_rels rels = {0};
    struct lp_err err = {0};
    enum lp_code rc = lp_office_package_open(
        &p, &m.base, true, &lp_limits_default, (struct lp_text_sink){0}, &err);

    if (rc == LP_OK) {
        rc = lp_office_rels_read(&rels, &p, lp_slice_str(source), &err);
    }
    CHECK(rc == LP_OK, source);
    lp_office_package_release(&p);
    lp_buf_release(&zip);
    return rels;
}

static void
check_places(void)
{
    for (size_t i = 0; i < COUNT(places); i++) {
        struct lp_buf list = {0};
        struct lp_office_rels rels;
        const struct lp_office_link *l;

        lp_buf_printf(&list, RELS(REL("r", "header", "%s")), places[i].target);
        lp_buf_byte(&list, 0);
        rels = rels_of(
            (const struct office_part[]){
                {places[i].name, (const char *)list.data, 0}, {0}},
            places[i].source);
        l = lp_office_rels_by_id(&rels, "r");
        CHECK(l != NULL && strcmp(l->target, places[i].part) == 0,
              places[i].label);
        CHECK(lp_office_rels_by_id(&rels, "R") == NULL, "another id");
        lp_office_rels_release(&rels);
        lp_buf_release(&list);
    }
}

static void
check_order(void)
{
    static const char *const order[] = {"h1.xml",  "h01.xml", "h2.xml",
                                        "h10.xml", "hx.xml",  "a.xml"};
    static const struct office_part parts[] = {
        {"_rels/.rels",
         RELS(REL("1", "header", "h10.xml") REL("2", "footer", "a.xml")
                  REL("3", "header", "h2.xml") REL("4", "header", "hx.xml") REL(
                      "5", "header", "h01.xml") REL("6", "header", "h1.xml")),
         0},
        {0},
    };
    struct lp_office_rels rels = rels_of(parts, "");
    const struct lp_office_link *l =
        lp_office_rels_only(&rels, LP_OFFICE_REL_FOOTER);

    CHECK(l != NULL && strcmp(l->target, "a.xml") == 0, "the only one");
    CHECK(lp_office_rels_only(&rels, LP_OFFICE_REL_HEADER) == NULL, "several");
    CHECK(lp_office_rels_only(&rels, LP_OFFICE_REL_SLIDE) == NULL, "none");
    lp_office_rels_sort(&rels);
    CHECK(rels.n == COUNT(order), "all are there");
    for (size_t i = 0; i < rels.n && i < COUNT(order); i++) {
        size_t k = i;

        /* One zero more comes first: it is the smaller of two equal ones. */
        if (i < 2) {
            k = 1 - i;
        }
        CHECK(strcmp(rels.links[i].target, order[k]) == 0, order[k]);
    }
    lp_office_rels_release(&rels);
}

int
main(void)
{
    check_places();
    check_order();
    return lp_test_failures != 0;
}
