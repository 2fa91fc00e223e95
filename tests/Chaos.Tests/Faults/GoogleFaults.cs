namespace GmailPlatform.Chaos.Tests;

/// <summary>Lets Google's endpoints misbehave, a few calls at a time. None of it is a reason to ask anybody for consent.</summary>
internal sealed class GoogleFaults(Google google, Troubles troubles, Figures figures, int seed)
{
    public const string Group = "faults of Google";

    private static readonly string[] Endpoints =
        ["token", "token", "token", "userinfo", "jwks", "revoke", "revoke", "gmail", "gmail", "batch", "gmail.users.messages.send", "gmail.users.messages.send"];

    private readonly Random _random = new(seed);

    /// <summary>Goes on until told to stop; then no fault of its own is left.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var (endpoint, times) = (Endpoints[_random.Next(Endpoints.Length)], _random.Next(1, 5));
            var (name, fault) = Fault(endpoint, times);
            figures.Add(Group, $"{endpoint} {name}");
            using (troubles.Begin())
            {
                var id = await google.BreakAsync(fault);
                await Holding.ForAsync(Seconds(0.5, 5), stop);
                await google.MendAsync(id);
            }

            await Holding.ForAsync(Seconds(0.2, 3), stop);
        }
    }

    private (string Name, object Fault) Fault(string endpoint, int times) => _random.Next(endpoint is "gmail" ? 12 : 9) switch
    {
        0 => ("500", new { endpoint, times, status = 500 }),
        1 => ("503", new { endpoint, times, status = 503, retryAfter = 1 }),
        2 => ("429", new { endpoint, times, status = 429, retryAfter = 1 }),
        3 => ("slow", new { endpoint, times, delayMs = _random.Next(200, 7000) }),
        4 => ("dropped", new { endpoint, times, drop = Moment() }),
        5 => ("reset", new { endpoint, times, reset = Moment() }),
        6 => ("truncated", new { endpoint, times, garble = "truncate" }),
        7 => ("garbled", new { endpoint, times, garble = "html" }),
        // Gmail refuses a token that Google honours: whether it is good is the token endpoint's to say.
        _ when endpoint is "gmail" => ("401", new { endpoint, times, status = 401 }),
        _ => ("slow and broken", new { endpoint, times, delayMs = _random.Next(200, 3000), reset = "after" }),
    };

    private string Moment() => _random.Next(3) switch
    {
        0 => "before",
        1 => "after",
        _ => "midway",
    };

    private TimeSpan Seconds(double least, double most) => TimeSpan.FromSeconds(least + (_random.NextDouble() * (most - least)));
}
