add_library(lp_flags INTERFACE)
target_compile_features(lp_flags INTERFACE c_std_17)
target_compile_definitions(lp_flags INTERFACE _GNU_SOURCE)
target_compile_options(lp_flags INTERFACE
    -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla
    -Wmissing-prototypes -Wpointer-arith -Wformat=2)

# A room is a static library that says aloud which rooms it stands on.
function(lp_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;ON;PRIVATELY" ${ARGN})
    add_library(lp_${name} STATIC ${ROOM_SOURCES})
    target_include_directories(lp_${name} PUBLIC ${PROJECT_SOURCE_DIR})
    target_link_libraries(lp_${name}
        PUBLIC ${ROOM_ON}
        PRIVATE lp_flags ${ROOM_PRIVATELY})
    set_target_properties(lp_${name} PROPERTIES C_EXTENSIONS OFF)
endfunction()
