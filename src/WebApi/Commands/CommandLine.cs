using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GmailPlatform.Application.Grants;
using GmailPlatform.WebApi.Audit;

namespace GmailPlatform.WebApi.Commands;

/// <summary>What the command line needs of the program.</summary>
/// <param name="Serve">Runs the server until it is told to stop.</param>
/// <param name="CreateHost">Makes a host with the use cases and without a server or jobs.</param>
/// <param name="Migrate">Brings the database to the form that this version needs.</param>
/// <param name="ReadServiceAccount">Reads the key file of a service account.</param>
/// <param name="Describe">One line on what an operator can repair; null for a bug.</param>
internal sealed record PlatformProgram(
    Func<CancellationToken, Task> Serve,
    Func<IHost> CreateHost,
    Func<IServiceProvider, CancellationToken, Task> Migrate,
    Func<string, ServiceAccountKey> ReadServiceAccount,
    Func<Exception, string?> Describe);

/// <summary>The commands of <c>./gmailplatform</c>. Results go to standard output, logs to standard error.</summary>
internal static class CommandLine
{
    private const int Failed = 1;

    /// <summary>Longer than the host takes to finish what is running.</summary>
    private static readonly InvocationConfiguration Invocation = new()
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = TimeSpan.FromMinutes(1),
    };

    /// <summary>Runs a command; what its operator can repair is a line each on standard error.</summary>
    public static async Task<int> RunAsync(PlatformProgram program, IReadOnlyList<string> args)
    {
        var parsed = Create(program).Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            await System.Console.Error.WriteLineAsync($"{string.Join(' ', parsed.Errors.Select(error => error.Message))} See --help.");
            return Failed;
        }

        try
        {
            return await parsed.InvokeAsync(Invocation);
        }
        catch (Exception e) when (program.Describe(e) is { } line)
        {
            await System.Console.Error.WriteLineAsync(line);
            return Failed;
        }
    }

    /// <summary>Not a RootCommand, whose name is that of the program's file.</summary>
    private static Command Create(PlatformProgram program)
    {
        var root = new Command("gmailplatform", "GmailPlatform: holds people's Gmail permission for applications.");
        root.Options.Add(new HelpOption());
        root.Options.Add(new VersionOption());
        root.SetAction(Serve(program));
        var serve = new Command("serve", "Run the server (the default).");
        serve.SetAction(Serve(program));
        root.Subcommands.Add(serve);
        root.Subcommands.Add(ServerCommands.Migrate(program));
        root.Subcommands.Add(TenantCommands.Create(program));
        root.Subcommands.Add(KeyCommands.Create(program));
        root.Subcommands.Add(GrantCommands.Create(program));
        root.Subcommands.Add(RiscCommands.Create(program));
        root.Subcommands.Add(SealingCommands.Create(program));
        root.Subcommands.Add(AuditCommands.Create(program));
        return root;
    }

    private static Func<ParseResult, CancellationToken, Task<int>> Serve(PlatformProgram program) => async (_, ct) =>
    {
        await program.Serve(ct);
        return 0;
    };
}
