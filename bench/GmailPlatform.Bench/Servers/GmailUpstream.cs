using System.Text;
using Microsoft.Extensions.Hosting;

namespace GmailPlatform.Bench.Servers;

/// <summary>In Gmail's place: answers 400 bytes of JSON to whatever it is asked.</summary>
internal static class GmailUpstream
{
    public const string Path = "gmail/v1/users/me/messages/18c0000000000001";

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes($$"""{"id":"18c0000000000001","snippet":"{{new string('x', 361)}}"}""");

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(CancellationToken ct)
    {
        await using var app = BareServer.Create(http => BareServer.WriteAsync(http, Answer));
        await app.RunAsync(ct);
    }
}
