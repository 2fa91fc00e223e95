using System.Net;
using System.Net.Sockets;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Whom a limit by address counts as one.</summary>
internal static class RemoteAddress
{
    /// <summary>Bytes of an IPv6 address that name a subscriber's network (RFC 6177); the rest is the subscriber's to choose.</summary>
    private const int NetworkBytes = 8;

    public static IPAddress Of(HttpContext http) => Of(http.Connection.RemoteIpAddress);

    public static IPAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.AddressFamily is AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
