/*
 * leafproof-pst pst SIZE: the messages of a store of Outlook of SIZE bytes, as
 * frames on descriptor 0 (formats/helper.h). libpff finds its way through
 * bytes that somebody made to break it, and may only compute, read and write
 * here. Each message is a member, laid flat (docs/FORMAT-identity-pst.md):
 * what it says is for leafproof to find.
 */
#include <libpff.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "formats/helper.h"
#include "helper/channel.h"
#include "helper/jail.h"
#include "helper/pst_input.h"
#include "helper/pst_lay.h"

#define FOLDERS_DEEP 64

/* Kinds of nodes by the last bits of their numbers ([MS-PST] 2.2.2.1). */
#define NODE_KIND 0x1f
#define SEARCH_FOLDER 0x03
#define MESSAGE 0x04
#define ASSOCIATED 0x08

/* -------------------------------------------------------------- what is told
 */

/* The nodes that were told: a search folder, or a folder that says to lie in
 * itself, leads to them again. */
static struct {
    uint32_t *of; /* 0: free */
    size_t n;
    size_t cap;
} seen;

static void
grow(void)
{
    size_t was = seen.cap;
    uint32_t *old = seen.of;

    seen.cap = was == 0 ? 1024 : 2 * was;
    seen.of = calloc(seen.cap, sizeof *seen.of);
    if (seen.of == NULL) {
        _exit(1);
    }
    for (size_t i = 0; i < was; i++) {
        if (old[i] != 0) {
            size_t k = (size_t)old[i] * 2654435761U % seen.cap;

            while (seen.of[k] != 0) {
                k = (k + 1) % seen.cap;
            }
            seen.of[k] = old[i];
        }
    }
    free(old);
}

/* Whether it is the first time that this node is met. */
static bool
is_first(uint32_t node)
{
    size_t k;

    if (2 * seen.n >= seen.cap) {
        grow();
    }
    k = (size_t)node * 2654435761U % seen.cap;
    while (seen.of[k] != 0 && seen.of[k] != node) {
        k = (k + 1) % seen.cap;
    }
    if (seen.of[k] == node || node == 0) {
        return node == 0;
    }
    seen.of[k] = node;
    seen.n++;
    return true;
}

static void
say_byte(enum lp_helper_frame type, unsigned byte)
{
    uint8_t b = (uint8_t)byte;

    lp_channel_say(type, (struct lp_slice){&b, 1});
}

static void
say_member(struct lp_slice folder, const char *what, uint32_t number,
           unsigned bits)
{
    struct lp_buf body = {0};
    struct lp_buf name = {0};

    lp_buf_put(&name, folder);
    lp_buf_printf(&name, "%s %x", what, (unsigned)number);
    lp_buf_byte(&body, LP_HELPER_FILE);
    lp_buf_byte(&body, (uint8_t)bits);
    lp_buf_le64(&body, 0);
    lp_buf_le64(&body, 0);
    lp_buf_le32(&body, (uint32_t)name.len);
    lp_buf_put(&body, lp_buf_slice(&name));
    if (lp_buf_check(&body, NULL) != LP_OK ||
        lp_buf_check(&name, NULL) != LP_OK) {
        _exit(1);
    }
    lp_channel_say(LP_HELPER_MEMBER, lp_buf_slice(&body));
    lp_buf_release(&body);
    lp_buf_release(&name);
}

/* Something is there, and cannot be read: it is told, and is unknown. */
static void
say_broken(struct lp_slice folder, const char *what, uint32_t number,
           unsigned bits)
{
    say_member(folder, what, number, bits);
    say_byte(LP_HELPER_BROKEN, LP_HELPER_MALFORMED);
}

static void
tell_message(libpff_item_t *item, struct lp_slice folder, unsigned bits)
{
    uint32_t node = 0;

    if (libpff_item_get_identifier(item, &node, NULL) != 1) {
        say_broken(folder, "message", 0, bits);
        return;
    }
    if (!is_first(node)) {
        return;
    }
    say_member(folder, "message", node, bits);
    if (lp_pst_lay(item)) {
        lp_channel_say(LP_HELPER_DONE, (struct lp_slice){0});
    } else {
        say_byte(LP_HELPER_BROKEN, LP_HELPER_MALFORMED);
    }
}

/* Its messages, or what else lies beside them (views, forms, rules), which are
 * messages too. */
