# A room is a static library that says aloud which rooms it stands on. Its
# sources are listed in order: a file includes only what stands before it.
function(lp_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;ON;PRIVATELY" ${ARGN})
    add_library(lp_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(lp_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(lp_${name}
        PUBLIC ${ROOM_ON}
        PRIVATE lp_flags ${ROOM_PRIVATELY})
    set_target_properties(lp_${name} PROPERTIES C_EXTENSIONS OFF)
endfunction()
