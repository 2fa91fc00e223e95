using GmailPlatform.WebApi.Console.Pages;
using GmailPlatform.WebApi.Console.SignIn;
using GmailPlatform.WebApi.Hosting;

namespace GmailPlatform.WebApi.Console;

/// <summary>The console for admins, auditors and operators, below <c>/console</c>.</summary>
internal static class ConsoleModule
{
    public static IServiceCollection AddConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddConsoleSignIn(configuration);
        services.AddSingleton<IssuerAddress>();
        return services;
    }

    public static IEndpointRouteBuilder MapConsole(this IEndpointRouteBuilder app)
    {
        var console = app.MapGroup("/console")
            .WithMetadata(new AnswersWithPages(ConsolePages.WriteFailureAsync))
            .ExcludeFromDescription()
            // ConsoleForms does it, for every form alike and with a page.
            .DisableAntiforgery()
            .AddEndpointFilter<RouteGroupBuilder, ConsoleForms>();
        console.MapSignIn();
        console.MapOverview();
        console.MapGrants();
        console.MapHistory();
        console.MapTenants();
        console.MapTenantChanges();
        console.MapPeople();
        console.MapHealth();
        console.MapHistoryExport();
        return app;
    }
}
