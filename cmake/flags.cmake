# The flags every target of this project is built with. They sit on one
# interface target, so nothing leaks into a project that embeds this one.
option(LP_SANITIZE "Build with the address and undefined sanitizers" OFF)
option(LP_SANITIZE_THREADS "Build with the thread sanitizer" OFF)
option(LP_COVERAGE "Count which lines are run" OFF)
option(LP_HARDEN "Build with the hardening that a release carries" OFF)

add_library(lp_flags INTERFACE)
target_compile_features(lp_flags INTERFACE c_std_17)
target_compile_definitions(lp_flags INTERFACE _GNU_SOURCE)
target_compile_options(lp_flags INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla
    -Wmissing-prototypes -Wpointer-arith -Wformat=2)

if(LP_SANITIZE)
    target_compile_definitions(lp_flags INTERFACE LP_SANITIZE)
    # A report must end the program: a test that goes on has hidden a fault.
    set(sanitize -fsanitize=address,undefined -fno-sanitize-recover=all)
    target_compile_options(lp_flags INTERFACE
        ${sanitize} -fno-omit-frame-pointer
        # What was forgotten holds the same garbage every time.
        -ftrivial-auto-var-init=pattern)
    target_link_options(lp_flags INTERFACE ${sanitize})
    # Two hundred tests are linked; lld takes half of the time for that.
    find_program(LP_LLD ld.lld)
    if(LP_LLD)
        target_link_options(lp_flags INTERFACE -fuse-ld=lld)
    endif()
endif()

# Not together with the others. A race is a report, and ends the program.
if(LP_SANITIZE_THREADS)
    target_compile_definitions(lp_flags INTERFACE LP_SANITIZE)
    target_compile_options(lp_flags INTERFACE
        -fsanitize=thread -fno-omit-frame-pointer)
    target_link_options(lp_flags INTERFACE -fsanitize=thread)
endif()

if(LP_COVERAGE)
    target_compile_options(lp_flags INTERFACE --coverage)
    target_link_options(lp_flags INTERFACE --coverage)
endif()

if(LP_HARDEN)
    include(CheckCCompilerFlag)
    # Some compilers define _FORTIFY_SOURCE themselves, hence the -U first.
    target_compile_options(lp_flags INTERFACE
        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
    # Which of these exist depends on the processor.
    foreach(flag
            -fstack-protector-strong -fstack-clash-protection
            -fcf-protection -mbranch-protection=standard)
        string(MAKE_C_IDENTIFIER "LP_HAS${flag}" has)
        check_c_compiler_flag(${flag} ${has})
        if(${has})
            target_compile_options(lp_flags INTERFACE ${flag})
        endif()
    endforeach()
    target_link_options(lp_flags INTERFACE
        -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
