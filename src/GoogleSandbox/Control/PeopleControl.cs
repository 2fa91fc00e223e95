using System.Net.Mail;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Risc;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>People, and what happens to their accounts.</summary>
internal static class PeopleControl
{
    private const int MaximumMessages = 20_000;

    public static void MapPeopleControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/people", (PeopleDirectory people) => ControlAnswers.Ok(new { people = people.All.Select(PersonView.Of) }));
        sandbox.MapPost("/people", Create);
        sandbox.MapPatch("/people/{email}", Change);
        sandbox.MapPost("/people/{email}/revoke", OnPerson((person, revocations) => revocations.Everything(person), RiscEvents.TokensRevoked));
        sandbox.MapPost("/people/{email}/password", OnPerson(
            (person, revocations) => revocations.PasswordChanged(person), RiscEvents.CredentialChangeRequired, RiscEvents.SessionsRevoked));
        sandbox.MapPost("/people/{email}/disable", OnPerson((person, _) => person.Disabled = true, RiscEvents.AccountDisabled));
        sandbox.MapPost("/people/{email}/enable", OnPerson((person, _) => person.Disabled = false, RiscEvents.AccountEnabled));
        sandbox.MapPost("/people/{email}/expire-access-tokens", OnPerson((person, revocations) => revocations.AccessTokensOnly(person)));
    }

    private static IResult Create(NewPerson body, PeopleDirectory people)
    {
        if (!IsAddress(body.Email))
        {
            return ControlAnswers.Invalid("invalid_email", "email must be an address");
        }

        if (body.Messages is < 0 or > MaximumMessages)
        {
            return ControlAnswers.Invalid("invalid_messages", $"messages must be between 0 and {MaximumMessages}");
        }

        return people.Add(body.Email, body.Name, body.HostedDomain, body.Messages ?? 0) is { } person
            ? ControlAnswers.Created(PersonView.Of(person))
            : ControlAnswers.Conflict("The address is taken.");
    }

    private static IResult Change(string email, PersonChange body, PeopleDirectory people)
    {
        if (people.Find(email) is not { } person)
        {
            return ControlAnswers.Unknown("such person");
        }

        if (body.Email is { } address)
        {
            if (!IsAddress(address))
            {
                return ControlAnswers.Invalid("invalid_email", "email must be an address");
            }

            if (!people.TryRename(person, address))
            {
                return ControlAnswers.Conflict("The address is taken.");
            }
        }

        person.Name = body.Name ?? person.Name;
        person.EmailUnverified = body.EmailUnverified ?? person.EmailUnverified;
        return ControlAnswers.Ok(PersonView.Of(person));
    }

    /// <summary>Does something to a person, and sends the security events that Google would send of it.</summary>
    private static Func<string, HttpRequest, PeopleDirectory, Revocations, Transmitter, BaseUrl, IResult> OnPerson(
        Action<Person, Revocations> act, params IReadOnlyList<string> events) =>
        (email, http, people, revocations, transmitter, baseUrl) =>
        {
            if (people.Find(email) is not { } person)
            {
                return ControlAnswers.Unknown("such person");
            }

            transmitter.Tell(person, baseUrl.Issuer(http), () => act(person, revocations), events);
            return ControlAnswers.Ok(PersonView.Of(person));
        };

    private static bool IsAddress(string? email) => MailAddress.TryCreate(email, out var address) && address.Address == email;

    private sealed record NewPerson(string Email, string? Name, string? HostedDomain, int? Messages);

    private sealed record PersonChange(string? Email, string? Name, bool? EmailUnverified);

    private sealed record PersonView(string Sub, string Email, string Name, string? HostedDomain, bool Disabled)
    {
        public static PersonView Of(Person person) => new(person.Sub, person.Email, person.Name, person.HostedDomain, person.Disabled);
    }
}
