#include "server/domain/command.h"

#include "server/domain/overloaded.h"

namespace coalition::domain {

bool ChangesCatalog(const Command& command) {
  return std::visit(
      Overloaded{
          [](const Earn&) { return false; }, [](const Burn&) { return false; },
          [](const Reverse&) { return false; }, [](const EnrollMember&) { return false; },
          [](const LinkIdentifier&) { return false; }, [](const CloseWindow&) { return false; },
          [](const CreatePartner&) { return true; }, [](const SetPartnerState&) { return true; },
          [](const CreateCurrency&) { return true; }, [](const SetExchangeRate&) { return true; },
          [](const SetTerms&) { return true; }, [](const CreateCredential&) { return true; },
          [](const RevokeCredential&) { return true; }},
      command.action);
}

}  // namespace coalition::domain
