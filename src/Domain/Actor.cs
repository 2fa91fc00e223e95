namespace GmailPlatform.Domain;

/// <summary>Who caused an event: <c>key:&lt;api key id&gt;</c>, <c>job:&lt;name&gt;</c>, <c>user</c>, <c>google</c>, <c>operator</c> or <c>person:&lt;console person id&gt;</c>.</summary>
public readonly record struct Actor(string Name)
{
    /// <summary>The person in the browser, coming back from Google's consent page.</summary>
    public static readonly Actor User = new("user");

    /// <summary>Google, by its own security events.</summary>
    public static readonly Actor Google = new("google");

    /// <summary>A person at the command line of the server.</summary>
    public static readonly Actor Operator = new("operator");

    public static Actor ApiKey(string keyId) => new($"key:{keyId}");

    public static Actor Job(string name) => new($"job:{name}");

    /// <summary>Somebody who signed in to the console.</summary>
    public static Actor Person(string personId) => new($"person:{personId}");

    public override string ToString() => Name;
}
