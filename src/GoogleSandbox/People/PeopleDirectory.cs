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
    private readonly SandboxClock _clock;

    public PeopleDirectory(SandboxClock clock)
    {
        _clock = clock;
        foreach (var (email, name, hostedDomain, messages) in SeededPeople.All)
        {
            _people.Add(Create(StableSubject(email), email, name, hostedDomain, messages));
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
            return _people.Find(person => person.Is(hint));
        }
    }

    /// <summary>Adds a person; null when the address is taken.</summary>
    public Person? Add(string email, string? name, string? hostedDomain, int messages)
    {
        var person = Create(NewSubject(), email, name ?? NameFrom(email), hostedDomain, messages);
        lock (_gate)
        {
            if (_people.Exists(other => other.Is(email)))
            {
                return null;
            }

            _people.Add(person);
            return person;
        }
    }

    /// <summary>Changes the address; false when another person has it.</summary>
    public bool TryRename(Person person, string email)
    {
        lock (_gate)
        {
            if (_people.Exists(other => other != person && other.Is(email)))
            {
                return false;
            }

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
            _people.AddRange(people.Select(Person.Of));
        }
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
