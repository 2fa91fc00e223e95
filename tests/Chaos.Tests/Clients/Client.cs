using GmailPlatform.Testing;

namespace GmailPlatform.Chaos.Tests;

/// <summary>An application's worker with people of its own: one random deed after the other, with a pause between them.</summary>
internal sealed class Client(
    int number, TestTenant tenant, Google google, ConsentFlow consents, GrantUse use, MailUse mail, GrantEnding ending, Random random)
{
    private const int PeopleAtOnce = 3;

    private readonly List<Person> _people = [];

    /// <summary>Everybody whom the client ever had.</summary>
    public IReadOnlyList<Person> People => _people;

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var present = _people.FindAll(person => !person.IsGone);
            await ActAsync(present.Count < PeopleAtOnce ? await NewPersonAsync() : present[random.Next(present.Count)]);
            await Holding.ForAsync(TimeSpan.FromMilliseconds(random.Next(200, 1400)), stop);
        }
    }

    private async Task<Person> NewPersonAsync()
    {
        var person = new Person($"person.{number}.{_people.Count}@{LogChecks.PeopleDomain}", tenant);
        await google.AddPersonAsync(person.Email);
        _people.Add(person);
        return person;
    }

    private Task ActAsync(Person person) => person.Status switch
    {
        PersonStatus.NotConnected => ConnectAsync(person),
        PersonStatus.Revoked or PersonStatus.Erased => random.Next(3) == 0 ? ConnectAgainAsync(person) : ending.CheckEndedAsync(person, random),
        _ when person.IsAskedToConsent => ConnectAsync(person),
        _ => UseAsync(person),
    };

    private Task ConnectAsync(Person person) => random.Next(6) == 0 ? consents.RunAtOnceAsync(person, random) : consents.RunAsync(person, random);

    /// <summary>Mostly when Google has been told of the end; sometimes at once, which the platform must bear too.</summary>
    private async Task ConnectAgainAsync(Person person)
    {
        if (!person.RevocationMayBeUnderWay || random.Next(3) == 0 || await consents.RevocationIsSettledAsync(person, random))
        {
            await ConnectAsync(person);
        }
    }

    private Task UseAsync(Person person) => random.Next(100) switch
    {
        < 22 => use.VendAsync(person, random),
        < 32 => use.RefreshAsync(person, random),
        < 36 => use.RefreshAtOnceAsync(person, random),
        < 44 => use.ExpireTokensAsync(person, random),
        < 50 => use.ReadAsync(person, random),
        < 64 => mail.ReadAsync(person, random),
        < 74 => mail.GatewayAsync(person, random),
        < 88 => mail.SendAsync(person, random),
        < 91 => ConnectAsync(person),
        < 94 => ending.RevokeAsync(person, random),
        < 97 => ending.RemoveAtGoogleAsync(person, random),
        _ => ending.EraseAsync(person, random),
    };
}
