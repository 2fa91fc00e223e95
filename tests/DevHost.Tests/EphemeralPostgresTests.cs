using System.Diagnostics;
using GmailPlatform.DevHost.Postgres;
using GmailPlatform.DevHost.Processes;
using Npgsql;

namespace GmailPlatform.DevHost.Tests;

public sealed class EphemeralPostgresTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_leaves_nothing_behind()
    {
        string folder;
        int processId;
        await using (var postgres = await LocalPostgres.StartEphemeralAsync(Ct))
        {
            folder = await DataFolderAsync(postgres.ConnectionString);
            processId = postgres.ProcessId;
            Directory.Exists(Path.GetDirectoryName(folder)).Should().BeTrue();
        }

        Directory.Exists(Path.GetDirectoryName(folder)).Should().BeFalse();
        Directory.Exists($"/proc/{processId}").Should().BeFalse();
    }

    [Theory]
    [InlineData(false, "off")]
    [InlineData(true, "on")]
    public async Task A_commit_waits_for_the_disk_only_where_durability_is_asked_for(bool durable, string setting)
    {
        await using var postgres = await LocalPostgres.StartEphemeralAsync(durable, Ct);

        (await Sql.AskAsync(postgres.ConnectionString, "SHOW fsync")).Should().Be(setting);
        (await Sql.AskAsync(postgres.ConnectionString, "SHOW synchronous_commit")).Should().Be(setting);
        (await Sql.AskAsync(postgres.ConnectionString, "SHOW full_page_writes")).Should().Be(setting);
    }

    [Fact]
    public async Task Every_new_database_is_empty_and_apart()
    {
        await using var postgres = await LocalPostgres.StartEphemeralAsync(Ct);
        var databases = await Task.WhenAll(postgres.CreateDatabaseAsync(Ct), postgres.CreateDatabaseAsync(Ct));

        await Task.WhenAll(databases.Select(database => Sql.AskAsync(database, "CREATE TABLE note (text text)")));

        databases.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Tests_get_databases_that_go_with_them()
    {
        string database;
        await using (var tests = await TestPostgres.StartAsync(Ct))
        {
            database = await tests.CreateDatabaseAsync(Ct);
            (await Sql.AskAsync(database, "SELECT 1")).Should().Be(1);
        }

        await FluentActions.Awaiting(() => Sql.AskAsync(database, "SELECT 1")).Should().ThrowAsync<NpgsqlException>();
    }

    [Fact]
    public async Task A_command_runs_beside_it_and_answers_with_its_own_exit_code()
    {
        var result = await Command.RunAsync(
            new ProgramStart("dotnet", Repository.DevHost, "postgres", "--", "sh", "-c", $"test -n \"${TestPostgres.Variable}\" && echo here && exit 7"), Ct);

        result.Should().Be(new CommandResult(7, "here\n", ""));
    }

    [Fact]
    public async Task Neither_server_nor_command_survives_a_kill_of_their_parent()
    {
        var command = new ProgramStart("dotnet", Repository.DevHost, "postgres", "--", "sh", "-c", $"echo \"${TestPostgres.Variable}\"; echo $$; exec sleep 600").ToStartInfo();
        command.RedirectStandardOutput = true;
        using var parent = await Launcher.StartAsync(command);
        var server = await parent.StandardOutput.ReadLineAsync(Ct) ?? "";
        var sleeper = await parent.StandardOutput.ReadLineAsync(Ct);
        var folder = await DataFolderAsync(server);

        parent.Kill();

        await GoneAsync(() => File.Exists(Path.Combine(folder, "postmaster.pid")));
        await GoneAsync(() => File.Exists($"/proc/{sleeper}/cwd"));
        await FluentActions.Awaiting(() => Sql.AskAsync(server, "SELECT 1")).Should().ThrowAsync<NpgsqlException>();
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    private static async Task<string> DataFolderAsync(string server) =>
        (string)(await Sql.AskAsync(server, "SHOW data_directory"))!;

    private static async Task GoneAsync(Func<bool> isThere)
    {
        var waited = Stopwatch.StartNew();
        while (isThere())
        {
            waited.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
            await Task.Delay(50, Ct);
        }
    }
}
