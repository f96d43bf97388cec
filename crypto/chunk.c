#include "crypto/chunk.h"

#include <openssl/evp.h>

/* The first 8 bytes, little-endian, of the SHA-256 of the byte that is the
 * place in this table. */
static const uint64_t gear[256] = {
    0x987ab3ff9c0b346e, 0xc55445342f12f54b, 0x8de4ff00c9b4c1db,
    0x4daf78b908ed4f08, 0x4723508c509c2de5, 0x0d0be3e99a9a7be7,
    0xa07dd2fa986e5867, 0x6c7ed2f6588735ca, 0x3357cf9479d7eabe,
    0xe5eb33542f344c2b, 0xe96f0bc81947ba01, 0xfad4fe78a046cfe7,
    0x79eaea6121bd6cef, 0x65d059942d0e1e9d, 0x70cf0a30f73e7b4d,
    0xeda3a158369c0edc, 0x5a84085db4ea55c5, 0x5332cbf007a1644a,
    0x66d6d3dd1c7999f2, 0x2b50faedbd7f89ab, 0xe5335ce87f1d8983,
    0xd5e18d9be8d10f2f, 0x3565f27c54c4b77c, 0x3ee485a75db0118f,
    0x6c2480efdda12b45, 0x6ef9dfe52e2eaa68, 0x2e03920578b0f758,
    0xb1739e0295fcad77, 0x60f8f1212ac44fbd, 0x1dd705d250d6181f,
    0x8cd0ed375f595296, 0xb6951c83bb79e6ff, 0xff825bc9f1e7a936,
    0x047c5d9bbc0872bb, 0x332f03e7dd1f338a, 0x5dd7fe0eb9594333,
    0xdfc2342d0896fc09, 0x703eb4b51cf1f3bb, 0xaaf3a4a7e3ce1d95,
    0xb11146a317da5f26, 0x1c601cccabb1eb32, 0x0eaca4071dc55eba,
    0x377fb1ebc0884868, 0x20fede1642c218a3, 0x0ba3743dc40235d0,
    0xf92032e922e07339, 0x6acc69ea2aeeb4cd, 0x43246382b2da5e8a,
    0x386fc8ff66ebec5f, 0xe1fc34ff73b2866b, 0xee165e263a5e73d4,
    0x8bdbbe628540074e, 0xc61fddd47777224b, 0x2b947be37d122def,
    0xb78d6e7711c0f6e7, 0x8e8a2ce49b690279, 0x7721d2cd3242622c,
    0x00ed7cde271e5819, 0xf00f8e668607ace7, 0xe214c07aea05b841,
    0xeb079f76ff3abdda, 0x6426a546b9180938, 0xef7f5b681f7eb662,
    0x123eedd523e88d8a, 0x2fc0d744851f64c3, 0x79d56482d0ea9a55,
    0xf4441502e5707edf, 0x111b5df3d5c0236b, 0x9db7e548c3d5393f,
    0xf70567bd6615f5a9, 0x31c5e4d40ab17af6, 0x0c5d81271e0a3e33,
    0xae8f470fe67abd44, 0xd039febfccd03da8, 0x884e494e943ba46d,
    0x6a312d76559abe86, 0x25ac70c4b0cfdf72, 0x0747e97c8871f208,
    0x92365de66a6ae88c, 0xe7c4d5932e4f69c4, 0x5f56c0b891e0625c,
    0x881b6ef07215e84a, 0x95f963208974258c, 0x592c117fc4b3e08d,
    0x2cf30b5b09b732e6, 0xa8eaf6e0c71355a2, 0x62ca6e11786f5ade,
    0xae6bbef90df4b5fc, 0x7ddafe4738ab684b, 0xbbb1bc584d38f518,
    0x69ff1d9e87bdeebb, 0xe7729eefab435824, 0x14d29d52c83d25a9,
    0x2f14f748420daecf, 0x575fe1c7f99ecd74, 0x8a7a7b17f7ade2d2,
    0xf8cec4a320f5338d, 0xcabd1bca128197ca, 0x4a59390016e8233e,
    0xe27a50a9032c7d2e, 0x8916f043733eac18, 0x32055b437bbb793f,
    0xcaeb1036c8102f25, 0xc5b6476185a90acd, 0x1fa4f1642640a9aa,
    0x32061e1a721b7dde, 0x99a1e74b03409f18, 0xf65028a929c35482,
    0x90ca09e6c086acac, 0x310cd75d7a6ac662, 0x2da18b53dfb1161b,
    0x7b1886a6154cc765, 0x194da4a7c5e98d14, 0x1b64f63bcdc2358e,
    0x9752f022e4494345, 0xbd72c57487713a04, 0x7d121aa34d8ab9e3,
    0xc721c3705e93fe0b, 0x6cae210c5e48944c, 0x003f019ce421e750,
    0x44b026b74216712d, 0x88ff543836e4fca1, 0x2b3199e49a514e59,
    0xd0e681db96b51f02, 0xa918217cdfcfe5cb, 0xcf9ba574aa360bd1,
    0xcb8415b61c43ce7a, 0x8f086b34aafd0b62, 0xf775008d528bbe76,
    0x2d823750c97c1b59, 0xfb8b5e802c78aba5, 0x9f2240484ddde05e,
    0xdd37af7f1ee6a8aa, 0x1692fc9c887f0ec0, 0x172bddb366afbd3c,
    0x11681d660a26fa4b, 0x708ebb93902f364f, 0x3f3d49f031c0b0e9,
    0x441234196993312d, 0x801c2a76591bbe3e, 0x8b2763e1a9b0ef9d,
    0xd36517e6bf985107, 0xd16aef58d8949f94, 0x07af7c585c30375e,
    0x00b646f2ea6c079e, 0x431fe2fb0d9da57d, 0x70b2187513626095,
    0xa7c096712fd26bd1, 0xf1712c91d472c867, 0x2c15ac32110dad5b,
    0xf62ca0db54388784, 0x5ed8e9b432b70a2a, 0xb4d1693effc7be79,
    0x95d3d620b92895fd, 0x5f99b84e53d10506, 0x4ff2fbd6b3bb368d,
    0xca5fd4271eaf3f6e, 0x00b57f737571279d, 0x674ddeeb152daf35,
    0x85d5671c104f181f, 0x0c59fda17f799ac1, 0x22633662f750898a,
    0x9924fa892db2430a, 0x0bee73c0acfb906d, 0x16c6221f3b3eaa88,
    0x2c6427383ee92269, 0x166bcdbf3acd1dfe, 0x859db0a06593bf2d,
    0x7560c620e3ade174, 0x77ac3ba5378c8e9e, 0x9134a0b555f6eebc,
    0x44dd82f1f7807d08, 0x929333446bb86bee, 0x68b62c8a05afad22,
    0x61b381769b3a7519, 0x7f8eaf54477a6e5a, 0xf3dc09c4887cf9f4,
    0x08efcb69d8889414, 0x942e59249f79e39b, 0xe63516062158f165,
    0x0ddffcc771219527, 0xe7a05094b3602f89, 0x4fe3985c1c8441ca,
    0x78c99f03908e6a4d, 0x84ea54e3590dbbd3, 0xac6a7146c9c0d604,
    0x692cac0b99931c28, 0xc0d4377d1cdaeccb, 0x676168b0e4bfe526,
    0x827cbdaa20573268, 0xde05bb3c48088547, 0xb7a3b0a350c82db1,
    0xe9087f7a7d5effe4, 0xbf9091b03bd7bbd1, 0x982b118013e757c5,
    0x703d41b019463fae, 0xe12c2d88011021d1, 0x27fa84aa1dc30e5a,
    0x9063b4d661449949, 0xdd3830ad3a884033, 0x49defd44d1d25b7c,
    0xc8fe74dbbe33b74f, 0x62a90ff156865913, 0x1ca4ca587d5d3e38,
    0xbfa0f6362631d81d, 0x1b78505d3a7b7b9a, 0x20076cf5d6de37c3,
    0xd51e12f5504b4a7a, 0x256ccca8a4c0b0d4, 0xfbe39282f4a5c9b5,
    0x1dc854d7047ef985, 0xc8124aa7df9c9628, 0x7deb186bce848a52,
    0xe1cefee07493cecd, 0x491d0d37a06e2c0a, 0xe359a725e5214a41,
    0xfbe3d0dc8c3a19af, 0x5b3b19badf2d1519, 0xc1b9aaa3207d5c5d,
    0x6b6abce79652d2b7, 0x82c5e6d698aa95fb, 0x713ff8e04c049527,
    0x7bdc4f9207cb4179, 0xd7c5ae63ff70a92e, 0x798341fda75d8c7d,
    0x7ae94487a5ef31f0, 0xf98a128ea5bfa530, 0xfa7e3e8654487e45,
    0x3db7bab7e9ff1e5e, 0x7f008ba311ba61ab, 0x641afbcce7ae3a0a,
    0xca48b1ad602b75d0, 0x0839fa9a5007f2e6, 0x67e21a891d332ede,
    0x62fb06434ae4d43a, 0x7708f28d590ed2f8, 0xfc340be1173df845,
    0xece88a359c1fdff3, 0xbe16f7d93e5e4594, 0xb93a8642d7754d4d,
    0x35c206838502e5fd, 0x249af95a5c9ef0d4, 0x57745c12477c6c96,
    0x7b52749302022e78, 0x7256396134ff1720, 0x490385fedddeab27,
    0x4b72be6b8b98b2b0, 0x9cbc8b25208f8650, 0x0ad29dc4e5a896e5,
    0xa3dba24f532220d5, 0x55a2b0d5e72572aa, 0xca04e6204ed3b804,
    0x3dedd8be2e2e7298, 0xb31ce9ac0914153e, 0x2e3ee7b0587b68aa,
    0xd04019aae60a10a8,
};

