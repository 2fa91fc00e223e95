using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>What the browser does next.</summary>
internal abstract record AuthorizationStep
{
    private AuthorizationStep()
    {
    }

    public sealed record ChooseAccount : AuthorizationStep;

    public sealed record AskConsent(Person Person) : AuthorizationStep;

    public sealed record Respond(AuthorizationResponse Response) : AuthorizationStep;
}

/// <summary>Decides who is asked what, and hands out codes. Pages and the control API both go through here.</summary>
internal sealed class AuthorizationServer(PeopleDirectory people, ConsentLedger consents, CodeStore codes, SandboxClock clock)
{
    /// <summary>The next step; <paramref name="picked"/> is the account that was chosen by hand, if any.</summary>
    public AuthorizationStep Next(AuthorizationRequest request, Person? picked)
    {
        var person = picked ?? (request.PromptSelectAccount ? null : Active(request.LoginHint));
        if (request.PromptNone)
        {
            return new AuthorizationStep.Respond(WithoutInteraction(request, person));
        }

        if (person is null)
        {
            return new AuthorizationStep.ChooseAccount();
        }

        return request.PromptConsent || !IsGranted(request, person)
            ? new AuthorizationStep.AskConsent(person)
            : new AuthorizationStep.Respond(Silently(request, person));
    }

    /// <summary>The person allows <paramref name="ticked"/> and all sign-in scopes of the request.</summary>
    public AuthorizationResponse Allow(AuthorizationRequest request, Person person, IEnumerable<string> ticked)
    {
        var chosen = ticked.Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal);
        var scopes = request.Scopes.Where(scope => Scopes.IsSignIn(scope) || !request.ConsentIsGranular || chosen.Contains(scope)).ToList();
        if (scopes.Count == 0)
        {
            return Deny(request);
        }

        consents.Add(person.Sub, request.Client.ProjectId, scopes);
        return Grant(request, person, scopes, consentShown: true);
    }

    public static AuthorizationResponse Deny(AuthorizationRequest request) => AuthorizationResponse.Failed(request, "access_denied");

    public IReadOnlySet<string> Granted(AuthorizationRequest request, Person person) =>
        consents.Granted(person.Sub, request.Client.ProjectId);

    /// <summary>A person who can sign in.</summary>
    public Person? Active(string? hint) => people.Find(hint) is { Disabled: false } person ? person : null;

    private AuthorizationResponse WithoutInteraction(AuthorizationRequest request, Person? person)
    {
        if (person is null)
        {
            return AuthorizationResponse.Failed(request, "login_required");
        }

        return IsGranted(request, person) ? Silently(request, person) : AuthorizationResponse.Failed(request, "consent_required");
    }

    private bool IsGranted(AuthorizationRequest request, Person person) => request.Scopes.IsSubsetOf(Granted(request, person));

    private AuthorizationResponse Silently(AuthorizationRequest request, Person person) =>
        Grant(request, person, request.Scopes, consentShown: false);

    private AuthorizationResponse Grant(AuthorizationRequest request, Person person, IEnumerable<string> scopes, bool consentShown)
    {
        var granted = scopes.ToHashSet(StringComparer.Ordinal);
        if (request.IncludeGrantedScopes)
        {
            granted.UnionWith(Granted(request, person));
        }

        var code = new AuthorizationCode
        {
            Value = TokenValues.NewCode(),
            ClientId = request.Client.ClientId,
            Sub = person.Sub,
            Scopes = granted,
            RedirectUri = request.RedirectUri,
            PopupMode = request.PopupOrigin is not null,
            Offline = request.Offline,
            ConsentShown = consentShown,
            Nonce = request.Nonce,
            CodeChallenge = request.CodeChallenge,
            ChallengeIsS256 = request.ChallengeIsS256,
            ExpiresAt = clock.GetUtcNow() + AuthorizationCode.Lifetime,
        };
        codes.Add(code);
        return AuthorizationResponse.Succeeded(request, person, code);
    }
}
