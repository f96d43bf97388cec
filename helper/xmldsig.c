/*
 * leafproof-xmldsig ooxml|odf SIZE: what the XML signatures of an office
 * package sign, as formats/xmldsig.h says, by the parser and the canonical
 * forms of libxml2. It is started by leafproof alone, knows no file and no
 * other process, and may only compute, read and write there. It holds no key
 * and judges nothing.
 */
#include <libxml/parser.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "helper/channel.h"
#include "helper/jail.h"
#include "helper/xd_tell.h"

int
main(int argc, char **argv)
{
    struct lp_xd_package p = {0};
    bool ooxml = argc == 3 && strcmp(argv[1], "ooxml") == 0;

    if (argc != 3 || (!ooxml && strcmp(argv[1], "odf") != 0)) {
        fputs("leafproof-xmldsig is started by leafproof\n", stderr);
        return 2;
    }
    xmlInitParser();
    if (!lp_jail() || !lp_xd_package_open(&p, ooxml)) {
        return 1;
    }
    for (uint32_t i = 0; i < p.signatures_n; i++) {
        lp_xd_tell(&p, p.signatures[i]);
    }
    lp_channel_say(LP_HELPER_END, (struct lp_slice){0});
    /* Nothing is given back: all of it goes with the process. */
    _exit(0);
}