static void
tell_messages(libpff_item_t *item, uint32_t node, struct lp_slice folder)
{
    int n = 0;

    if (libpff_folder_get_number_of_sub_messages(item, &n, NULL) != 1) {
        say_broken(folder, "messages of", node, 0);
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;

        if (libpff_folder_get_sub_message(item, i, &one, NULL) == 1) {
            tell_message(one, folder, 0);
        } else {
            say_broken(folder, "row", (uint32_t)i, 0);
        }
        (void)libpff_item_free(&one, NULL);
    }
    if (libpff_folder_get_number_of_sub_associated_contents(item, &n, NULL) !=
        1) {
        /* Many folders have none. */
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;

        if (libpff_folder_get_sub_associated_content(item, i, &one, NULL) ==
            1) {
            tell_message(one, folder, 0);
        } else {
            say_broken(folder, "associated row", (uint32_t)i, 0);
        }
        (void)libpff_item_free(&one, NULL);
    }
}

/* Append the folder's name, and a slash. */
static void
put_name(struct lp_buf *to, libpff_item_t *item, uint32_t node)
{
    uint8_t name[4096] = {0};
    size_t n = 0;

    if (libpff_folder_get_utf8_name_size(item, &n, NULL) == 1 && n > 1 &&
        n < sizeof name &&
        libpff_folder_get_utf8_name(item, name, n, NULL) == 1) {
        lp_buf_str(to, (const char *)name);
    } else {
        lp_buf_printf(to, "folder %x", (unsigned)node);
    }
    lp_buf_byte(to, '/');
}

static void
tell_folder(libpff_item_t *item, struct lp_slice above, unsigned depth)
{
    struct lp_buf name = {0};
    uint32_t node = 0;
    int n = 0;

    if (libpff_item_get_identifier(item, &node, NULL) != 1) {
        say_broken(above, "folder", 0, 0);
        return;
    }
    if ((node & NODE_KIND) == SEARCH_FOLDER || !is_first(node)) {
        return;
    }
    lp_buf_put(&name, above);
    if (depth > 0) {
        put_name(&name, item, node);
    }
    if (lp_buf_check(&name, NULL) != LP_OK) {
        _exit(1);
    }
    if (depth >= FOLDERS_DEEP || name.len > LP_HELPER_BODY_MAX / 2) {
        say_broken(above, "folder", node, 0);
        goto done;
    }
    tell_messages(item, node, lp_buf_slice(&name));
    if (libpff_folder_get_number_of_sub_folders(item, &n, NULL) != 1) {
        say_broken(lp_buf_slice(&name), "folders of", node, 0);
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;

        if (libpff_folder_get_sub_folder(item, i, &one, NULL) == 1) {
            tell_folder(one, lp_buf_slice(&name), depth + 1);
        } else {
            say_broken(lp_buf_slice(&name), "folder row", (uint32_t)i, 0);
        }
        (void)libpff_item_free(&one, NULL);
    }

done:
    lp_buf_release(&name);
}

/* -------------------------------------------------------------- what is lost
 */

static const char orphaned[] = "(orphaned)/";

static bool
is_message(libpff_item_t *item)
{
    uint8_t type = 0;

    if (libpff_item_get_type(item, &type, NULL) != 1) {
        return false;
    }
    switch (type) {
    case LIBPFF_ITEM_TYPE_UNDEFINED:
    case LIBPFF_ITEM_TYPE_ATTACHMENT:
    case LIBPFF_ITEM_TYPE_ATTACHMENTS:
    case LIBPFF_ITEM_TYPE_FOLDER:
    case LIBPFF_ITEM_TYPE_RECIPIENTS:
    case LIBPFF_ITEM_TYPE_SUB_ASSOCIATED_CONTENTS:
    case LIBPFF_ITEM_TYPE_SUB_FOLDERS:
    case LIBPFF_ITEM_TYPE_SUB_MESSAGES:
    case LIBPFF_ITEM_TYPE_UNKNOWN:
        return false;
    default:
        return true;
    }
}

/* Nodes whose folder is not there. */
static void
tell_orphans(libpff_file_t *file, int n)
{
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;

        if (libpff_file_get_orphan_item_by_index(file, i, &one, NULL) != 1) {
            say_broken(lp_slice_str(orphaned), "item", (uint32_t)i,
                       LP_HELPER_ORPHANED);
        } else if (is_message(one)) {
            tell_message(one, lp_slice_str(orphaned), LP_HELPER_ORPHANED);
        }
        (void)libpff_item_free(&one, NULL);
    }
}

