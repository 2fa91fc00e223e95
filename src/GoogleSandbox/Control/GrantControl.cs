using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Whole crowds of people who have consented, for load and for faults that must spare thousands.</summary>
internal static class GrantControl
{
    private const int MaximumPeople = 100_000;

    public static void MapGrantControl(this IEndpointRouteBuilder sandbox) => sandbox.MapPost("/grants", Create);

    private static IResult Create(
        Crowd body, SandboxOptions options, ClientRegistry clients, PeopleDirectory people, ConsentLedger consents, TokenIssuer issuer)
    {
        if (body.People is < 1 or > MaximumPeople)
        {
            return ControlAnswers.Invalid("invalid_people", $"people must be between 1 and {MaximumPeople}");
        }

        var scopes = (body.Scopes ?? []).Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal);
        if (scopes.Count == 0 || !scopes.All(Scopes.IsKnown))
        {
            return ControlAnswers.Invalid("invalid_scope", "scopes must name scopes that the sandbox knows");
        }

        if (clients.Find(body.ClientId ?? options.ClientId) is not { } client)
        {
            return ControlAnswers.Unknown("such client");
        }

        var crowd = Guid.NewGuid().ToString("n");
        return ControlAnswers.Created(Enumerable.Range(1, body.People).Select(number => Consent($"{crowd}-{number}@example.com", $"Person {number}")).ToList());

        GrantView Consent(string email, string name)
        {
            var person = people.Add(email, name, hostedDomain: null, messages: 0)!;
            consents.Add(person.Sub, client.ProjectId, scopes);
            var (access, refresh) = issuer.ForConsent(client, person, scopes);
            return new GrantView(
                email, person.Sub, name, access.Value, refresh.Value, Scopes.Print(scopes), client.AccessTokenLifetimeSeconds);
        }
    }

    private sealed record Crowd(string? ClientId, int People, IReadOnlyList<string>? Scopes);

    private sealed record GrantView(string Email, string Sub, string Name, string AccessToken, string RefreshToken, string Scope, int ExpiresIn);
}
