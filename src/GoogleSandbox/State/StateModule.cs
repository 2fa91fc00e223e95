namespace GmailPlatform.GoogleSandbox.State;

/// <summary>Keeps the sandbox's memory in a file, if <c>Sandbox:StateFile</c> names one.</summary>
internal static class StateModule
{
    public static IServiceCollection AddState(this IServiceCollection services, SandboxOptions options) => string.IsNullOrEmpty(options.StateFile)
        ? services
        : services
            .AddSingleton<SandboxBooks>()
            .AddSingleton<StateStore>()
            .AddHostedService(provider => provider.GetRequiredService<StateStore>());

    /// <summary>Loads the state, and notes every call: nothing else changes it.</summary>
    public static void UseState(this WebApplication app)
    {
        if (app.Services.GetService<StateStore>() is not { } store)
        {
            return;
        }

        store.Open();
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            finally
            {
                store.Touch();
            }
        });
    }
}
