#include <iostream>
#include <string>
#include <vector>

#include "clients/coalitionctl/run.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  return static_cast<int>(coalition::ctl::Run(arguments, std::cin, std::cout, std::cerr));
}
