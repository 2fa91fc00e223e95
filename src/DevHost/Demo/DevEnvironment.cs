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
        var environment = ChildEnvironments.Platform(settings, data, database, await data.MasterKeyAsync(stop), secret);
        await using var environmentFile = await EnvironmentFile.WriteAsync(data.PlatformEnvironmentFile, environment, stop);
        var stage = new DemoStage(settings, data, environment, probe);

        // Before the platform is ready, so that scripts that wait for it find the file.
        ChildProcess[] before = [.. new[] { sandbox, postgres?.Server }.OfType<ChildProcess>()];
        var demo = await ChildProcess.WhileAliveAsync(before, stage.PrepareAsync, stop);
        await using var platform = await ChildProcess.StartAsync("The platform", Programs.Platform(environment), data.LogFile("platform"));
        await ChildProcess.WhileAliveAsync([platform, .. before], ct => ServeAsync(stage, demo, settings, ct), stop);
    }

    private static Task<ChildProcess> StartSandboxAsync(DevSettings settings, DataFolder data, string secret) =>
        ChildProcess.StartAsync(
            "The Google sandbox",
            Programs.Sandbox(ChildEnvironments.Sandbox(settings, data, secret), "--urls", settings.SandboxUrl),
            data.LogFile("sandbox"));

    private static async Task ServeAsync(DemoStage stage, DemoFile prepared, DevSettings settings, CancellationToken ct)
    {
        var demo = await stage.ConfirmAsync(prepared, ct);
        Console.WriteLine(Welcome.Text(demo, settings.DataFolder));
        await Task.Delay(Timeout.Infinite, ct);
    }
}
