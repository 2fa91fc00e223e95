namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>The API under <c>/sandbox/</c> that makes every situation repeatable.</summary>
internal static class ControlModule
{
    public static IServiceCollection AddControl(this IServiceCollection services) => services
        .AddSingleton<CallIdentifier>()
        .AddSingleton<CallLog>()
        .AddSingleton<CallCounters>()
        .AddSingleton<FaultBook>()
        .AddSingleton<QuotaMeters>();

    public static void UseControl(this IApplicationBuilder app) => app
        .UseMiddleware<CallRecorder>()
        .UseMiddleware<FaultInjector>();

    public static IEndpointRouteBuilder MapControl(this IEndpointRouteBuilder app)
    {
        var sandbox = app.MapGroup("/sandbox");
        sandbox.MapPeopleControl();
        sandbox.MapMailControl();
        sandbox.MapClockControl();
        sandbox.MapFaultControl();
        sandbox.MapCallControl();
        sandbox.MapAuthorizeControl();
        sandbox.MapClientControl();
        sandbox.MapGrantControl();
        sandbox.MapServiceAccountControl();
        sandbox.MapRiscControl();
        return app;
    }
}
