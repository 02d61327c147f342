"""What a name server of few words says to a query (RFC 1035 section 4.1)."""
import ipaddress
import struct

A, AAAA = 1, 28
ANSWERED = 0x8180  # QR, RD, RA
NO_RECURSION = ANSWERED & ~0x0080
FLAGS = {"truncated": ANSWERED | 0x0200, "SERVFAIL": ANSWERED | 2, "NXDOMAIN": ANSWERED | 3,
         "referral": NO_RECURSION}


def response(query, answer, over_tcp):
    """RFC 1035 section 4.1: the header, the question again, the records of its type."""
    end, labels = 12, []
    while query[end]:
        labels.append(query[end + 1:end + 1 + query[end]].decode().lower())
        end += 1 + query[end]
    question = query[12:end + 5]
    [kind] = struct.unpack_from("!H", query, end + 1)
    said = answer(".".join(labels), over_tcp)
    if said is None:
        return None
    addresses, flags = (said, ANSWERED) if isinstance(said, list) else ([], FLAGS[said])
    packed_all = [ipaddress.ip_address(address).packed for address in addresses]
    records = [packed for packed in packed_all if len(packed) == {A: 4, AAAA: 16}.get(kind)]
    return (query[:2] + struct.pack("!HHHHH", flags, 1, len(records), 0, 0) + question +
            b"".join(struct.pack("!HHHIH", 0xc00c, kind, 1, 60, len(packed)) + packed
                     for packed in records))
