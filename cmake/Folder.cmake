# forebay_folder(<name> USES <libraries...>)
#
# A folder of src/ is a static library, forebay_<name>: every .cpp below it, its public headers in
# include/forebay/<name>/. The libraries that it uses say which arrows of the picture in
# ARCHITECTURE.md it may follow. A folder that has no .cpp yet is its headers.
function(forebay_folder name)
  cmake_parse_arguments(ARG "" "" "USES" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cpp)
  if(NOT sources)
    add_library(forebay_${name} INTERFACE)
    target_include_directories(forebay_${name} INTERFACE ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(forebay_${name} INTERFACE ${ARG_USES})
    return()
  endif()
  add_library(forebay_${name} STATIC ${sources})
  target_include_directories(forebay_${name}
    PUBLIC ${PROJECT_SOURCE_DIR}/include
    PRIVATE ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(forebay_${name} PUBLIC ${ARG_USES} PRIVATE forebay_options)
endfunction()
