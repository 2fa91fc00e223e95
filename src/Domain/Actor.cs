namespace GmailPlatform.Domain;

/// <summary>Who caused an event: <c>key:&lt;api key id&gt;</c>, <c>job:&lt;name&gt;</c>, <c>user</c>, <c>google</c> or <c>operator</c>.</summary>
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

    public override string ToString() => Name;
}
