#include "crypto/zip_keys.h"

/* CRC-32 of the four bits 0 to 15. */
static const uint32_t nibbles[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4,
    0x4db26158, 0x5005713c, 0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c,
    0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c};

static uint32_t
crc_step(uint32_t crc, uint8_t byte)
{
    crc ^= byte;
    crc = crc >> 4 ^ nibbles[crc & 15];
    return crc >> 4 ^ nibbles[crc & 15];
}

/* 6.1.5. */
static void
update(struct lp_zip_keys *k, uint8_t plain)
{
    k->key[0] = crc_step(k->key[0], plain);
    k->key[1] = (k->key[1] + (k->key[0] & 0xff)) * UINT32_C(134775813) + 1;
    k->key[2] = crc_step(k->key[2], (uint8_t)(k->key[1] >> 24));
}

void
lp_zip_keys_init(struct lp_zip_keys *k, struct lp_slice password)
{
    *k = (struct lp_zip_keys){{0x12345678, 0x23456789, 0x34567890}};
    for (size_t i = 0; i < password.len; i++) {
        update(k, password.data[i]);
    }
}

void
lp_zip_keys_open(struct lp_zip_keys *k, struct lp_slice data, uint8_t *to)
{
    for (size_t i = 0; i < data.len; i++) {
        uint32_t t = (k->key[2] & 0xffff) | 2;
        uint8_t plain = data.data[i] ^ (uint8_t)(t * (t ^ 1) >> 8);

        update(k, plain);
        to[i] = plain;
    }
}
