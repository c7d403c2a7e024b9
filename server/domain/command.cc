#include "server/domain/command.h"

#include "server/domain/overloaded.h"

namespace coalition::domain {

bool ChangesCatalog(const Command& command) {
  return std::visit(Overloaded{[](const Earn&) { return false; },
                               [](const Burn&) { return false; },
                               [](const Authorize&) { return false; },
                               [](const Capture&) { return false; },
                               [](const Void&) { return false; },
                               [](const Reverse&) { return false; },
                               [](const Convert&) { return false; },
                               [](const Transfer&) { return false; },
                               [](const Adjust&) { return false; },
                               [](const ExpirePoints&) { return false; },
                               [](const EnrollMember&) { return false; },
                               [](const LinkIdentifier&) { return false; },
                               [](const UnlinkIdentifier&) { return false; },
                               [](const MergeMembers&) { return false; },
                               [](const EraseMember&) { return false; },
                               [](const CloseWindow&) { return false; },
                               [](const CreatePartner&) { return true; },
                               [](const UpdatePartner&) { return true; },
                               [](const SetPartnerState&) { return true; },
                               [](const CreateCurrency&) { return true; },
                               [](const SetExchangeRate&) { return true; },
                               [](const SetConversionRate&) { return true; },
                               [](const SetTerms&) { return true; },
                               [](const SetLimits&) { return true; },
                               [](const CreateCredential&) { return true; },
                               [](const RevokeCredential&) { return true; }},
                    command.action);
}

}  // namespace coalition::domain
