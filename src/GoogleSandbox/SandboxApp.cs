using GmailPlatform.GoogleSandbox.Control;
using GmailPlatform.GoogleSandbox.Gmail;
using GmailPlatform.GoogleSandbox.Gmail.Batch;
using GmailPlatform.GoogleSandbox.OAuth;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Risc;
using GmailPlatform.GoogleSandbox.State;
using GmailPlatform.GoogleSandbox.Web;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GmailPlatform.GoogleSandbox;

/// <summary>Builds the offline Google: OAuth 2.0, OpenID Connect, Gmail REST and a control API on one Kestrel.</summary>
public static class SandboxApp
{
    private const string DefaultUrl = "http://localhost:5081";

    /// <summary>Creates the application. <paramref name="configure"/> runs before the sandbox adds its own services.</summary>
    public static WebApplication Create(string[] args, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateBuilder(args);
        KeepSecretsOutOfLogs(builder.Logging);
        configure?.Invoke(builder);
        if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
        {
            builder.WebHost.UseUrls(DefaultUrl);
        }

        AddServices(builder);
        var app = builder.Build();
        Map(app);
        return app;
    }

    // The framework's access log holds query strings, and those hold codes, tokens and addresses.
    private static void KeepSecretsOutOfLogs(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);

    private static void AddServices(WebApplicationBuilder builder)
    {
        var options = builder.Configuration.GetSection(SandboxOptions.Section).Get<SandboxOptions>() ?? new SandboxOptions();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSingleton(provider => new SandboxClock(provider.GetRequiredService<TimeProvider>()))
            .AddSingleton(options)
            .AddSingleton<BaseUrl>()
            .AddPeople()
            .AddOAuth()
            .AddGmail()
            .AddRisc()
            .AddControl()
            .AddState(options);
    }

    private static void Map(WebApplication app)
    {
        app.UseState();
        app.UseGmailCompression();
        app.UseBatch();
        app.UseMiddleware<BadRequests>();
        app.UseRouting();
        app.UseRequestDecompression();
        app.UseControl();
        app.MapLandingPage().MapOAuth().MapGmail().MapRisc().MapControl().MapPeople();
        app.MapFallback(NotFoundPage.Answer);
    }
}
