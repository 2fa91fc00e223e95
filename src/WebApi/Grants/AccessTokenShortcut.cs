using System.Globalization;
using System.Text.Json;
using GmailPlatform.Application.Grants;
using GmailPlatform.Application.Grants.Contracts;
using GmailPlatform.Application.Tenancy;
using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Grants;

/// <summary>
/// Answers <c>GET /v1/grants/{id}/access-token</c> ahead of the pipeline when key and token are in memory and good. Whatever takes more,
/// every refusal included, goes to the route of that name; the answers are alike.
/// </summary>
internal sealed class AccessTokenShortcut
{
    private const string PathStart = "/v1/grants/";
    private const string PathEnd = "/access-token";
    private const int IdLength = 36;
    private const string BearerPrefix = "Bearer ";
    private const string MinValidityQuery = "?minValidity=";

    private readonly RequestDelegate _next;
    private readonly ApiKeys _keys;
    private readonly AccessTokens _tokens;
    private readonly TimeProvider _clock;
    private readonly Func<AccessToken, byte[]> _write;

    public AccessTokenShortcut(RequestDelegate next, ApiKeys keys, AccessTokens tokens, TimeProvider clock, IOptions<JsonOptions> json)
    {
        (_next, _keys, _tokens, _clock) = (next, keys, tokens, clock);
        _write = token => JsonSerializer.SerializeToUtf8Bytes(AccessTokenResponse.Of(token), json.Value.SerializerOptions);
    }

    public Task InvokeAsync(HttpContext http) => Find(http.Request) is { } held ? AnswerAsync(http, held.AnswerBy(_write)) : _next(http);

    private HeldAccessToken? Find(HttpRequest request)
    {
        var path = request.Path.Value.AsSpan();
        if (path.Length != PathStart.Length + IdLength + PathEnd.Length
            || !path.StartsWith(PathStart)
            || !path.EndsWith(PathEnd)
            || !HttpMethods.IsGet(request.Method)
            || !TryReadMinValidity(request.QueryString.Value, out var minValidity)
            || request.Headers.Authorization is not [{ } authorization]
            || !authorization.StartsWith(BearerPrefix, StringComparison.Ordinal))
        {
            return null;
        }

        var now = _clock.GetUtcNow();
        return _keys.Recall(authorization.AsSpan(BearerPrefix.Length), now) is { } key && key.Key.Permissions.Contains(Permission.TokensRead)
            ? _tokens.Vend(key.Caller, path.Slice(PathStart.Length, IdLength), minValidity, now)
            : null;
    }

    /// <summary>False when the query says anything that the route has to look at.</summary>
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

    private static Task AnswerAsync(HttpContext http, byte[] body)
    {
        var response = http.Response;
        response.ContentType = "application/json; charset=utf-8";
        response.ContentLength = body.Length;
        SecurityHeaders.WriteForApi(response.Headers);
        http.WriteTraceId();
        return response.Body.WriteAsync(body, 0, body.Length);
    }
}