/* Messages that say to lie in a folder, which does not list them. */
static void
tell_unlisted(libpff_item_t *above, unsigned depth)
{
    int n = 0;

    if (libpff_item_get_number_of_sub_items(above, &n, NULL) != 1) {
        n = 0;
    }
    for (int i = 0; i < n; i++) {
        libpff_item_t *one = NULL;
        uint32_t node = 0;

        if (libpff_item_get_sub_item(above, i, &one, NULL) != 1 ||
            libpff_item_get_identifier(one, &node, NULL) != 1) {
            say_broken(lp_slice_str(orphaned), "node", (uint32_t)i,
                       LP_HELPER_ORPHANED);
        } else if ((node & NODE_KIND) == MESSAGE ||
                   (node & NODE_KIND) == ASSOCIATED) {
            tell_message(one, lp_slice_str(orphaned), LP_HELPER_ORPHANED);
        } else if (depth < FOLDERS_DEEP) {
            tell_unlisted(one, depth + 1);
        } else {
            say_broken(lp_slice_str(orphaned), "folder", node,
                       LP_HELPER_ORPHANED);
        }
        (void)libpff_item_free(&one, NULL);
    }
}

/* Messages that no folder leads to. What stands in space that the store says to
 * be free is not looked for: it can be put together from several. */
static void
tell_all_lost(libpff_file_t *file)
{
    libpff_item_t *root = NULL;
    int n = 0;

    if (libpff_file_get_root_item(file, &root, NULL) == 1) {
        tell_unlisted(root, 0);
    } else {
        say_byte(LP_HELPER_NOTE, LP_HELPER_MALFORMED);
    }
    (void)libpff_item_free(&root, NULL);
    if (libpff_file_get_number_of_orphan_items(file, &n, NULL) == 1) {
        tell_orphans(file, n);
    }
}

/* ------------------------------------------------------------------- the file
 */

/* PidTagPstPassword ([MS-PST] 4.2): the CRC of one, or 0. */
static bool
has_password(libpff_item_t *store)
{
    libpff_record_set_t *props = NULL;
    libpff_record_entry_t *entry = NULL;
    uint32_t sum = 0;
    bool has =
        libpff_item_get_record_set_by_index(store, 0, &props, NULL) == 1 &&
        libpff_record_set_get_entry_by_type(props, 0x67ff, 0x0003, &entry, 0,
                                            NULL) == 1 &&
        libpff_record_entry_get_data_as_32bit_integer(entry, &sum, NULL) == 1;

    (void)libpff_record_entry_free(&entry, NULL);
    (void)libpff_record_set_free(&props, NULL);
    return has && sum != 0;
}

/* What the store says of itself as a whole. */
static void
say_notes(libpff_file_t *file)
{
    libpff_item_t *store = NULL;

    if (libpff_file_is_corrupted(file, NULL) != 0) {
        say_byte(LP_HELPER_NOTE, LP_HELPER_MALFORMED);
    }
    if (libpff_file_get_message_store(file, &store, NULL) == 1 &&
        has_password(store)) {
        say_byte(LP_HELPER_NOTE, LP_HELPER_HAS_PASSWORD);
    }
    (void)libpff_item_free(&store, NULL);
}

static void
say_all(uint64_t size)
{
    libpff_file_t *file = NULL;
    libpff_item_t *root = NULL;
    struct lp_slice top = {0};

    if (!lp_pst_open(&file, size)) {
        say_byte(LP_HELPER_FAILED, LP_HELPER_MALFORMED);
        return;
    }
    say_notes(file);
    if (libpff_file_get_root_folder(file, &root, NULL) == 1) {
        tell_folder(root, top, 0);
    } else {
        say_broken(top, "folder", 0x122, 0);
    }
    tell_all_lost(file);
    lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
}

int
main(int argc, char **argv)
{
    uint64_t size;

    if (argc != 3 || strcmp(argv[1], "pst") != 0) {
        fputs("leafproof-pst is started by leafproof\n", stderr);
        return 2;
    }
    size = strtoull(argv[2], NULL, 10);
    if (!lp_jail()) {
        return 1;
    }
    say_all(size);
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}
