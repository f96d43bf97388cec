#include "formats/row.h"

#include "base/text.h"
#include "crypto/digest.h"
#include "tests/unit/test.h"

/* An empty one stands for no form. */
static void
check_digest(const struct lp_buf *form, const char *want, const char *label)
{
    struct lp_digest digest;
    struct lp_err err = {0};
    struct lp_buf hex = {0};

    if (form->len > 0) {
        CHECK(lp_digest_of(&digest, LP_ALG_SHA256, lp_buf_slice(form), &err) ==
                  LP_OK,
              label);
        lp_text_hex(&hex, (struct lp_slice){digest.bytes, digest.len});
    }
    CHECK(lp_slice_is(lp_buf_slice(&hex), want), label);
    lp_buf_release(&hex);
}

/* The vectors of docs/FORMAT-identity-rows.md. */
static void
check_vectors(void)
{
    static const struct {
        const char *label;
        const char *names[3];
        const char *values[3]; /* with their types before them */
        const char *typed;
        const char *plain;
    } rows[] = {
        {"with types",
         {"id", "name", "x"},
         {"i12", "tAnn Lee", "n"},
         "7072f53d1638a42d5202a46dc1f4e882ec26f9d15a0a21c20029405100191e78",
         "689d01208d04d8d34678e26c391d40b9f4b742cd226de65bf8ade9cd04bdd422"},
        {"without",
         {"x", "id", "name"},
         {"t", "t12", "tAnn Lee"},
         "5efc79f9ea9c88bc1bc34fbb1a8b8ae9afeb551e6a67450973c6e0c2d56e490e",
         "689d01208d04d8d34678e26c391d40b9f4b742cd226de65bf8ade9cd04bdd422"},
        {"other names",
         {"Name", "ID"},
         {"tAnn Lee", "t12"},
         "cfc444ac12668a054da09036b1ff2275753fbb1951036e84863ad143889d272b",
         "689d01208d04d8d34678e26c391d40b9f4b742cd226de65bf8ade9cd04bdd422"},
        {"another number",
         {"id", "name"},
         {"r12.0", "tAnn Lee"},
         "4fce1843dd39b00e0fb32ba6e8c7f60e3e5419cc4026ba956649834ba64c3365",
         "a44376d259c699cd53fbd25d12d373d3520511e248c90ce84d2d8e082260f434"},
        {"lines, and JSON",
         {"a", "j", "t"},
         {"t\u00e9\r\nb", "j[1,{\"k\":\"a b\"}]", "jtrue"},
         "b89e46b550d725d18951a165b9b5152602019302fed96dc49b20f69a05713a3a",
         "d4b0a198d5c36dea41bc2e7bda7e8e0879b61ba4abaf6eead1df5a006846afa9"},
        {"nothing",
         {"a", "b"},
         {"n", "t"},
         "7c12de54305f9f9dcfb3552beacbb53fb4bc0df551e1258a71db7368e1d122ad",
         ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_row_names names = {0};
        struct lp_row row = {0};
        struct lp_err err = {0};
        bool good = false;

        for (size_t k = 0; k < 3 && rows[i].names[k] != NULL; k++) {
            lp_row_names_add(&names, lp_slice_str(rows[i].names[k]));
            lp_row_put(&row, lp_slice_str(rows[i].values[k] + 1));
            lp_row_end(&row, (enum lp_row_type)rows[i].values[k][0]);
        }
        CHECK(lp_row_names_ready(&names, &good, &err) == LP_OK && good &&
                  lp_row_form(&row, &names, NULL, &err) == LP_OK,
              rows[i].label);
        check_digest(&row.typed, rows[i].typed, rows[i].label);
        check_digest(&row.plain, rows[i].plain, rows[i].label);
        lp_row_names_release(&names);
        lp_row_release(&row);
    }
}

static void
check_numbers(void)
{
    static const struct {
        double v;
        const char *want;
    } rows[] = {
        {0.0, "0.0"},
        {-0.0, "0.0"},
        {1.5, "1.5"},
        {1000.0, "1000.0"},
        {-3.0, "-3.0"},
        {0.1, "0.1"},
        {1.0 / 3, "0.3333333333333333"},
        {1e300, "1e+300"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {123456789.5, "123456789.5"},
        {100.95000000000000283, "100.95"},
        {9007199254740992.0, "9007199254740992.0"},
        {9999999999999998.0, "9999999999999998.0"},
        {1e16, "1e+16"},
        {0.1 + 0.2, "0.30000000000000004"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct lp_row row = {0};
        enum lp_row_type type;

        lp_row_real(&row, rows[i].v);
        CHECK(lp_slice_is(lp_row_value(&row, 0, &type), rows[i].want) &&
                  type == LP_ROW_REAL,
              rows[i].want);
        lp_row_release(&row);
    }
}

int
main(void)
{
    check_vectors();
    check_numbers();
    return lp_test_failures != 0;
}
