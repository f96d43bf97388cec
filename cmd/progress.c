#include "cmd/progress.h"

#include <inttypes.h>
#include <time.h>

void
lp_progress_size(char to[24], double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB"};
    size_t u = 0;

    while (bytes >= 999.95 && u + 1 < sizeof units / sizeof units[0]) {
        bytes /= 1000;
        u++;
    }
    (void)snprintf(to, 24, u == 0 ? "%.0f %s" : "%.1f %s", bytes, units[u]);
}

static double
seconds(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
draw(struct lp_progress_bar *p, const struct lp_status *s, double rate,
     double left)
{
    char done[24];
    char all[24];
    char speed[24];

    lp_progress_size(done, (double)s->bytes);
    lp_progress_size(all, (double)s->total_bytes);
    lp_progress_size(speed, rate);
    fprintf(p->to, "\r\033[K  %" PRIu64 "/%" PRIu64 "%s files  %s/%s", s->files,
            s->total_files, s->counted ? "" : "+", done, all);
    if (s->counted && s->total_bytes > 0) {
        fprintf(p->to, "  %.0f%%",
                100.0 * (double)s->bytes / (double)s->total_bytes);
    }
    fprintf(p->to, "  %s/s", speed);
    if (s->counted && rate > 0) {
        fprintf(p->to, "  %ld:%02ld left", (long)left / 60, (long)left % 60);
    }
    (void)fflush(p->to);
    p->drawn = true;
}

void
lp_progress_tell(void *who, const struct lp_status *s)
{
    struct lp_progress_bar *p = who;
    double now = seconds();
    double rate;
    double left;

    if (p->began == 0) {
        p->began = now;
    }
    rate = now > p->began ? (double)s->bytes / (now - p->began) : 0;
    left = rate > 0 && s->total_bytes > s->bytes
               ? (double)(s->total_bytes - s->bytes) / rate
               : 0;
    if (p->line) {
        draw(p, s, rate, left);
    }
    if (p->json != NULL) {
        lp_json_begin(p->json, "status");
        lp_json_number(p->json, "files", s->files);
        lp_json_number(p->json, "bytes", s->bytes);
        lp_json_number(p->json, "total_bytes", s->total_bytes);
        lp_json_number(p->json, "rate", (uint64_t)rate);
        lp_json_number(p->json, "eta", (uint64_t)left);
        lp_json_end(p->json);
    }
}

void
lp_progress_clear(struct lp_progress_bar *p)
{
    if (p->drawn) {
        fputs("\r\033[K", p->to);
        p->drawn = false;
    }
}
