#include "formats/zip_document.h"

#include "tests/unit/zip_box.h"

static void
test_documents(void)
{
#define ODT "application/vnd.oasis.opendocument.text"
    static const struct {
        const char *label;
        struct part first;
        bool document;
        enum lp_kind kind;
    } cases[] = {
        {"OOXML",
         {.name = "[Content_Types].xml", .text = "<x/>"},
         true,
         LP_KIND_OOXML},
        {"OOXML as LibreOffice writes it",
         {.name = "_rels/.rels", .text = "<x/>"},
         true,
         LP_KIND_OOXML},
        {"relationships of something else",
         {.name = "word/_rels/.rels", .text = "<x/>"},
         false,
         LP_KIND_OTHER},
        {"almost OOXML",
         {.name = "[Content_Types].xm", .text = "<x/>"},
         false,
         LP_KIND_OTHER},
        {"ODF", {.name = "mimetype", .text = ODT}, true, LP_KIND_ODF},
        {"ODF with an extra field",
         {.name = "mimetype", .text = ODT, .local_extra = L("\0\0\0\0")},
         true,
         LP_KIND_ODF},
        {"its type is not stored",
         {.name = "mimetype", .text = ODT, .method = 8},
         false,
         LP_KIND_OTHER},
        {"EPUB",
         {.name = "mimetype", .text = "application/epub+zip"},
         true,
         LP_KIND_EPUB},
        {"AFF4",
         {.name = "container.description", .text = "aff4://0"},
         true,
         LP_KIND_DISK_IMAGE},
        {"almost AFF4",
         {.name = "container.descriptio", .text = "aff4://0"},
         false,
         LP_KIND_OTHER},
        {"another type",
         {.name = "mimetype", .text = "text/plain"},
         false,
         LP_KIND_OTHER},
        {"a type of another name",
         {.name = "mime", .text = "application/epub+zip"},
         false,
         LP_KIND_OTHER},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct box box = {.parts = {cases[i].first}};
        struct lp_buf zip = build(&box);
        struct lp_slice head = lp_buf_slice(&zip);

        CHECK(lp_zip_is_document(head) == cases[i].document, cases[i].label);
        CHECK(lp_zip_document(head) == cases[i].kind, cases[i].label);
        CHECK(lp_read_zip.bid(head) == (cases[i].document ? 0 : 32),
              cases[i].label);
        for (size_t n = 0; n < head.len; n++) {
            /* Each on its own memory, so that a byte too far is seen. */
            struct lp_buf cut = {0};

            lp_buf_put(&cut, lp_slice_head(head, n));
            (void)lp_zip_document(lp_buf_slice(&cut));
            lp_buf_release(&cut);
        }
        lp_buf_release(&zip);
    }
}

int
main(void)
{
    test_documents();
    return lp_test_failures != 0;
}
