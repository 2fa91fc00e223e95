using System.Net;

namespace GmailPlatform.DevHost.Demo;

/// <summary>Prepares the demo: people at the sandbox, a tenant with a key, and <c>demo.json</c>, which lists them.</summary>
internal sealed class DemoStage(DevSettings settings, DataFolder data, Dictionary<string, string> environment, HttpProbe probe)
{
    /// <summary>Writes <c>demo.json</c>, with the key of the last run if there is one. The platform need not be running.</summary>
    public async Task<DemoFile> PrepareAsync(CancellationToken ct)
    {
        if (settings.UsesSandbox)
        {
            await probe.WaitAsync("The Google sandbox", settings.SandboxUrl + "/", ct);
            await DemoConsole.RegisterAsync(probe, settings, environment, ct);
        }

        var former = await DemoFile.ReadAsync(data.DemoFile, ct);
        return await WriteAsync(former is { ApiKey.Length: > 0 } ? former.ApiKey : await new DemoTenant(environment).CreateAsync(ct), ct);
    }

    /// <summary>Waits for the platform, and creates another key if it does not accept that of the last run.</summary>
    public async Task<DemoFile> ConfirmAsync(DemoFile prepared, CancellationToken ct)
    {
        await probe.WaitAsync("The platform", settings.PlatformUrl + "/health/ready", ct);
        return await probe.StatusAsync(settings.PlatformUrl + "/v1/grants", prepared.ApiKey, ct) == HttpStatusCode.OK
            ? prepared
            : await WriteAsync(await new DemoTenant(environment).CreateAsync(ct), ct);
    }

    private async Task<DemoFile> WriteAsync(string apiKey, CancellationToken ct)
    {
        var demo = new DemoFile(
            settings.PlatformUrl,
            settings.UsesSandbox ? settings.SandboxUrl : null,
            apiKey,
            environment["ConnectionStrings__Postgres"],
            settings.UsesSandbox ? DemoConsole.Users : [],
            settings.UsesSandbox ? [.. (await probe.PeopleAsync(settings.SandboxUrl, ct)).Where(person => !DemoConsole.Includes(person))] : []);
        await demo.WriteAsync(data.DemoFile, ct);
        return demo;
    }
}
