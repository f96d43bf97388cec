#include "bundle/gap_mail.h"

#include <stdlib.h>

#include "base/mem.h"
#include "bundle/gap_silence.h"
#include "formats/mail_addr.h"
#include "formats/mail_date.h"
#include "formats/mail_id.h"

/* Of one message. */
#define IDS_MAX 1000
#define ADDRESSES_MAX 1000

/* A correspondent needs so many messages, or one may just not have answered. */
#define ADDRESSED_MIN 5

/* Messages are numbered from 1, so that 0 is none. */
struct lp_gap_id {
    bool present;
    uint32_t path; /* of the first message that names it */
    uint32_t last; /* the last message that did */
    uint64_t count;
};

struct lp_gap_person {
    bool wrote;
    uint32_t path; /* of the first message to this address */
    uint32_t last;
    uint32_t last_answer;
    uint64_t addressed;
    uint64_t answers; /* to identifiers that nobody has */
};

/* A message to `person` that answers `id`. */
struct lp_gap_answer {
    uint32_t id;
    uint32_t person;
    uint32_t message;
};

struct lp_gap_dated {
    int64_t date;
    uint32_t box;
    uint32_t path;
};

/* The message at hand. */
struct adding {
    struct lp_gap_mail *mail;
    uint32_t number;
    uint32_t path;
    uint32_t answers; /* the identifier that it answers, and 1; or 0 */
    unsigned ids;
    unsigned addresses;
};

enum role {
    ROLE_AUTHOR,
    ROLE_TO,
    ROLE_CC,
};

static enum lp_code
id_of(struct lp_gap_mail *m, struct lp_slice text, uint32_t *number,
      struct lp_err *err)
{
    size_t before = m->ids.n;
    enum lp_code rc = lp_intern_add(&m->ids, text, number, err);

    if (rc == LP_OK && m->ids.n > before) {
        void *grown = lp_mem_grow(m->id, before, &m->id_cap, sizeof *m->id);

        if (grown == NULL) {
            return lp_no_memory(err);
        }
        m->id = grown;
        m->id[before] = (struct lp_gap_id){0};
    }
    return rc;
}

static enum lp_code
person_of(struct lp_gap_mail *m, struct lp_slice text, uint32_t *number,
          struct lp_err *err)
{
    size_t before = m->people.n;
    enum lp_code rc = lp_intern_add(&m->people, text, number, err);

    if (rc == LP_OK && m->people.n > before) {
        void *grown =
            lp_mem_grow(m->person, before, &m->person_cap, sizeof *m->person);

        if (grown == NULL) {
            return lp_no_memory(err);
        }
        m->person = grown;
        m->person[before] = (struct lp_gap_person){0};
    }
    return rc;
}

/* The message names `text`. */
static enum lp_code
add_reference(struct adding *a, struct lp_slice text, uint32_t *number,
              struct lp_err *err)
{
    struct lp_gap_id *id;
    enum lp_code rc;

    LP_TRY(id_of(a->mail, text, number, err));
    id = &a->mail->id[*number];
    if (id->count == 0) {
        id->path = a->path;
    }
    id->count += id->last != a->number ? 1 : 0;
    id->last = a->number;

done:
    return rc;
}

/* Old mailers put words and an address of the author beside the identifier; it
 * is the first if the value begins with it, else the last. */
static struct lp_slice
answered(struct lp_slice value)
{
    struct lp_slice whole = lp_mail_id_of(value);
    struct lp_slice found = {0};
    struct lp_slice one;

    while (value.len > 0 && value.data[0] <= 32) {
        value = lp_slice_from(value, 1);
    }
    if (value.len > 0 && value.data[0] == '<') {
        return lp_mail_id_next(&value, &one) ? whole : found;
    }
    while (lp_mail_id_next(&value, &one)) {
        found = one;
    }
    return found;
}

static enum lp_code
add_ids(struct adding *a, const struct lp_mail_fields *f, struct lp_err *err)
{
    struct lp_slice own = lp_mail_id_of(f->message_id);
    struct lp_slice answer = answered(f->in_reply_to);
    struct lp_slice rest = f->references;
    struct lp_slice one;
    uint32_t number;
    enum lp_code rc = LP_OK;

    if (own.len > 0) {
        LP_TRY(id_of(a->mail, own, &number, err));
        a->mail->id[number].present = true;
    }
    if (answer.len > 0) {
        LP_TRY(add_reference(a, answer, &number, err));
        a->answers = number + 1;
    }
    while (lp_mail_id_next(&rest, &one)) {
        if (a->ids++ >= IDS_MAX) {
            a->mail->passed_over++;
            continue;
        }
        LP_TRY(add_reference(a, one, &number, err));
    }

done:
    return rc;
}

