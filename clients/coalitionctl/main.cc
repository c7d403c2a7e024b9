#include <iostream>
#include <string>
#include <vector>

#include "clients/coalitionctl/moving.h"
#include "clients/coalitionctl/run.h"

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  if (coalition::ctl::IsMovingCommand(arguments)) {
    return static_cast<int>(coalition::ctl::GoOnAsCoalitiond(arguments, std::cerr));
  }
  return static_cast<int>(coalition::ctl::Run(arguments, std::cin, std::cout, std::cerr));
}
