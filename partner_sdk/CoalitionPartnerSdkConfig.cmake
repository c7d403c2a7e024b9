include(CMakeFindDependencyMacro)
# Module mode first: the config of gRPC expects protobuf's targets to exist.
find_dependency(Protobuf)
find_dependency(gRPC CONFIG)
include(${CMAKE_CURRENT_LIST_DIR}/CoalitionPartnerSdkTargets.cmake)