/* A chunk ends after the byte at which the rolling hash is less than this: one
 * in 2^15 up to the normal length, one in 2^11 beyond it. The upper bits of
 * the hash are the ones on which the most bytes bear. */
#define RARE (UINT64_C(1) << 49)
#define OFTEN (UINT64_C(1) << 53)

enum lp_code
lp_chunker_init(struct lp_chunker *c, lp_chunk_told *told, void *who,
                struct lp_err *err)
{
    *c = (struct lp_chunker){.ctx = EVP_MD_CTX_new(), .told = told, .who = who};
    /* Later inits without an algorithm reuse this one, which saves a look-up
     * for every chunk. */
    if (c->ctx == NULL || EVP_DigestInit_ex(c->ctx, EVP_sha256(), NULL) != 1) {
        lp_chunker_release(c);
        return lp_fail(err, LP_E_ENGINE, "chunks: cannot start");
    }
    return LP_OK;
}

void
lp_chunker_release(struct lp_chunker *c)
{
    EVP_MD_CTX_free(c->ctx);
    *c = (struct lp_chunker){0};
}

/* Roll over up to `n` bytes at `p`; how many it took until the hash was less
 * than `below`, or `n`, with `found` false, if it never was. */
static size_t
roll(struct lp_chunker *c, const uint8_t *p, size_t n, uint64_t below,
     bool *found)
{
    uint64_t h = c->roll;
    size_t i = 0;

    *found = false;
    while (i < n && !*found) {
        h = (h << 1) + gear[p[i++]];
        *found = h < below;
    }
    c->roll = h;
    return i;
}

