#include "formats/b64.h"

#include <string.h>

#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The first seven are RFC 4648, section 10. */
static const struct {
    const char *bytes;
    const char *text;
} vectors[] = {
    {"", ""},
    {"f", "Zg=="},
    {"fo", "Zm8="},
    {"foo", "Zm9v"},
    {"foob", "Zm9vYg=="},
    {"fooba", "Zm9vYmE="},
    {"foobar", "Zm9vYmFy"},
    {"\xff\xff\xff", "////"},
    {"\xfb\xef\xbe", "++++"},
};

static const struct {
    const char *label;
    const char *text;
} unlawful[] = {
    {"no padding", "Zg"},
    {"half of the padding", "Zg="},
    {"too much padding", "Zm9v===="},
    {"padding alone", "===="},
    {"three signs of padding", "Z==="},
    {"a bit that belongs to no byte", "Zh=="},
    {"the highest such bit of four", "Zo=="},
    {"one such bit of two", "Zm9="},
    {"padding inside", "Zg==Zm9v"},
    {"a digit behind the padding", "Zg=v"},
    {"a line end", "Zm9v\n"},
    {"a line end inside", "Zm9v\nZm9v"},
    {"a blank", "Zm 9"},
    {"the alphabet for file names", "-_-_"},
    {"a dot", "Zm9."},
    {"no ASCII", "Zm9\xe9"},
    {"five digits", "Zm9vY"},
};

static void
check_vectors(void)
{
    for (size_t i = 0; i < COUNT(vectors); i++) {
        struct lp_slice bytes = lp_slice_str(vectors[i].bytes);
        struct lp_slice text = lp_slice_str(vectors[i].text);
        uint8_t exact[8] = {0};
        struct lp_buf b = {0};

        lp_buf_str(&b, ">");
        lp_b64_encode(&b, bytes);
        CHECK(lp_slice_equal(lp_slice_from(lp_buf_slice(&b), 1), text),
              vectors[i].text);
        lp_buf_clear(&b);
        lp_buf_str(&b, ">");
        CHECK(lp_b64_decode(&b, text) &&
                  lp_slice_equal(lp_slice_from(lp_buf_slice(&b), 1), bytes),
              vectors[i].text);
        CHECK(lp_b64_exact(text, exact, bytes.len) &&
                  memcmp(exact, vectors[i].bytes, bytes.len) == 0,
              vectors[i].text);
        CHECK(!lp_b64_exact(text, exact, bytes.len + 1), vectors[i].text);
        lp_buf_release(&b);
    }
}

static void
check_unlawful(void)
{
    for (size_t i = 0; i < COUNT(unlawful); i++) {
        struct lp_slice text = lp_slice_str(unlawful[i].text);
        struct lp_buf b = {0};

        lp_buf_str(&b, "kept");
        CHECK(!lp_b64_decode(&b, text), unlawful[i].label);
        CHECK(lp_slice_is(lp_buf_slice(&b), "kept") && b.failed == LP_OK,
              unlawful[i].label);
        for (size_t n = 0; n <= 6; n++) {
            uint8_t to[6] = {9, 9, 9, 9, 9, 9};

            CHECK(!lp_b64_exact(text, to, n) &&
                      memcmp(to, "\x9\x9\x9\x9\x9\x9", 6) == 0,
                  unlawful[i].label);
        }
        lp_buf_release(&b);
    }
}

/* Whatever decodes is what encoding gives: one spelling for each string. */
static void
check_canonical(void)
{
    static const char some[] = "ABEIQgx/8=\n-";
    bool good = true;
    unsigned decoded = 0;

    for (unsigned i = 0; i < 12 * 12 * 12 * 12; i++) {
        const uint8_t t[4] = {(uint8_t)some[i % 12], (uint8_t)some[i / 12 % 12],
                              (uint8_t)some[i / 144 % 12],
                              (uint8_t)some[i / 1728]};
        struct lp_buf bytes = {0};
        struct lp_buf again = {0};

        if (lp_b64_decode(&bytes, (struct lp_slice){t, 4})) {
            decoded++;
            lp_b64_encode(&again, lp_buf_slice(&bytes));
            good = good && lp_slice_equal(lp_buf_slice(&again),
                                          (struct lp_slice){t, 4});
        }
        lp_buf_release(&bytes);
        lp_buf_release(&again);
    }
    CHECK(good, "what decodes is canonical");
    /* Nine digits; of these A E I Q g 8 end in two zero bits, A Q g in four. */
    CHECK(decoded == 9 * 9 * 9 * 9 + 9 * 9 * 6 + 9 * 3, "and nothing is lost");
}

static void
check_room(void)
{
    struct lp_buf b = {.max = 3};

    CHECK(!lp_b64_decode(&b, lp_slice_str("Zm9vYg==")) && b.len == 0 &&
              b.failed == LP_E_LIMIT,
          "no room");
    lp_buf_clear(&b);
    lp_b64_encode(&b, lp_slice_str("f"));
    CHECK(b.len == 0 && b.failed == LP_E_LIMIT, "no room for the text");
    lp_buf_release(&b);
}

int
main(void)
{
    check_vectors();
    check_unlawful();
    check_canonical();
    check_room();
    return lp_test_failures != 0;
}