static enum lp_code
add_answer(struct adding *a, uint32_t person, struct lp_err *err)
{
    struct lp_gap_mail *m = a->mail;
    void *grown =
        lp_mem_grow(m->answer, m->answers, &m->answers_cap, sizeof *m->answer);

    if (grown == NULL) {
        return lp_no_memory(err);
    }
    m->answer = grown;
    m->answer[m->answers++] =
        (struct lp_gap_answer){a->answers - 1, person, a->number};
    return LP_OK;
}

static enum lp_code
add_person(struct adding *a, struct lp_slice address, enum role role,
           struct lp_err *err)
{
    struct lp_gap_person *p;
    uint32_t number;
    enum lp_code rc;

    LP_TRY(person_of(a->mail, address, &number, err));
    p = &a->mail->person[number];
    if (role == ROLE_AUTHOR) {
        p->wrote = true;
        goto done;
    }
    if (p->addressed == 0) {
        p->path = a->path;
    }
    p->addressed += p->last != a->number ? 1 : 0;
    p->last = a->number;
    /* An answer goes to whom it answers; the others get copies. */
    if (role == ROLE_TO && a->answers != 0 && p->last_answer != a->number) {
        p->last_answer = a->number;
        LP_TRY(add_answer(a, number, err));
    }

done:
    return rc;
}

static enum lp_code
add_people(struct adding *a, struct lp_slice value, enum role role,
           struct lp_err *err)
{
    struct lp_mail_addrs l = {.rest = value};
    struct lp_buf lower = {0};
    struct lp_slice one;
    enum lp_code rc = LP_OK;

    while (lp_mail_addrs_next(&l, &one)) {
        if (a->addresses++ >= ADDRESSES_MAX) {
            a->mail->passed_over++;
            continue;
        }
        lp_buf_clear(&lower);
        for (size_t i = 0; i < one.len; i++) {
            uint8_t c = one.data[i];

            lp_buf_byte(&lower, c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c);
        }
        LP_TRY(lp_buf_check(&lower, err));
        LP_TRY(add_person(a, lp_buf_slice(&lower), role, err));
    }
    LP_TRY(lp_buf_check(&l.addr, err));

done:
    lp_mail_addrs_release(&l);
    lp_buf_release(&lower);
    return rc;
}

static enum lp_code
add_date(struct adding *a, struct lp_slice mailbox, struct lp_slice value,
         struct lp_err *err)
{
    struct lp_gap_mail *m = a->mail;
    struct lp_gap_dated d = {.path = a->path};
    void *grown;
    enum lp_code rc;

    if (!lp_mail_date(&d.date, value)) {
        return LP_OK;
    }
    LP_TRY(lp_intern_add(&m->boxes, mailbox, &d.box, err));
    grown = lp_mem_grow(m->dated, m->n_dated, &m->dated_cap, sizeof *m->dated);
    if (grown == NULL) {
        return lp_no_memory(err);
    }
    m->dated = grown;
    m->dated[m->n_dated++] = d;

done:
    return rc;
}

enum lp_code
lp_gap_mail_add(struct lp_gap_mail *m, struct lp_slice path,
                struct lp_slice mailbox, const struct lp_mail_fields *f,
                struct lp_err *err)
{
    struct adding a = {.mail = m};
    enum lp_code rc;

    if (m->messages >= UINT32_MAX) {
        return lp_fail(err, LP_E_LIMIT, "too many messages to compare");
    }
    a.number = (uint32_t)++m->messages;
    LP_TRY(lp_intern_add(&m->paths, path, &a.path, err));
    LP_TRY(add_ids(&a, f, err));
    LP_TRY(add_people(&a, f->from, ROLE_AUTHOR, err));
    LP_TRY(add_people(&a, f->sender, ROLE_AUTHOR, err));
    LP_TRY(add_people(&a, f->to, ROLE_TO, err));
    LP_TRY(add_people(&a, f->cc, ROLE_CC, err));
    LP_TRY(add_date(&a, mailbox, f->date, err));

done:
    return rc;
}

