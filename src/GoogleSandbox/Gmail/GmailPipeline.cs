using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Gmail;

/// <summary>What happens around every method: who calls, may they, and how the answer is written.</summary>
internal sealed class GmailPipeline(TokenStore tokens, PeopleDirectory people, IEnumerable<IGmailHandler> handlers)
{
    private readonly Dictionary<string, IGmailHandler> _handlers = handlers.ToDictionary(handler => handler.MethodId, StringComparer.Ordinal);

    public IResult Handle(HttpRequest http, GmailMethod method)
    {
        if (!TryAuthorize(http, method, out var call, out var refusal))
        {
            return refusal;
        }

        if (!_handlers.TryGetValue(method.Id, out var handler))
        {
            return GmailErrors.NotBuilt(method);
        }

        var answer = handler.Handle(call);
        return answer.Error ?? Write(http, answer.Resource!);
    }

    private bool TryAuthorize(
        HttpRequest http, GmailMethod method, [NotNullWhen(true)] out GmailCall? call, [NotNullWhen(false)] out GmailError? refusal)
    {
        call = null;
        refusal = CheckToken(http, method, out var token);
        if (refusal is null && token is not null)
        {
            refusal = CheckPerson(http, token, out var person);
            call = person is null ? null : new GmailCall(http, method, person, token);
        }

        return refusal is null && call is not null;
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

    private static IResult Write(HttpRequest http, object resource)
    {
        var json = JsonSerializer.SerializeToNode(resource, resource.GetType(), JsonAnswer.Compact);
        if (Forms.NullIfEmpty(http.Query["fields"]) is { } fields)
        {
            if (!FieldMask.TryParse(fields, resource.GetType(), out var mask, out var invalid))
            {
                return GmailErrors.InvalidFields(invalid);
            }

            json = mask.Apply(json);
        }

        var compact = string.Equals(http.Query["prettyPrint"], "false", StringComparison.OrdinalIgnoreCase);
        return JsonAnswer.Api(json?.ToJsonString(compact ? JsonAnswer.Compact : JsonAnswer.Indented) ?? "{}");
    }
}
