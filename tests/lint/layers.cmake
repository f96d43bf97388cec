cmake_minimum_required(VERSION 3.25)
# Which rooms each room may include. A missing edge is a closed door.
set(may_base     base)
set(may_crypto   base crypto)
set(may_formats  base formats)
set(may_evidence base crypto formats evidence)
set(may_ledger   base crypto formats ledger)
set(may_bundle   base crypto formats evidence ledger bundle)
set(may_cmd      base bundle cmd)

# Which room a library is known to. All others ask that room.
set(openssl_is_known_to crypto)
set(sodium_is_known_to  crypto)
set(zlib_is_known_to    formats)
set(utf8proc_is_known_to formats)
set(expat_is_known_to   formats)
set(isa-l_is_known_to   formats)
set(bzlib_is_known_to   formats)
set(lzma_is_known_to    formats)
set(jansson_is_known_to formats)
set(zstd_is_known_to    formats)
set(zstd_errors_is_known_to formats)
set(libpsl_is_known_to  evidence)
set(unbound_is_known_to no_room) # a helper alone

foreach(room base crypto formats evidence ledger bundle cmd)
    # The order of a room is the order of its list of sources.
    set(order "")
    if(EXISTS ${ROOT}/${room}/CMakeLists.txt)
        file(READ ${ROOT}/${room}/CMakeLists.txt list)
        string(REGEX REPLACE "#[^\n]*" "" list "${list}")
        string(REGEX MATCHALL "[a-z0-9_]+\\.c" order "${list}")
    endif()

    file(GLOB sources ${ROOT}/${room}/*.[ch])
    foreach(source IN LISTS sources)
        cmake_path(GET source STEM stem)
        list(FIND order ${stem}.c here)
        file(STRINGS ${source} lines REGEX "^[ \t]*#[ \t]*include")
        foreach(line IN LISTS lines)
            if(line MATCHES "\"([a-z]+)/([a-z0-9_]+)\\.h\"")
                set(to ${CMAKE_MATCH_1})
                if(NOT to IN_LIST may_${room})
                    message(SEND_ERROR
                        "${source}: ${room} may not know ${to}")
                endif()
                list(FIND order ${CMAKE_MATCH_2}.c there)
                if(to STREQUAL room AND here GREATER -1
                        AND there GREATER here)
                    message(SEND_ERROR
                        "${source}: includes ${CMAKE_MATCH_2}.h, which "
                        "stands after it in ${room}/CMakeLists.txt")
                endif()
            elseif(line MATCHES "\"")
                message(SEND_ERROR
                    "${source}: name the room: ${line}")
            elseif(line MATCHES "<(openssl|sodium|zlib|utf8proc|expat|isa-l|bzlib|lzma|zstd|zstd_errors|jansson|libpsl|unbound)[/.]")
                set(library ${CMAKE_MATCH_1})
                if(NOT room IN_LIST ${library}_is_known_to)
                    message(SEND_ERROR
                        "${source}: ${room} may not know ${library}")
                endif()
            endif()
        endforeach()
    endforeach()
endforeach()
