using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using GmailPlatform.GoogleSandbox.People.Seeding;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>Everybody who has an account here.</summary>
internal sealed class PeopleDirectory
{
    private readonly Lock _gate = new();
    private readonly List<Person> _people = [];
    private readonly Dictionary<string, Person> _bySub = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Person> _byEmail = new(StringComparer.OrdinalIgnoreCase);
    private readonly SandboxClock _clock;

    public PeopleDirectory(SandboxClock clock)
    {
        _clock = clock;
        foreach (var (email, name, hostedDomain, messages) in SeededPeople.All)
        {
            Keep(Create(StableSubject(email), email, name, hostedDomain, messages));
        }
    }

    public IReadOnlyList<Person> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _people];
            }
        }
    }

    /// <summary>Finds by address or subject.</summary>
    public Person? Find(string? hint)
    {
        if (string.IsNullOrEmpty(hint))
        {
            return null;
        }

        lock (_gate)
        {
            return _bySub.GetValueOrDefault(hint) ?? _byEmail.GetValueOrDefault(hint);
        }
    }

    /// <summary>Adds a person; null when the address is taken.</summary>
    public Person? Add(string email, string? name, string? hostedDomain, int messages)
    {
        var person = Create(NewSubject(), email, name ?? NameFrom(email), hostedDomain, messages);
        lock (_gate)
        {
            if (_byEmail.ContainsKey(email))
            {
                return null;
            }

            Keep(person);
            return person;
        }
    }

    /// <summary>Changes the address; false when another person has it.</summary>
    public bool TryRename(Person person, string email)
    {
        lock (_gate)
        {
            if (_byEmail.TryGetValue(email, out var other) && other != person)
            {
                return false;
            }

            _byEmail.Remove(person.Email);
            _byEmail.Add(email, person);
            person.Email = email;
            return true;
        }
    }

    public IReadOnlyList<SavedPerson> Snapshot() => [.. All.Select(person => person.Snapshot())];

    /// <summary>Takes the saved people for everybody that there is.</summary>
    public void Restore(IReadOnlyList<SavedPerson> people)
    {
        lock (_gate)
        {
            _people.Clear();
            _bySub.Clear();
            _byEmail.Clear();
            foreach (var person in people.Select(Person.Of))
            {
                Keep(person);
            }
        }
    }

    private void Keep(Person person)
    {
        _people.Add(person);
        _bySub[person.Sub] = person;
        _byEmail[person.Email] = person;
    }

    private Person Create(string sub, string email, string name, string? hostedDomain, int messages) =>
        new(sub, email, name, hostedDomain, new MailSeed(email, name, messages, _clock.GetUtcNow()));

    private static string NameFrom(string email) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(
        email.Split('@')[0].Replace('.', ' ').Replace('_', ' ').Replace('-', ' '));

    // Seeded people keep their subject over restarts, as an application's database would.
    private static string StableSubject(string email)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(email));
        return "1" + string.Concat(hash.Take(20).Select(value => (char)('0' + (value % 10))));
    }

    private static string NewSubject() => "1" + RandomNumberGenerator.GetString("0123456789", 20);
}
