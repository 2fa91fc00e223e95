using System.Globalization;
using System.Text.Json;
using GmailPlatform.Application;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Grants;

/// <summary>A call of <c>GET /v1/grants/{id}/access-token</c> with a key that is in memory and may make it.</summary>
internal sealed record AccessTokenCall(Caller Caller, Guid GrantId, TimeSpan MinValidity)
{
    private const string PathStart = "/v1/grants/";
    private const string PathEnd = "/access-token";
    private const int IdLength = 36;
    private const string BearerPrefix = "Bearer ";
    private const string MinValidityQuery = "?minValidity=";

    /// <summary>Null where the route has to look at it, which says what is wrong.</summary>
    public static AccessTokenCall? Read(HttpRequest request, ApiKeys keys, DateTimeOffset now)
    {
        var path = request.Path.Value.AsSpan();
        if (path.Length != PathStart.Length + IdLength + PathEnd.Length
            || !path.StartsWith(PathStart)
            || !path.EndsWith(PathEnd)
            || !Guid.TryParseExact(path.Slice(PathStart.Length, IdLength), "D", out var grantId)
            || !HttpMethods.IsGet(request.Method)
            || !TryReadMinValidity(request.QueryString.Value, out var minValidity)
            || request.Headers.Authorization is not [{ } authorization]
            || !authorization.StartsWith(BearerPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        return keys.Recall(authorization.AsSpan(BearerPrefix.Length), now) is { } key && key.Key.Permissions.Contains(Permission.TokensRead) && key.Key.Reaches(grantId)
            ? new AccessTokenCall(key.Caller, grantId, minValidity)
            : null;
    }

    private static bool TryReadMinValidity(ReadOnlySpan<char> query, out TimeSpan minValidity)
    {
        minValidity = GetAccessToken.DefaultMinValidity;
        if (query.IsEmpty)
        {
            return true;
        }

        if (!query.StartsWith(MinValidityQuery) || !int.TryParse(query[MinValidityQuery.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return false;
        }

        minValidity = TimeSpan.FromSeconds(seconds);
        return minValidity <= GetAccessToken.LongestMinValidity;
    }
}

/// <summary>
/// Answers <see cref="AccessTokenCall"/> where the token is at hand: out of memory ahead of the pipeline, out of the database behind what
/// answers exceptions. Whatever takes more, every refusal included, goes to the route; the answers are alike.
/// </summary>
internal sealed class AccessTokenShortcut(ApiKeys keys, AccessTokens tokens, TimeProvider clock, IOptions<JsonOptions> json)
{
    private readonly Func<AccessToken, byte[]> _write = token =>
        JsonSerializer.SerializeToUtf8Bytes(AccessTokenResponse.Of(token), json.Value.SerializerOptions);

    /// <summary>Hands a call that finds nothing in memory on to <see cref="AnswerFromDatabaseAsync"/>.</summary>
    public Task AnswerFromMemoryAsync(HttpContext http, RequestDelegate next)
    {
        var now = clock.GetUtcNow();
        if (AccessTokenCall.Read(http.Request, keys, now) is not { } call)
        {
            return next(http);
        }

        if (tokens.Vend(call.Caller, call.GrantId, call.MinValidity, now) is not { } held)
        {
            http.Features.Set(call);
            return next(http);
        }

        SecurityHeaders.WriteForApi(http.Response.Headers);
        http.WriteTraceId();
        return AnswerAsync(http.Response, held);
    }

    public Task AnswerFromDatabaseAsync(HttpContext http, RequestDelegate next) =>
        http.Features.Get<AccessTokenCall>() is { } call ? VendAsync(http, call, next) : next(http);

    private async Task VendAsync(HttpContext http, AccessTokenCall call, RequestDelegate next)
    {
        if (await tokens.VendAsync(call.Caller, call.GrantId, call.MinValidity, http.RequestAborted) is { } held)
        {
            await AnswerAsync(http.Response, held);
        }
        else
        {
            await next(http);
        }
    }

    private Task AnswerAsync(HttpResponse response, HeldAccessToken held)
    {
        var body = held.AnswerBy(_write);
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, 0, body.Length);
    }
}
