using System.Net;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;

namespace GmailPlatform.DevHost.Demo;

/// <summary>PostgreSQL, the sandbox and the platform in one process tree; what starts last stops first.</summary>
internal static class DevEnvironment
{
    public static async Task RunAsync(DevSettings settings, CancellationToken stop)
    {
        var data = new DataFolder(settings.DataFolder);
        data.Create();
        var secret = await data.SandboxClientSecretAsync(stop);
        using var probe = new HttpProbe();

        await using var sandbox = settings.UsesSandbox ? await StartSandboxAsync(settings, data, secret) : null;
        await using var postgres = settings.Postgres is null ? await LocalPostgres.StartAsync(data.Postgres, port: null, data.LogFile("postgres"), ephemeralRoot: null, durable: true, stop) : null;
        var database = settings.Postgres ?? await postgres!.EnsureDatabaseAsync("gmailplatform", stop);
        var environment = ChildEnvironments.Platform(settings, database, await data.MasterKeyAsync(stop), secret);
        await using var platform = await ChildProcess.StartAsync("The platform", Programs.Platform(environment), data.LogFile("platform"));
        await using var environmentFile = await EnvironmentFile.WriteAsync(data.PlatformEnvironmentFile, environment, stop);

        ChildProcess[] children = [.. new[] { platform, sandbox, postgres?.Server }.OfType<ChildProcess>()];
        await ChildProcess.WhileAliveAsync(children, ct => ServeAsync(settings, data, environment, probe, ct), stop);
    }

    private static Task<ChildProcess> StartSandboxAsync(DevSettings settings, DataFolder data, string secret) =>
        ChildProcess.StartAsync(
            "The Google sandbox",
            Programs.Sandbox(ChildEnvironments.Sandbox(settings, data, secret), "--urls", settings.SandboxUrl),
            data.LogFile("sandbox"));

    private static async Task ServeAsync(
        DevSettings settings, DataFolder data, Dictionary<string, string> environment, HttpProbe probe, CancellationToken ct)
    {
        if (settings.UsesSandbox)
        {
            await probe.WaitAsync("The Google sandbox", settings.SandboxUrl + "/", ct);
            await DemoConsole.RegisterAsync(probe, settings, environment, ct);
        }

        await probe.WaitAsync("The platform", settings.PlatformUrl + "/health/ready", ct);
        var demo = new DemoFile(
            settings.PlatformUrl,
            settings.UsesSandbox ? settings.SandboxUrl : null,
            await KeyAsync(settings, data, environment, probe, ct),
            environment["ConnectionStrings__Postgres"],
            settings.UsesSandbox ? DemoConsole.Users : [],
            settings.UsesSandbox ? [.. (await probe.PeopleAsync(settings.SandboxUrl, ct)).Where(person => !DemoConsole.Includes(person))] : []);
        await demo.WriteAsync(data.DemoFile, ct);
        Console.WriteLine(Welcome.Text(demo, settings.DataFolder));
        await Task.Delay(Timeout.Infinite, ct);
    }

    /// <summary>The key of the last run while the platform still takes it, else a new one.</summary>
    private static async Task<string> KeyAsync(
        DevSettings settings, DataFolder data, Dictionary<string, string> environment, HttpProbe probe, CancellationToken ct) =>
        await DemoFile.ReadAsync(data.DemoFile, ct) is { ApiKey: { Length: > 0 } key }
        && await probe.StatusAsync(settings.PlatformUrl + "/v1/grants", key, ct) == HttpStatusCode.OK
            ? key
            : await new DemoTenant(environment).CreateAsync(ct);
}
