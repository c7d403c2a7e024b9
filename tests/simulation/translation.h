#ifndef COALITION_TESTS_SIMULATION_TRANSLATION_H_
#define COALITION_TESTS_SIMULATION_TRANSLATION_H_

#include "server/domain/command.h"
#include "server/domain/ledger_state.h"
#include "tests/simulation/command.h"
#include "tests/simulation/model.h"
#include "tests/simulation/records.h"

namespace coalition::simulation {

// Between the words of the simulation and those of the server. It decides nothing.

domain::Network NetworkOf(const NetworkSettings& settings);
// The default currency, the operator's credential and the first window.
domain::Changes FirstChanges(const NetworkSettings& settings);

// What the model resolved must stand in `command`. The ledger has so many lanes.
domain::Command ToDomain(const Command& command, int lanes);
Answer FromDomain(const domain::Answer& answer);

int NumberOf(const domain::MemberId& member);
domain::MemberId MemberOf(int number);
domain::RequestKey KeyOf(const RequestName& name);

std::string TextOf(const domain::Transaction& transaction);
std::string TextOf(const domain::Rejection& rejection);
std::string TextOf(const domain::Partner& partner);
LotName LotOf(const domain::LotKey& key);
Lots LotsOf(const std::vector<domain::LotMovement>& movements);
MemberView ViewOf(const domain::Member& member);

}  // namespace coalition::simulation

#endif  // COALITION_TESTS_SIMULATION_TRANSLATION_H_
