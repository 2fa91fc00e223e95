using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>Bounds of connections and of a request's line, headers and pace. Kestrel answers them itself, or closes the connection.</summary>
internal sealed class KestrelLimits(IOptions<LimitOptions> options) : IConfigureOptions<KestrelServerOptions>, IAsyncDisposable
{
    /// <summary>No body of this API is larger; routes that take mail say so themselves.</summary>
    private const int LargestBody = 64 * 1024;

    private static readonly TimeSpan HeadersTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Longer than the idle time of common proxies, which would otherwise use a connection that closes.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(130);

    /// <summary>Bytes a second, averaged, once the grace period is over.</summary>
    private static readonly MinDataRate SlowestBody = new(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));

    /// <inheritdoc cref="SlowestBody" />
    private static readonly MinDataRate SlowestReader = new(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(20));

    private readonly PartitionedRateLimiter<IPAddress> _addresses = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => Partitions.AtOnce(address, options.Value.ConnectionsPerAddress));

    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestBodySize = LargestBody;
        limits.MaxRequestLineSize = 8 * 1024;
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;
        limits.RequestHeadersTimeout = HeadersTimeout;
        limits.KeepAliveTimeout = IdleTimeout;
        limits.MinRequestBodyDataRate = SlowestBody;
        limits.MinResponseDataRate = SlowestReader;
        limits.MaxConcurrentConnections = options.Value.Connections is > 0 and var connections ? connections : null;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.Http2.MaxStreamsPerConnection = 100;
        kestrel.ConfigureEndpointDefaults(listen => listen.Use(next => connection => AdmitAsync(connection, next)));
    }

    public ValueTask DisposeAsync() => _addresses.DisposeAsync();

    private async Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using var lease = _addresses.AttemptAcquire(RemoteAddress.Of((connection.RemoteEndPoint as IPEndPoint)?.Address));
        if (!lease.IsAcquired)
        {
            connection.Abort(new ConnectionAbortedException("Too many connections of one address."));
            return;
        }

        await next(connection);
    }
}
