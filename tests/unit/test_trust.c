#include "bundle/trust.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "crypto/rand.h"
#include "formats/keyfile.h"
#include "tests/unit/test.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static char folder[4096];

static void
put_file(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);

    CHECK(fd >= 0 && lp_fd_write(fd, lp_slice_str(text), NULL) == LP_OK, path);
    (void)close(fd);
}

/* The base64 line of key number `n`; `lines` with its comment before it. */
static struct lp_buf
public_text(uint8_t n, const char *comment, bool both)
{
    const uint8_t seed[32] = {n};
    const uint8_t keynum[8] = {n};
    struct lp_key *key = NULL;
    struct lp_keyfile_public file = {.comment = lp_slice_str(comment)};
    struct lp_buf text = {0};
    struct lp_buf line = {0};
    struct lp_cursor c;

    CHECK(lp_key_from_seed(&key, seed, keynum, NULL) == LP_OK, "key");
    memcpy(file.keynum, lp_key_public(key)->keynum, 8);
    memcpy(file.key, lp_key_public(key)->bytes, 32);
    CHECK(lp_keyfile_public_write(&text, &file, NULL) == LP_OK, "key");
    lp_key_free(key);
    c = lp_cursor_over(lp_buf_slice(&text));
    (void)lp_cursor_until(&c, '\n');
    lp_buf_put(&line, both ? lp_buf_slice(&text) : lp_cursor_until(&c, '\n'));
    lp_buf_byte(&line, '\0');
    lp_buf_release(&text);
    return line;
}

static bool
has(const struct lp_trust *t, size_t i, uint8_t n, const char *name)
{
    return i < t->n && t->key[i].keynum[0] == n &&
           lp_slice_is(lp_buf_slice(&t->name[i]), name);
}

static void
test_keys(void)
{
    struct lp_buf line = public_text(1, "", false);
    struct lp_buf file = public_text(2, "his key", true);
    struct lp_buf plain = public_text(3, "minisign public key 0300", true);
    struct lp_trust t = {0};
    struct lp_err err = {0};

    put_file("two.pub", (const char *)file.data);
    put_file("three.pub", (const char *)plain.data);
    put_file("secret.pub", "untrusted comment: x\nnot a key\n");
    CHECK(lp_trust_key(&t, (const char *)line.data, &err) == LP_OK, "a line");
    CHECK(lp_trust_key(&t, "two.pub", &err) == LP_OK, "a file");
    CHECK(lp_trust_key(&t, "./three.pub", &err) == LP_OK &&
              has(&t, 2, 3, "three.pub"),
          "a key that nobody named has the name of its file");
    CHECK(t.n == 3 && has(&t, 0, 1, "given as text") &&
              has(&t, 1, 2, "his key"),
          "both");
    CHECK(lp_trust_key(&t, "none.pub", &err) == LP_E_IO, "no file");
    CHECK(lp_trust_key(&t, "secret.pub", &err) == LP_E_FORMAT &&
              strstr(err.text, "secret.pub") != NULL,
          "a file without a key is named");
    CHECK(lp_trust_key(&t, folder, &err) != LP_OK, "a folder");
    line.data[10] = line.data[10] == '*' ? 'A' : '*';
    CHECK(lp_trust_key(&t, (const char *)line.data, &err) == LP_E_FORMAT,
          "a line that is no base64");
    line.data[10] = 'A';
    line.data[55] = '\0';
    CHECK(lp_trust_key(&t, (const char *)line.data, &err) == LP_E_IO,
          "a line that is too short is a path");
    CHECK(t.n == 3, "failures leave it as it was");
    lp_trust_release(&t);
    lp_trust_release(&t);
    lp_buf_release(&line);
    lp_buf_release(&file);
    lp_buf_release(&plain);
}

/* A point of small order: signatures for it can be forged. */
static void
test_weak(void)
{
    struct lp_keyfile_public weak = {.key = {1},
                                     .comment = lp_slice_str("weak")};
    struct lp_buf text = {0};
    struct lp_trust t = {0};
    struct lp_err err = {0};

    CHECK(lp_keyfile_public_write(&text, &weak, NULL) == LP_OK, "write");
    lp_buf_byte(&text, '\0');
    put_file("weak.pub", (const char *)text.data);
    CHECK(lp_trust_key(&t, "weak.pub", &err) == LP_E_TRUST &&
              strstr(err.text, "weak.pub") != NULL && t.n == 0,
          "a key to forge for is refused, and its file named");
    CHECK(lp_trust_file(&t, "weak.pub", &err) == LP_E_TRUST && t.n == 0,
          "in a list, too");
    lp_trust_release(&t);
    lp_buf_release(&text);
}

static void
test_lists(void)
{
    struct lp_buf one = public_text(1, "", false);
    struct lp_buf two = public_text(2, "second", true);
    struct lp_buf text = {0};
    struct lp_trust t = {0};
    struct lp_err err = {0};

    lp_buf_printf(&text, "# ours\n%s Anna\n\n%s", (const char *)one.data,
                  (const char *)two.data);
    lp_buf_byte(&text, '\0');
    put_file("list", (const char *)text.data);
    CHECK(lp_trust_file(&t, "list", &err) == LP_OK && t.n == 2 &&
              has(&t, 0, 1, "Anna") && has(&t, 1, 2, "second"),
          "a list, with names");
    CHECK(lp_trust_file(&t, "list", &err) == LP_OK && t.n == 4 &&
              has(&t, 2, 1, "Anna"),
          "lists add up");
    put_file("empty", "# nobody\n");
    CHECK(lp_trust_file(&t, "empty", &err) == LP_E_FORMAT &&
              strstr(err.text, "empty") != NULL && t.n == 4,
          "a list without a key");
    CHECK(lp_trust_file(&t, "none", &err) == LP_E_IO, "no list");
    lp_trust_release(&t);
    lp_buf_release(&text);
    lp_buf_release(&one);
    lp_buf_release(&two);
}

int
main(void)
{
    static const char *const files[] = {"two.pub",  "three.pub", "secret.pub",
                                        "weak.pub", "list",      "empty"};
    const char *tmp = getenv("TMPDIR");

    (void)snprintf(folder, sizeof folder, "%s/lp_test_trust.XXXXXX",
                   tmp == NULL ? "/tmp" : tmp);
    if (mkdtemp(folder) == NULL || chdir(folder) != 0 ||
        lp_crypto_start(NULL) != LP_OK) {
        perror(folder);
        return 1;
    }
    test_keys();
    test_weak();
    test_lists();
    for (size_t i = 0; i < COUNT(files); i++) {
        (void)unlink(files[i]);
    }
    (void)rmdir(folder);
    return lp_test_failures != 0;
}
