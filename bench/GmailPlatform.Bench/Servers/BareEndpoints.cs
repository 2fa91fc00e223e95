using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Domain.Tenancy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.Bench.Servers;

/// <summary>
/// What the platform is compared with: Kestrel and one function, without routing, middleware or logs. A fixed JSON of 300 bytes; a
/// key check with a look-up, and the answer serialized for each request; the same with one prepared point read and one unsealing.
/// </summary>
internal sealed class BareEndpoints
{
    public const string Fixed = "fixed";
    public const string Memory = "memory";
    public const string Stored = "stored/";

    private static readonly byte[] FixedJson = Encoding.UTF8.GetBytes($$"""{"text":"{{new string('x', 289)}}"}""");

    private readonly Dictionary<string, byte[]> _keys;
    private readonly StoredTokens _tokens = StoredTokens.FromEnvironment();
    private readonly BareAnswer _answer = new(
        "ya29." + RandomNumberGenerator.GetHexString(213, lowercase: true), "Bearer", TimeProvider.System.GetUtcNow().AddHours(1), BareAnswer.SomeScopes);

    private BareEndpoints()
    {
        var key = ApiKeyToken.Parse(BareSettings.Read(BareSettings.ApiKey))!;
        _keys = new Dictionary<string, byte[]>(StringComparer.Ordinal) { [key.KeyId] = Hash(key.Secret.Reveal()) };
    }

    /// <summary>Serves until the process is told to stop.</summary>
    public static async Task RunAsync(CancellationToken ct)
    {
        var endpoints = new BareEndpoints();
        await using var app = BareServer.Create(endpoints.AnswerAsync);
        await app.RunAsync(ct);
    }

    private Task AnswerAsync(HttpContext http)
    {
        var path = http.Request.Path.Value.AsSpan(1);
        if (path.SequenceEqual(Fixed))
        {
            return BareServer.WriteAsync(http, FixedJson);
        }

        if (!HasKey(http))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return path.StartsWith(Stored) ? AnswerStoredAsync(http, Guid.Parse(path[Stored.Length..])) : WriteAsync(http, _answer);
    }

    private async Task AnswerStoredAsync(HttpContext http, Guid id) =>
        await WriteAsync(http, _answer with { AccessToken = await _tokens.ReadAsync(id, http.RequestAborted) });

    private bool HasKey(HttpContext http)
    {
        const string Bearer = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(Bearer, StringComparison.Ordinal)
            && ApiKeyToken.Parse(header[Bearer.Length..]) is { } token
            && _keys.TryGetValue(token.KeyId, out var hash)
            && CryptographicOperations.FixedTimeEquals(hash, Hash(token.Secret.Reveal()));
    }

    private static Task WriteAsync(HttpContext http, BareAnswer answer) =>
        BareServer.WriteAsync(http, JsonSerializer.SerializeToUtf8Bytes(answer, BareJson.Default.BareAnswer));

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>Has the members of the platform's answer.</summary>
internal sealed record BareAnswer(string AccessToken, string TokenType, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes)
{
    public static IReadOnlyList<string> SomeScopes { get; } =
        ["https://www.googleapis.com/auth/gmail.readonly", "https://www.googleapis.com/auth/userinfo.email", "openid"];
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(BareAnswer))]
internal sealed partial class BareJson : JsonSerializerContext;

internal static class BareServer
{
    /// <summary>Listens where <c>ASPNETCORE_URLS</c> says.</summary>
    public static WebApplication Create(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        app.Run(answer);
        return app;
    }

    public static Task WriteAsync(HttpContext http, byte[] json)
    {
        http.Response.ContentType = MediaTypeNames.Application.Json;
        http.Response.ContentLength = json.Length;
        return http.Response.BodyWriter.WriteAsync(json).AsTask();
    }
}