enum lp_code
lp_gap_mail_missing(const struct lp_gap_mail *m, lp_gap_told *told, void *who,
                    struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < m->ids.n; i++) {
        const struct lp_gap_id *id = &m->id[i];
        struct lp_gap gap = {.kind = LP_GAP_MISSING_MESSAGE,
                             .count = id->count};

        if (!id->present) {
            gap.what = lp_intern_text(&m->ids, (uint32_t)i);
            gap.path = lp_intern_text(&m->paths, id->path);
            LP_TRY(told(who, &gap, err));
        }
    }

done:
    return rc;
}

static int
order(const void *a, const void *b)
{
    const struct lp_gap_dated *x = a;
    const struct lp_gap_dated *y = b;

    if (x->box != y->box) {
        return x->box < y->box ? -1 : 1;
    }
    if (x->date != y->date) {
        return x->date < y->date ? -1 : 1;
    }
    return x->path < y->path ? -1 : x->path > y->path;
}

/* Of one mailbox, in the order of its dates. */
static enum lp_code
tell_silences(const struct lp_gap_mail *m, const struct lp_gap_dated *of,
              size_t n, int64_t *scratch, lp_gap_told *told, void *who,
              struct lp_err *err)
{
    int64_t *dates = scratch;
    struct lp_rhythm rhythm;
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < n; i++) {
        dates[i] = of[i].date;
    }
    rhythm = lp_rhythm_of(dates, n, scratch + n);
    for (size_t i = 0; i + 1 < n; i++) {
        struct lp_gap gap = {.kind = LP_GAP_SILENCE,
                             .of = n,
                             .from = of[i].date,
                             .to = of[i + 1].date};

        if (lp_rhythm_breaks(&rhythm, dates, i)) {
            gap.what = lp_intern_text(&m->boxes, of[i].box);
            gap.path = lp_intern_text(&m->paths, of[i].path);
            gap.next = lp_intern_text(&m->paths, of[i + 1].path);
            LP_TRY(told(who, &gap, err));
        }
    }

done:
    return rc;
}

enum lp_code
lp_gap_mail_silences(struct lp_gap_mail *m, lp_gap_told *told, void *who,
                     struct lp_err *err)
{
    int64_t *scratch = calloc(m->n_dated + 1, 2 * sizeof *scratch);
    size_t from = 0;
    enum lp_code rc = LP_OK;

    if (scratch == NULL) {
        return lp_no_memory(err);
    }
    if (m->n_dated > 1) {
        qsort(m->dated, m->n_dated, sizeof *m->dated, order);
    }
    for (size_t i = 1; i <= m->n_dated; i++) {
        if (i == m->n_dated || m->dated[i].box != m->dated[from].box) {
            LP_TRY(tell_silences(m, m->dated + from, i - from, scratch, told,
                                 who, err));
            from = i;
        }
    }

done:
    free(scratch);
    return rc;
}

enum lp_code
lp_gap_mail_one_sided(struct lp_gap_mail *m, lp_gap_told *told, void *who,
                      struct lp_err *err)
{
    enum lp_code rc = LP_OK;

    for (size_t i = 0; i < m->answers; i++) {
        if (!m->id[m->answer[i].id].present) {
            m->person[m->answer[i].person].answers++;
        }
    }
    for (size_t i = 0; i < m->people.n; i++) {
        const struct lp_gap_person *p = &m->person[i];
        struct lp_gap gap = {
            .kind = LP_GAP_ONE_SIDED, .count = p->addressed, .of = p->answers};

        if (!p->wrote && p->addressed >= ADDRESSED_MIN && p->answers > 0) {
            gap.what = lp_intern_text(&m->people, (uint32_t)i);
            gap.path = lp_intern_text(&m->paths, p->path);
            LP_TRY(told(who, &gap, err));
        }
    }

done:
    return rc;
}

void
lp_gap_mail_release(struct lp_gap_mail *m)
{
    lp_intern_release(&m->ids);
    lp_intern_release(&m->people);
    lp_intern_release(&m->boxes);
    lp_intern_release(&m->paths);
    free(m->id);
    free(m->person);
    free(m->answer);
    free(m->dated);
    *m = (struct lp_gap_mail){0};
}
