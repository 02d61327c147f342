// TLS and certificates, as .NET and OpenSSL word them.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {


constexpr SignatureRow kTls[] = {
    {.name = "tls-error", .says = Says::symptom,
     .any = {"TLS authentication error."},
     .means = "a wrapper for whatever TLS refuses; it ends an attempt at once",
     .code = "certificate-untrusted-issuer", .confidence = Confidence::possible,
     .others = "certificate-wrong-name certificate-expired certificate-not-yet-valid tls-refused",
     .bare = true, .about = About::hub,
     .versions = "1.x", .source = "agent-today 4, row 23",
     .example = "Microsoft.Azure.Devices.Client.Exceptions.IotHubException: TLS authentication "
                "error."},
    {.name = "certificate-rejected",
     .any = {"rejected by the provided RemoteCertificateValidationCallback"},
     .means = "the peer's certificate was refused on port 5671, where the log never says why",
     .code = "certificate-untrusted-issuer", .confidence = Confidence::possible,
     .others = "certificate-wrong-name certificate-expired certificate-not-yet-valid",
     .bare = true,
     .versions = "1.x", .source = "agent-today 4, row 24",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate was rejected by the provided RemoteCertificateValidationCallback."},
    {.name = "certificate-untrusted",
     .any = {"errors in the certificate chain: UntrustedRoot",
             "errors in the certificate chain: PartialChain",
             "unable to get local issuer certificate",
             "signed certificate in certificate chain"},
     .means = "the certificate's issuer is not trusted: TLS is intercepted, or a root or "
              "intermediate is missing",
     .code = "certificate-untrusted-issuer",
     .bare = true,
     .source = "agent-today 4, row 25; azure-iot-edge 5, row 33",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate is invalid because of errors in the certificate chain: UntrustedRoot"},
    {.name = "certificate-time",
     .any = {"errors in the certificate chain: NotTimeValid"},
     .means = "a certificate is expired, or not valid yet, by the device's clock",
     .code = "certificate-expired", .confidence = Confidence::possible,
     .others = "certificate-not-yet-valid",
     .bare = true,
     .versions = "1.x", .source = "agent-today 4, row 25",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate is invalid because of errors in the certificate chain: NotTimeValid"},
    {.name = "certificate-refused", .says = Says::symptom,
     .any = {"certificate verify failed"},
     .none = {"has expired)", "is not yet valid)", "issuer certificate", "signed certificate in"},
     .means = "TLS stood as far as the certificate, which is refused for the reason in the line",
     .code = "certificate-untrusted-issuer", .confidence = Confidence::possible,
     .others = "certificate-wrong-name certificate-expired certificate-not-yet-valid",
     .bare = true,
     .source = "OpenSSL, ssl/statem/statem_clnt.c",
     .example = "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate "
                "verify failed:../ssl/statem/statem_clnt.c:1889: (IP address mismatch)"},
    {.name = "certificate-expired",
     .any = {"(certificate has expired)"},
     .means = "a certificate is expired by the device's clock",
     .code = "certificate-expired",
     .bare = true,
     .source = "X509_verify_cert_error_string(3), as the services of the host print it",
     .example = "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate "
                "verify failed:../ssl/statem/statem_clnt.c:1889: (certificate has expired)"},
    {.name = "certificate-early",
     .any = {"(certificate is not yet valid)"},
     .means = "a certificate is not valid yet by the device's clock, which is behind",
     .code = "certificate-not-yet-valid",
     .bare = true,
     .source = "X509_verify_cert_error_string(3), as the services of the host print it",
     .example = "error:0A000086:SSL routines:tls_post_process_server_certificate:certificate "
                "verify failed:../ssl/statem/statem_clnt.c:1889: (certificate is not yet valid)"},
    {.name = "certificate-chain",
     .any = {"because of errors in the certificate chain", "RemoteCertificateChainErrors"},
     .none = {"chain: UntrustedRoot", "chain: PartialChain", "chain: NotTimeValid",
              "RemoteCertificateNameMismatch"},
     .means = "something is wrong with the certificate's chain",
     .code = "certificate-untrusted-issuer", .confidence = Confidence::possible,
     .others = "certificate-expired certificate-not-yet-valid certificate-unacceptable",
     .bare = true,
     .source = "agent-today 4, row 25",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate is invalid according to the validation procedure: "
                "RemoteCertificateChainErrors"},
    {.name = "certificate-invalid",
     .any = {"The remote certificate is invalid according to the validation procedure."},
     .means = "the peer's certificate was refused, and .NET Core up to 3.1 does not say why",
     .code = "certificate-untrusted-issuer", .confidence = Confidence::possible,
     .others = "certificate-wrong-name certificate-expired certificate-not-yet-valid",
     .bare = true,
     .versions = "up to 1.2", .source = ".NET Core's SslStream, not verified here; I#2973",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate is invalid according to the validation procedure."},
    {.name = "certificate-name",
     .any = {"RemoteCertificateNameMismatch", "(hostname mismatch)", "(Hostname mismatch)"},
     .means = "the certificate is for another name: another machine answers, DNS is hijacked, or "
              "the hub is named by its address",
     .code = "certificate-wrong-name",
     .bare = true,
     .source = "agent-today 4, row 26",
     .example = " ---> System.Security.Authentication.AuthenticationException: The remote "
                "certificate is invalid according to the validation procedure: "
                "RemoteCertificateNameMismatch, RemoteCertificateChainErrors"},
    {.name = "not-tls",
     .any = {"Cannot determine the frame size or a corrupted frame was received",
             "SSL routines:ssl3_get_record:wrong version number",
             "SSL routines::wrong version number",
             "SSL routines:SSL23_GET_SERVER_HELLO:unknown protocol"},
     .means = "what answers on the TLS port speaks no TLS",
     .code = "not-tls",
     .bare = true,
     .source = ".NET's SslStream, OpenSSL, not verified here; azure-iot-edge 5, row 34",
     .example = " ---> System.Security.Authentication.AuthenticationException: Cannot determine "
                "the frame size or a corrupted frame was received."},
    {.name = "transport-closed",
     .any = {"Received an unexpected EOF or 0 bytes from the transport stream",
             "because the remote party has closed the transport stream"},
     .means = "the peer closed the connection in the midst of TLS, without a word",
     .code = "tls-reset", .confidence = Confidence::possible,
     .others = "tls-blocked-on-port tls-name-filtered tls-refused not-tls",
     .bare = true,
     .source = ".NET's SslStream; I#6799",
     .example = " ---> System.IO.IOException:  Received an unexpected EOF or 0 bytes from the "
                "transport stream."},
};


}  // namespace

std::span<const SignatureRow> tls_signatures() { return kTls; }

}  // namespace edge::probe
