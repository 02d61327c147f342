// The rows that the files of this folder define, one each, in alphabetical order. Their order of
// judgement is that of the table in probe/verdicts/verdicts.cpp.
#pragma once

#include "probe/verdicts/verdicts.hpp"

namespace edge::probe {

extern const VerdictRow kAmqpClosed;
extern const VerdictRow kAmqpNoAnswer;
extern const VerdictRow kAmqpNotIotHub;
extern const VerdictRow kAmqpPortDroppedByHost;
extern const VerdictRow kAmqpPortDroppedLocally;
extern const VerdictRow kAmqpPortDroppedOnPath;
extern const VerdictRow kAmqpPortRejected;
extern const VerdictRow kAmqpPortReset;
extern const VerdictRow kCbsNoAnswer;
extern const VerdictRow kCbsRefused;
extern const VerdictRow kCertificateExpired;
extern const VerdictRow kCertificateNotYetValid;
extern const VerdictRow kCertificateUnacceptable;
extern const VerdictRow kCertificateUntrustedIssuer;
extern const VerdictRow kCertificateWrongName;
extern const VerdictRow kConnected;
extern const VerdictRow kConnectionFallsSilent;
extern const VerdictRow kConnectionLost;
extern const VerdictRow kConnectionRefused;
extern const VerdictRow kConnectionRejected;
extern const VerdictRow kAddressSilent;
extern const VerdictRow kConnectionSwallowed;
extern const VerdictRow kDataDropped;
extern const VerdictRow kDeviceDisabled;
extern const VerdictRow kDeviceNotRegistered;
extern const VerdictRow kDnsForwarderFailure;
extern const VerdictRow kDnsLookupSettings;
extern const VerdictRow kDnsNameUnknown;
extern const VerdictRow kDnsNoAnswer;
extern const VerdictRow kDnsSearchDomain;
extern const VerdictRow kDnsServerFailure;
extern const VerdictRow kDnsTruncated;
extern const VerdictRow kEdgeHubOffline;
extern const VerdictRow kGatewayUnreachable;
extern const VerdictRow kHostDoesNotForward;
extern const VerdictRow kHostDoesNotPassTraffic;
extern const VerdictRow kHostUnreachable;
extern const VerdictRow kHttpAnswerUnexpected;
extern const VerdictRow kHttpNoAnswer;
extern const VerdictRow kHubFailingOver;
extern const VerdictRow kHubQuotaUsedUp;
extern const VerdictRow kHubSuspended;
extern const VerdictRow kHubThrottles;
extern const VerdictRow kIdleLimitMeasured;
extern const VerdictRow kIdleLimitTooShort;
extern const VerdictRow kLinkNoAnswer;
extern const VerdictRow kLinkRefused;
extern const VerdictRow kLinkUnauthorized;
extern const VerdictRow kMessageNotAccepted;
extern const VerdictRow kMtuBlackHole;
extern const VerdictRow kNetworkDropsEverything;
extern const VerdictRow kNoRoute;
extern const VerdictRow kNotAmqp;
extern const VerdictRow kNotTls;
extern const VerdictRow kPacketLoss;
extern const VerdictRow kPathInconclusive;
extern const VerdictRow kPeerBreaksAmqp;
extern const VerdictRow kPortRedirected;
extern const VerdictRow kProxyCredentialsMissing;
extern const VerdictRow kProxyDenies;
extern const VerdictRow kProxyNoAnswer;
extern const VerdictRow kProxyNotImitated;
extern const VerdictRow kProxySettingUnreadable;
extern const VerdictRow kProxySettingUnusable;
extern const VerdictRow kProxyUnreachable;
extern const VerdictRow kStageReached;
extern const VerdictRow kTimeServerRefuses;
extern const VerdictRow kTimeServerSilent;
extern const VerdictRow kTlsBlockedOnPort;
extern const VerdictRow kTlsFiltered;
extern const VerdictRow kTlsNameFiltered;
extern const VerdictRow kTlsNoAnswer;
extern const VerdictRow kTlsRefused;
extern const VerdictRow kTlsReset;
extern const VerdictRow kTokenExpired;
extern const VerdictRow kTokenSignatureInvalid;
extern const VerdictRow kVpnDropsEverything;
extern const VerdictRow kWebsocketPortBlocked;
extern const VerdictRow kWebsocketSubprotocolMissing;
extern const VerdictRow kWebsocketUpgradeRefused;
extern const VerdictRow kWrongAddress;

}  // namespace edge::probe
