# Modules: a folder of sources is one library, which is linked against what it says it uses and
# nothing else, so that the linker refuses a circle.

# What nearly every file includes of other people's headers, parsed once for a build.
add_library(edge_precompiled STATIC ${CMAKE_SOURCE_DIR}/common/precompiled.cpp)
target_link_libraries(edge_precompiled PUBLIC edge_options Boost::headers fmt::fmt
  nlohmann_json::nlohmann_json)
target_precompile_headers(edge_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/common/precompiled.hpp)

# edge_target_of(FOLDER VARIABLE): "common/world" -> edge_common_world; other names stay.
function(edge_target_of name result)
  if(name MATCHES "^(common|probe|simulator|tests)/")
    string(REPLACE / _ name edge_${name})
  endif()
  set(${result} ${name} PARENT_SCOPE)
endfunction()

# edge_use(TARGET MODULE-OR-LIBRARY...)
function(edge_use target)
  foreach(name ${ARGN})
    edge_target_of(${name} used)
    target_link_libraries(${target} PUBLIC ${used})
  endforeach()
endfunction()

# edge_module(FOLDER [EXCEPT PART...] USES MODULE-OR-LIBRARY...): its sources are the .cpp files of
# FOLDER and of the folders in it, except for each PART of it that is built in its own way. With
# EDGE_UNITY many are compiled as one, as most of the work is to parse what they share; names in
# anonymous namespaces must differ for that.
function(edge_module folder)
  cmake_parse_arguments(PARSE_ARGV 1 module "" "" "EXCEPT;USES")
  edge_target_of(${folder} target)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  foreach(part ${module_EXCEPT})
    list(FILTER sources EXCLUDE REGEX "/${folder}/${part}")
  endforeach()
  add_library(${target} STATIC ${sources})
  target_link_libraries(${target} PUBLIC edge_options)
  edge_use(${target} ${module_USES})
  target_precompile_headers(${target} REUSE_FROM edge_precompiled)
  if(EDGE_UNITY)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 24)
  endif()
endfunction()
