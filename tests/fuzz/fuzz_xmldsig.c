/* The helper for XML signatures, over a package of three members: the input is
 * the signature, and what it may name is fixed. */
#include <stdlib.h>

#include "base/buf.h"
#include "helper/channel.h"
#include "helper/xd_tell.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char types[] =
    "<Types xmlns='http://schemas.openxmlformats.org/package/2006/"
    "content-types'><Default Extension='xml' ContentType='a/b'/></Types>";
static const char part[] =
    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/"
    "relationships'><Relationship Id='b' Type='t' Target='x'/>"
    "<Relationship Id='a' Type='u' Target='y'/></Relationships>";

static struct lp_slice members[3];
static struct lp_buf table;

void
lp_channel_say(unsigned type, struct lp_slice body)
{
    if (body.len > LP_HELPER_BODY_MAX || type == 0) {
        abort();
    }
}

void
lp_channel_flush(void)
{
}

size_t
lp_channel_read(uint64_t at, uint8_t *to, size_t n)
{
    uint64_t place = at / LP_XD_STRIDE;
    struct lp_slice from = place == 0   ? lp_buf_slice(&table)
                           : place <= 3 ? members[place - 1]
                                        : (struct lp_slice){0};

    from = lp_slice_head(lp_slice_from(from, at % LP_XD_STRIDE), n);
    memcpy(to, from.data, from.len);
    return from.len;
}

static void
put_table(void)
{
    static const char *const names[] = {"[Content_Types].xml", "part.xml",
                                        "sig.xml"};

    lp_buf_clear(&table);
    lp_buf_le32(&table, 0);
    lp_buf_le32(&table, 3);
    lp_buf_le32(&table, 1);
    lp_buf_le32(&table, 2);
    for (unsigned i = 0; i < 3; i++) {
        lp_buf_le64(&table, members[i].len);
        lp_buf_le32(&table, (uint32_t)strlen(names[i]));
        lp_buf_str(&table, names[i]);
    }
    lp_put_le32(table.data, (uint32_t)table.len - 4);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct lp_xd_package p = {0};

    members[0] = (struct lp_slice){(const uint8_t *)types, sizeof types - 1};
    members[1] = (struct lp_slice){(const uint8_t *)part, sizeof part - 1};
    members[2] = lp_slice_from((struct lp_slice){data, size}, 1);
    put_table();
    if (size > 0 && lp_xd_package_open(&p, data[0] % 2 == 0)) {
        lp_xd_tell(&p, 2);
    }
    lp_xd_forget();
    return 0;
}
