using System.Text;
using GmailPlatform.Bench.Load;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace GmailPlatform.Bench.Servers;

/// <summary>A token endpoint that grants every refresh (RFC 6749 section 5.1), at once or after 100 ms.</summary>
internal static class TokenUpstream
{
    public const string AtOnce = "token";
    public const string Slow = "slow-token";

    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(100);

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        $$"""{"access_token":"{{GrantLoader.Token("ya29.", 218).Reveal()}}","expires_in":3599,"scope":"{{string.Join(' ', BareAnswer.SomeScopes)}}","token_type":"Bearer"}""");

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(CancellationToken ct)
    {
        await using var app = BareServer.Create(AnswerAsync);
        await app.RunAsync(ct);
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        if (http.Request.Path.Value.AsSpan(1).SequenceEqual(Slow))
        {
            await Task.Delay(Delay, http.RequestAborted);
        }

        await BareServer.WriteAsync(http, Answer);
    }
}
