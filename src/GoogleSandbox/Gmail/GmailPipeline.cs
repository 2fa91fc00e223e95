using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>What happens around every method: who calls, may they, and how the answer is written.</summary>
internal sealed class GmailPipeline(TokenStore tokens, PeopleDirectory people, ServiceAccountRegistry serviceAccounts, SandboxClock clock, IEnumerable<IGmailHandler> handlers)
{
    private readonly Dictionary<string, IGmailHandler> _handlers = handlers.ToDictionary(handler => handler.MethodId, StringComparer.Ordinal);

    public async Task<IResult> HandleAsync(HttpRequest http, GmailMethod method) =>
        TryAuthorize(http, method, out var call, out var refusal)
            ? Run(call with { Body = await http.ReadBytesAsync(http.HttpContext.RequestAborted) })
            : refusal;

    /// <summary>Finds out who calls, and whether they may. Comes before anything is read.</summary>
    public bool TryAuthorize(
        HttpRequest http, GmailMethod method, [NotNullWhen(true)] out GmailCall? call, [NotNullWhen(false)] out GmailError? refusal)
    {
        call = null;
        refusal = CheckToken(http, method, out var token);
        if (refusal is null && token is not null)
        {
            refusal = CheckPerson(http, token, out var person);
            call = person is null ? null : new GmailCall(http, method, person, token)
            {
                Now = clock.GetUtcNow(),
                IsServiceAccount = serviceAccounts.FindByClientId(token.ClientId) is not null,
            };
        }

        return refusal is null && call is not null;
    }

    public IResult Run(GmailCall call)
    {
        if (!_handlers.TryGetValue(call.Method.Id, out var handler))
        {
            return GmailErrors.NotBuilt(call.Method);
        }

        if (call.Query("alt") is { } alt && alt != "json")
        {
            return GmailErrors.InvalidValue("alt", "TYPE_ENUM", alt);
        }

        // Before the method runs: a call that is refused has done nothing.
        FieldMask? mask = null;
        if (handler.Resource is { } resource && call.Query("fields") is { } fields && !FieldMask.TryParse(fields, resource, out mask, out var invalid))
        {
            return GmailErrors.InvalidFields(invalid);
        }

        var answer = handler.Handle(call);
        return answer.Error ?? (answer.Resource is { } content ? Write(call, content, mask) : Results.NoContent());
    }

    private GmailError? CheckToken(HttpRequest http, GmailMethod method, out AccessToken? token)
    {
        token = null;
        if (BearerToken.From(http) is not { } value)
        {
            return GmailErrors.MissingCredentials(method.Id);
        }

        token = tokens.FindAccess(value);
        if (token is null || !tokens.IsLive(token) || people.Find(token.Sub) is { Disabled: true })
        {
            return GmailErrors.InvalidCredentials;
        }

        return method.Scopes.Any(token.Scopes.Contains) ? null : GmailErrors.InsufficientScopes(method);
    }

    private GmailError? CheckPerson(HttpRequest http, AccessToken token, out Person? person)
    {
        // A service account that acts for nobody has no mailbox.
        person = people.Find(token.Sub);
        if (person is null)
        {
            return GmailErrors.PreconditionFailed;
        }

        return IsSelf(http.RouteValues["userId"]?.ToString(), person) ? null : GmailErrors.DelegationDenied(person.Email);
    }

    private static bool IsSelf(string? userId, Person person) =>
        userId == "me" || string.Equals(userId, person.Email, StringComparison.OrdinalIgnoreCase);

    private static IResult Write(GmailCall call, object resource, FieldMask? mask)
    {
        var json = JsonSerializer.SerializeToNode(resource, resource.GetType(), JsonAnswer.Compact);
        var selected = mask is null ? json : mask.Apply(json);
        var compact = string.Equals(call.Query("prettyPrint"), "false", StringComparison.OrdinalIgnoreCase);
        return JsonAnswer.Api(selected?.ToJsonString(compact ? JsonAnswer.Compact : JsonAnswer.Indented) ?? "{}");
    }
}
