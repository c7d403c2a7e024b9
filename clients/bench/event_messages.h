#ifndef COALITION_CLIENTS_BENCH_EVENT_MESSAGES_H_
#define COALITION_CLIENTS_BENCH_EVENT_MESSAGES_H_

#include "clients/bench/event.h"
#include "coalition/v1/points_service.pb.h"

namespace coalition::bench {

// In which measure earns are reported.
enum class EarnBy { kPartnerPoints, kPurchase };

// Events as requests of the calling partner. Messages are written over again and again, so that
// after the first time nothing is allocated; each must have been written by the same function
// before, or be new. For earns, burns and authorizations, captures, reversals, as the type says.
void WriteRequest(const Event& event, EarnBy earn_by, v1::EarnRequest* request);
void WriteRequest(const Event& event, EarnBy earn_by, v1::BurnRequest* request);
void WriteRequest(const Event& event, EarnBy earn_by, v1::AuthorizeRequest* request);
void WriteRequest(const Event& event, EarnBy earn_by, v1::CaptureRequest* request);
void WriteRequest(const Event& event, EarnBy earn_by, v1::ReverseRequest* request);
// An event of any kind; the item may have been another kind's.
void WriteItem(const Event& event, EarnBy earn_by, v1::BatchItem* item);

}  // namespace coalition::bench

#endif  // COALITION_CLIENTS_BENCH_EVENT_MESSAGES_H_