/* How many of the next bytes belong to the chunk that grows, and whether it
 * ends with them. */
static size_t
measure(struct lp_chunker *c, struct lp_slice s, bool *ends)
{
    const struct {
        size_t to;
        uint64_t below; /* 0: no byte ends the chunk */
    } stretch[] = {
        {LP_CHUNK_MIN, 0},
        {LP_CHUNK_NORMAL, RARE},
        {LP_CHUNK_MAX, OFTEN},
    };
    size_t taken = 0;

    *ends = false;
    for (size_t i = 0; i < sizeof stretch / sizeof stretch[0] && !*ends; i++) {
        size_t len = c->len + taken;
        size_t n = stretch[i].to > len ? stretch[i].to - len : 0;

        n = n < s.len - taken ? n : s.len - taken;
        if (stretch[i].below != 0) {
            n = roll(c, s.data + taken, n, stretch[i].below, ends);
        }
        taken += n;
    }
    *ends = *ends || c->len + taken == LP_CHUNK_MAX;
    return taken;
}

static enum lp_code
finish(struct lp_chunker *c, struct lp_err *err)
{
    uint8_t sha256[32];
    struct lp_cursor key = lp_cursor_over((struct lp_slice){sha256, 8});
    struct lp_chunk chunk = {.at = c->at, .len = (uint32_t)c->len};

    if (EVP_DigestFinal_ex(c->ctx, sha256, NULL) != 1 ||
        EVP_DigestInit_ex(c->ctx, NULL, NULL) != 1) {
        return lp_fail(err, LP_E_ENGINE, "chunks: engine failed");
    }
    chunk.key = lp_cursor_le64(&key);
    c->at += c->len;
    c->len = 0;
    c->roll = 0;
    c->told(c->who, &chunk);
    return LP_OK;
}

enum lp_code
lp_chunker_feed(struct lp_chunker *c, struct lp_slice bytes, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    while (bytes.len > 0) {
        bool ends;
        size_t n = measure(c, bytes, &ends);

        if (EVP_DigestUpdate(c->ctx, bytes.data, n) != 1) {
            return lp_fail(err, LP_E_ENGINE, "chunks: engine failed");
        }
        c->len += n;
        if (ends) {
            LP_TRY(finish(c, err));
        }
        bytes = lp_slice_from(bytes, n);
    }

done:
    return rc;
}

enum lp_code
lp_chunker_end(struct lp_chunker *c, struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    if (c->len > 0) {
        LP_TRY(finish(c, err));
    }
    c->at = 0;

done:
    return rc;
}
