using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application;
using GmailPlatform.Infrastructure;
using GmailPlatform.Infrastructure.Store;
using GmailPlatform.Infrastructure.Store.Connections;
using GmailPlatform.WebApi.Audit;
using GmailPlatform.WebApi.Commands;
using GmailPlatform.WebApi.Console;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Grants;
using GmailPlatform.WebApi.Hosting;
using GmailPlatform.WebApi.Hosting.Authentication;
using GmailPlatform.WebApi.Hosting.Dashboard;
using GmailPlatform.WebApi.Hosting.Limits;
using GmailPlatform.WebApi.Hosting.Requests;
using GmailPlatform.WebApi.Mailbox;
using GmailPlatform.WebApi.Mailbox.Gateway;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi;

/// <summary>The composition root: the one place that knows every layer.</summary>
public static class Program
{
    public static Task<int> Main(string[] args)
    {
        var program = new PlatformProgram(
            ServeAsync,
            CreateCommandHost,
            MigrateAsync,
            ServiceAccountFile.Read,
            OperatorErrors.Describe);
        return CommandLine.RunAsync(program, args);
    }

    /// <summary>Makes the server. In Development it brings its database to the right form itself, before it listens.</summary>
    public static async Task<WebApplication> CreateServerAsync(Action<WebApplicationBuilder>? configure = null, CancellationToken ct = default)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.AddSafeLogs();
        configure?.Invoke(builder);
        builder.Configuration.AddSecretFiles();
        CheckSettings(builder.Configuration);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: true);
        AddWeb(builder.Services, builder.Configuration);

        var app = builder.Build();
        // Before the database is touched: a wrong configuration leaves nothing behind.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        if (app.Environment.IsDevelopment())
        {
            await MigrateAsync(app.Services, ct);
        }
        else
        {
            await app.Services.GetRequiredService<SessionCheck>().AssertPassedIfReachableAsync(ct);
        }

        UseWeb(app);
        return app;
    }

    private static async Task MigrateAsync(IServiceProvider services, CancellationToken ct)
    {
        await services.GetRequiredService<SessionCheck>().AssertPassedAsync(ct);
        await services.GetRequiredService<Migrations>().ApplyAsync(ct);
    }

    private static void CheckSettings(IConfiguration configuration) => configuration.CheckSettings()
        .Section(ConsoleOptions.Section, typeof(ConsoleOptions), "Roles")
        .Section(LimitOptions.Section, typeof(LimitOptions))
        .Section(ShutdownOptions.Section, typeof(ShutdownOptions))
        .ThrowOnErrors();

    private static async Task ServeAsync(CancellationToken ct)
    {
        await using var app = await CreateServerAsync(ct: ct);
        await app.RunAsync(ct);
    }

    private static IHost CreateCommandHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.AddSafeLogs(asCommand: true);
        builder.Configuration.AddSecretFiles();
        CheckSettings(builder.Configuration);
        builder.Services.AddApplication();
        builder.Services.AddInfrastructure(builder.Configuration, runJobs: false);
        return builder.Build();
    }

    private static void AddWeb(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<BrowserBinding>();
        services.AddSingleton(provider => new PublicAddress(provider.GetRequiredService<IOptions<GoogleOptions>>().Value.RedirectUri));
        services.AddSingleton<TraceIds>();
        services.AddShutdown(configuration);
        services.AddGateway();
        services.AddSingleton(provider => Gmail(provider.GetRequiredService<IOptions<GoogleOptions>>().Value));
        services.AddSingleton<AccessTokenShortcut>();
        services.AddLimits(configuration);
        services.AddApiKeys();
        services.AddConsole(configuration);
        services.AddProblemDetails(options => options.CustomizeProblemDetails = Problems.Customize);
        services.AddSingleton<IProblemDetailsWriter, ProblemsForAnyone>();
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddRazorComponents();
        services.AddApiDescription();
        services.AddTelemetry(configuration);
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
            options.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            options.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.RespectRequiredConstructorParameters = true;
        });
    }

    private static GmailAddress Gmail(GoogleOptions google) => new(new Uri(google.Endpoints.GmailRoot.TrimEnd('/') + "/"), google.GmailTimeout);

    private static void UseWeb(WebApplication app)
    {
        var shortcut = app.Services.GetRequiredService<AccessTokenShortcut>();
        app.Use(shortcut.AnswerFromMemoryAsync);
        app.UseTraceIdHeader();
        app.UseSecurityHeaders();
        app.UseExceptionHandler();
        app.UseRequestDeadline();
        app.Use(shortcut.AnswerFromDatabaseAsync);
        app.Use(app.Services.GetRequiredService<GatewayShortcut>().ForwardAsync);
        app.UseHeadAsGet();
        // By itself it would come first, and make the shortcuts longer.
        app.UseRouting();
        app.UseTrustedProxies();
        app.UseUnansweredRequests();
        app.UsePageAssets();
        app.UseAuthenticationAndAuthorization();
        app.UseQueryParameterGuard();
        app.UseDashboardGuard();
        app.UseLimits();

        app.MapAuthorizations();
        app.MapGrants();
        app.MapGrantKeys();
        app.MapSecurityEvents();
        app.MapHistory();
        app.MapProofs();
        app.MapMailbox();
        app.MapMessages();
        app.MapSending();
        app.MapBulkMessages();
        app.MapAttachments();
        app.MapThreads();
        app.MapLabels();
        app.MapDrafts();
        app.MapGateway();
        app.MapGatewayAtRoot();
        app.MapHealth();
        app.MapApiDescription();
        app.MapOperatorDashboard();
        app.MapConsole();
        app.MapGet("/", () => TypedResults.Redirect("/docs")).ExcludeFromDescription();
    }
}
