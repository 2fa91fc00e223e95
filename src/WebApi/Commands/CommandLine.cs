using System.CommandLine;

namespace GmailPlatform.WebApi.Commands;

/// <summary>What the command line needs of the program.</summary>
/// <param name="Serve">Runs the server until it is told to stop.</param>
/// <param name="CreateHost">Makes a host with the use cases and without a server or jobs.</param>
/// <param name="Migrate">Brings the database to the form that this version needs.</param>
internal sealed record PlatformProgram(Func<CancellationToken, Task> Serve, Func<IHost> CreateHost, Func<IServiceProvider, CancellationToken, Task> Migrate);

/// <summary>The commands of <c>./gmailplatform</c>. Results go to standard output, logs to standard error.</summary>
internal static class CommandLine
{
    public static RootCommand Create(PlatformProgram program)
    {
        var root = new RootCommand("GmailPlatform: holds people's Gmail permission for applications.");
        root.SetAction(Serve(program));
        var serve = new Command("serve", "Run the server (the default).");
        serve.SetAction(Serve(program));
        root.Subcommands.Add(serve);
        root.Subcommands.Add(ServerCommands.Migrate(program));
        root.Subcommands.Add(TenantCommands.Create(program));
        root.Subcommands.Add(KeyCommands.Create(program));
        return root;
    }

    private static Func<ParseResult, CancellationToken, Task<int>> Serve(PlatformProgram program) => async (_, ct) =>
    {
        await program.Serve(ct);
        return 0;
    };
}
