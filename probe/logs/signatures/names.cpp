// How .NET and the host's services word a look-up of a name that failed. The words are the C
// library's: musl's in the agent of 1.x, glibc's in that of 2017 and in many modules.
#include "probe/logs/signatures/families.hpp"

namespace edge::probe {
namespace {

constexpr SignatureRow kNames[] = {
    {.name = "resolver-no-answer",
     .any = {"(11): Resource temporarily unavailable", "Resource temporarily unavailable (",
             ", 11): Resource temporarily unavailable",
             "SocketException: Resource temporarily unavailable",
             "(0x80004005): Resource temporarily unavailable",
             "a temporary error during hostname resolution"},
     .means = "the look-up of a name got no usable answer (EAI_AGAIN): servers that are silent, "
              "fail (SERVFAIL) or refuse, or do not answer for AAAA",
     .code = "dns-no-answer", .confidence = Confidence::possible,
     .others = "dns-server-failure dns-forwarder-failure",
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 3.2; 4, row 5; I#7277, I#2346; WSATRY_AGAIN",
     .example = " ---> System.Net.Sockets.SocketException (11): Resource temporarily unavailable"},
    {.name = "name-unknown",
     .any = {"Name does not resolve", "SocketException (0xFFFDFFFF)", "(00000005, 0xFFFDFFFF)",
             "No such host is known", "no data of the requested type was found"},
     .means = "the name servers say that the name does not exist, or has no address",
     .code = "dns-name-unknown",
     .bare = true, .proxy_code = "proxy-unreachable",
     .versions = "1.x", .source = "agent-today 3.2; 4, row 6; I#1269; WSANO_DATA",
     .example = " ---> System.Net.Sockets.SocketException (0xFFFDFFFF): Name does not resolve"},
    {.name = "name-unknown-early",
     .any = {"No such device or address"}, .all = {"xception"},
     .means = "the name servers say that the name does not exist (.NET Core up to 2.x)",
     .code = "dns-name-unknown",
     .bare = true, .proxy_code = "proxy-unreachable",
     .versions = "1.0", .source = "agent-today 4, row 7; I#1982",
     .example = " ---> System.Net.Internals.SocketExceptionFactory+ExtendedSocketException: No "
                "such device or address"},
    {.name = "name-unknown-glibc",
     .any = {"Name or service not known"},
     .none = {"failed to lookup address", "SocketException (0xFFFDFFFF)",
              "(00000005, 0xFFFDFFFF)"},
     .means = "the name does not exist; these are glibc's words, of a module or the host, not of "
              "today's agent",
     .code = "dns-name-unknown",
     .bare = true, .proxy_code = "proxy-unreachable",
     .source = "agent-today 4, row 8; I#6292",
     .example = " ---> System.Net.Sockets.SocketException (00000001, 11): Name or service not "
                "known"},
    {.name = "host-resolver",
     .component = Component::daemon,
     .any = {"failed to lookup address information: "},
     .means = "a service of the host could not look a name up",
     .code = "host-dns-failure",
     .bare = true,
     .versions = "up to 1.5", .source = "agent-today 4, row 9; I#2588",
     .example = "2026-11-29T20:50:25Z [WARN] - Failed to send HTTP request (attempt 1 of 2): error "
                "trying to connect: dns error: failed to lookup address information: Temporary "
                "failure in name resolution"},
};

}  // namespace

std::span<const SignatureRow> name_signatures() { return kNames; }

}  // namespace edge::probe
