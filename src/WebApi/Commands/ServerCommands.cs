using System.CommandLine;

namespace GmailPlatform.WebApi.Commands;

internal static class ServerCommands
{
    public static Command Migrate(PlatformProgram program)
    {
        var migrate = new Command("migrate", "Bring the database to the form that this version needs.");
        migrate.Options.Add(CommandOutput.Json);
        migrate.SetAction(async (parsed, ct) =>
        {
            using var host = program.CreateHost();
            await program.Migrate(host.Services, ct);
            return CommandOutput.Write(parsed, new Migrated(true), _ => "The database is up to date.");
        });
        return migrate;
    }

    private sealed record Migrated(bool UpToDate);
}
